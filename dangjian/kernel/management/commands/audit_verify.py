"""`manage.py audit_verify`: compute the seal of the audit trail again, from the data base or from an export."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.kernel.sealing.checkpoints import Signed, read_lines
from dangjian.kernel.sealing.trail import verify_database, verify_export
from dangjian.kernel.sealing.verify import Report

SHOWN = 50


class Command(BaseCommand):
    help = "核验操作日志的封存：重新计算全部块与签名，指出被改动、删除或插入的记录。发现问题时以非零状态退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--export", type=Path, help="核验导出文件（不连接数据库）")
        parser.add_argument("--checkpoints", type=Path, action="append", default=[], help="保存在别处的检查点副本")
        parser.add_argument("--fingerprint", default="", help="已公布的签名公钥指纹；给出后只认这把密钥")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            report = self._verify(options["export"], options["checkpoints"], options["fingerprint"])
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"文件不完整：{error}") from error
        except OSError as error:
            raise CommandError(f"读不到文件 {error.filename}，请检查路径。") from error
        self.stdout.write(
            f"核验 {report.lines} 条、{report.blocks} 块、{report.checkpoints} 个检查点，"
            f"用时 {time.monotonic() - started:.1f} 秒；尚未封存 {report.unsealed} 条。"
        )
        for finding in report.findings[:SHOWN]:
            self.stdout.write(f"[{finding.kind}] {finding.log_id} {finding.text}")
        if report.found:
            raise CommandError(f"发现 {report.found} 处与封存不符，请保留现场并报告审计管理员。")
        self.stdout.write("与封存一致。")

    def _verify(self, export: Path | None, paths: list[Path], fingerprint: str) -> Report:
        copies: list[Signed] = []
        for path in paths:
            with path.open("rb") as lines:
                copies += read_lines(lines)
        if export is None:
            return verify_database(copies=copies, fingerprint=fingerprint)
        with export.open("rb") as lines:
            return verify_export(lines, copies=copies, fingerprint=fingerprint)

"""`manage.py privacy_register`: the register of fields as the record of processing (处理活动记录)."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandParser

from dangjian.kernel.privacy import FieldEntry, entries

HEADINGS = ("数据表", "字段", "名称", "级别", "目的", "依据", "保存期限", "显示方式", "是否加密", "未加密的理由")


class Command(BaseCommand):
    help = "导出个人信息处理活动记录：每个字段的级别、目的、依据、保存期限和显示方式。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("csv", "json"), default="csv")
        parser.add_argument("--personal", action="store_true", help="只列个人信息（C2 及以上）")
        parser.add_argument("--out", type=Path, help="写入文件；不写则输出到屏幕")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row for row in entries() if row.data_class.is_personal or not options["personal"]]
        if options["out"] is None:
            _write(self.stdout, rows, options["format"])  # type: ignore[arg-type]  # wraps a text stream
            return
        with options["out"].open("w", encoding="utf-8-sig", newline="") as target:
            _write(target, rows, options["format"])
        self.stdout.write(f"已导出 {len(rows)} 个字段：{options['out']}")


def _write(target: TextIO, rows: list[FieldEntry], form: str) -> None:
    if form == "json":
        target.write(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n")
        return
    writer = csv.writer(target)
    writer.writerow(HEADINGS)
    for row in rows:
        values = [getattr(row, item.name) for item in fields(row)]
        writer.writerow([("是" if value else "否") if isinstance(value, bool) else str(value) for value in values])

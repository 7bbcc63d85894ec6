"""`manage.py audit_reanchor`: go on sealing after the data base was restored on another server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.kernel.sealing import sealer
from dangjian.kernel.sealing.sealer import Restored


class Command(BaseCommand):
    help = "逻辑恢复数据库之后重新起封：封存恢复来的记录，此后的记录接在其后。须先停止平台。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="确认平台已停止")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"]:
            raise CommandError("请先停止平台的所有进程，再加 --yes 运行。")
        if not sealer.can_seal():
            raise CommandError("这种数据库上的操作日志不封存。")
        try:
            sealed = sealer.reanchor()
        except Restored as error:
            raise CommandError("另有进程正在封存，请先停止平台的所有进程。") from error
        self.stdout.write(f"已封存恢复来的 {sealed} 条，并开始新的一段。")
        self.stdout.write("请用保存在别处的检查点运行 manage.py audit_verify --checkpoints，确认恢复丢失了多少。")

"""`manage.py sealer`: seal the audit trail under a data base role of its own, until told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from dangjian.kernel.sealing import sealer
from dangjian.kernel.sealing.service import Sealing

_PAUSE_SECONDS = 1.0
_LONGEST_TROUBLE_SECONDS = 5.0


class Command(BaseCommand):
    help = "封存操作日志的独立进程：数据库角色分开时使用；角色不分开时由后台进程封存，不必运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="封存现有日志、签发到期的检查点后退出")

    def handle(self, *args: Any, **options: Any) -> None:
        if not sealer.can_seal():
            raise CommandError("当前数据库不支持日志封存。")
        if not sealer.may_seal():
            raise CommandError("当前数据库角色无权封存日志，请在 DANGJIAN_DB 中使用封存角色（dangjian_sealer）。")
        sealing = Sealing()
        if options["once"]:
            sealing.step()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("日志封存进程已启动")
        self.stdout.flush()
        self._work(sealing, stop)

    def _work(self, sealing: Sealing, stop: threading.Event) -> None:
        pause = _PAUSE_SECONDS
        while not stop.wait(pause):
            close_old_connections()
            try:
                sealing.step()
                pause = _PAUSE_SECONDS
            except DatabaseError as error:
                # The data base may be restarting or gone: the sealer outlives that.
                self.stderr.write(f"封存遇到数据库故障，稍后重试：{str(error).strip()}")
                close_old_connections()
                pause = min(_LONGEST_TROUBLE_SECONDS, pause * 2)

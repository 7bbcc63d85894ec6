"""`manage.py worker`: deliver events and run jobs until told to stop."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dangjian.kernel.events import drain
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.jobs.worker import Worker, exit_now


class Command(BaseCommand):
    help = "投递事件、执行后台任务与定时任务，直到收到停止信号。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="处理完当前到期的事件和任务后退出")
        parser.add_argument("--threads", type=int, default=int(os.environ.get("DANGJIAN_JOB_THREADS", "2")))
        parser.add_argument("--grace", type=float, default=25.0, help="停止时等待正在执行的任务的秒数")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            while drain(strict=False) + run_pending(strict=False):
                pass
            return
        worker = Worker(job_threads=options["threads"], grace_seconds=options["grace"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        self.stdout.write(f"后台进程已启动（{worker.name}）")
        self.stdout.flush()
        threading.Thread(target=_watch_parent, args=(worker, os.getppid()), daemon=True).start()
        if not worker.run():
            exit_now()


def _watch_parent(worker: Worker, parent: int) -> None:
    """Stop when the server that started this process is gone, so that no worker is left behind."""
    while os.getppid() == parent:
        time.sleep(1.0)
    worker.stop()

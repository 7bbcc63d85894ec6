"""`manage.py serve`: the web server and one worker beside it, started and stopped together."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from dangjian.kernel.orphans import SUPERVISED, end_with_parent

LOG_CONFIG = Path(__file__).resolve().parents[1] / "web_server_log.json"
"""The web server's own messages in the form of all others (SEC-AUD-05)."""
_READY_SECONDS = 120.0
_STOP_SECONDS = 35.0
_RESTART_PAUSE_SECONDS = 2.0
_MOST_RESTARTS = 5
_RESTARTS_WITHIN_SECONDS = 60.0
"""A web server that ends more often than this is not started again: something is wrong that starting does not mend."""


class Command(BaseCommand):
    help = "启动网站服务与后台进程；HOST、PORT 环境变量或参数决定地址。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or "8000"))
        parser.add_argument("--workers", type=int, default=int(os.environ.get("DANGJIAN_WEB_WORKERS") or 0))
        parser.add_argument("--threads", type=int, default=int(os.environ.get("DANGJIAN_WEB_THREADS") or 0))
        parser.add_argument("--no-worker", action="store_true", help="只启动网站服务，不带后台进程")

    def handle(self, *args: Any, **options: Any) -> None:
        processes, threads = options["workers"] or _processes(), options["threads"] or 2
        os.environ["DANGJIAN_WEB_THREADS"] = str(threads)
        web = _web_command(options["host"], options["port"], processes, threads)
        self._first_start(f"http://{_shown(options['host'])}:{options['port']}")
        connection.close()
        supervisor = Supervisor(web, None if options["no_worker"] else _worker_command())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, supervisor.on_signal)
        supervisor.start()
        try:
            ready = _wait_until_ready(options["host"], options["port"], supervisor)
            if ready:
                self.stdout.write(f"已就绪：http://{_shown(options['host'])}:{options['port']}/")
                self.stdout.write(f"（网站进程 {processes} 个，每个 {threads} 个线程；按 Ctrl+C 停止）")
                self.stdout.flush()
            failed = supervisor.watch(start_again=ready)
        finally:
            supervisor.stop()
        if failed:
            raise CommandError(f"网站服务未能启动或意外退出，请查看上面的日志；端口 {options['port']} 可能已被占用。")

    def _first_start(self, url: str) -> None:
        """Print the one-time link of the first administrator while there is no account at all."""
        if settings.DEMO_MODE or settings.ENVIRONMENT == "test":
            return
        try:
            call_command("first_start", if_empty=True, url=url, stdout=self.stdout)
        except DatabaseError as error:
            raise CommandError("数据库尚未建立或不是最新，请先运行 manage.py migrate。") from error
        self.stdout.flush()


def _processes() -> int:
    """One process per core; SQLite has one writer, so more than two only wait for one another."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 2) if connection.vendor == "sqlite" else min(cores, 16)


def _web_command(host: str, port: int, processes: int, threads: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(processes), "--blocking-threads", str(threads), "--no-ws", "--http", "1"),
        *(
            "--log-level",
            "warning",
            "--log-config",
            str(LOG_CONFIG),
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            "15",
        ),
        "dangjian.project.wsgi:application",
    ]


def _worker_command() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound


class Supervisor:
    """Starts the web server and the worker, starts either again when it dies, stops both."""

    def __init__(self, web: list[str], worker: list[str] | None) -> None:
        self._commands = (web, worker)
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Ask for the end; `watch` returns."""
        self._stopping = True

    @property
    def web_ended(self) -> bool:
        """Whether the web server has ended, or the end was asked for."""
        return self._stopping or self._web is None or self._web.poll() is not None

    def start(self) -> None:
        """Start both processes."""
        self._web = _spawn(self._commands[0])
        if self._commands[1] is not None:
            self._worker = _spawn(self._commands[1])

    def watch(self, *, start_again: bool = True) -> bool:
        """Wait for the end. True when the web server ended by itself and was not, or too often, started again."""
        restarts: list[float] = []
        while not self._stopping:
            time.sleep(0.2)
            if self.web_ended and not self._stopping:
                restarts = [moment for moment in restarts if time.monotonic() - moment < _RESTARTS_WITHIN_SECONDS]
                if not start_again or len(restarts) >= _MOST_RESTARTS:
                    return True
                restarts.append(time.monotonic())
                time.sleep(_RESTART_PAUSE_SECONDS)
                self._web = None if self._stopping else _spawn(self._commands[0])
            if self._worker is not None and self._worker.poll() is not None and self._commands[1] is not None:
                time.sleep(_RESTART_PAUSE_SECONDS)
                if not self._stopping:
                    self._worker = _spawn(self._commands[1])
        return False

    def stop(self) -> None:
        """Stop both processes, kindly first."""
        self._stopping = True
        running = [process for process in (self._web, self._worker) if process is not None and process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl+C reaches the supervisor alone, which then stops the children in order.
    return subprocess.Popen(  # noqa: S603 - fixed command
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR), SUPERVISED: str(os.getpid())},
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads here
    )


def _wait_until_ready(host: str, port: int, supervisor: Supervisor) -> bool:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and not supervisor.web_ended:
        try:
            probe = http.client.HTTPConnection(_shown(host), port, timeout=5)
            probe.request("GET", "/healthz")
            probe.getresponse().read()
            probe.close()
        except OSError:
            time.sleep(0.1)
            continue
        return not supervisor.web_ended
    return False

"""A running installation for tests: own data directory, own port, real processes."""

from __future__ import annotations

import atexit
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
CONSOLE = """
import contextlib, io, json, sys, traceback
import django
django.setup()
from django.db import connections
for line in sys.stdin:
    order = json.loads(line)
    sys.argv = ["program", *order["arguments"]]
    printed, error = io.StringIO(), ""
    connections.close_all()
    with contextlib.redirect_stdout(printed):
        try:
            exec(order["program"], {"__name__": "program"})
        except Exception:
            error = traceback.format_exc()
    print(json.dumps({"printed": printed.getvalue(), "error": error}), flush=True)
"""
"""An interpreter that runs one program after another, each on its own connection: a kill may have ended the last."""
_empty: list[Path] = []
"""Where this process keeps a data base right after `migrate`."""
_demo: list[Path] = []
"""Where this process keeps a data directory right after `seed_demo`."""
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """A data directory with what runs on it. Use `installation()`."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("DANGJIAN_") and key not in {"DJANGO_SETTINGS_MODULE", "PORT", "HOST"}
        } | {
            "DANGJIAN_DATA": str(data),
            "DANGJIAN_ENV": "test",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "default",
            **environment,
        }
        self.log: IO[bytes] = (data / "server.log").open("ab")
        self._server: subprocess.Popen[bytes] | None = None
        self._console: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Run a management command to its end and return what it printed."""
        run = subprocess.run(
            [*MANAGE, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if check and run.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)} failed:\n{run.stdout}\n{run.stderr}")
        return run.stdout

    def python(self, program: str, *arguments: str) -> str:
        """Run a program beside the installation (Django set up) and return what it printed.

        One interpreter serves all programs: setting Django up takes longer than most of them.
        """
        if self._console is None or self._console.poll() is not None:
            self._console = subprocess.Popen(
                [sys.executable, "-c", CONSOLE],
                cwd=ROOT,
                env={**self.environment, "DJANGO_SETTINGS_MODULE": "dangjian.project.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log,
                text=True,
            )
        assert self._console.stdin is not None
        assert self._console.stdout is not None
        self._console.stdin.write(json.dumps({"program": program, "arguments": arguments}) + "\n")
        self._console.stdin.flush()
        answer = json.loads(self._console.stdout.readline())
        if answer["error"]:
            raise AssertionError(f"the program failed:\n{answer['error']}")
        printed: str = answer["printed"]
        return printed

    def migrate(self) -> None:
        """Make the data base; on SQLite a copy of the first one that this process made, with its keys."""
        if self.environment.get("DANGJIAN_DB"):
            self.manage("migrate", "--no-input", "-v", "0")
            return
        if not _empty:
            self.manage("migrate", "--no-input", "-v", "0")
            _empty.append(Path(tempfile.mkdtemp(prefix="dj-empty-")))
            atexit.register(shutil.rmtree, _empty[0], ignore_errors=True)
            source, target = self.data, _empty[0]
        else:
            source, target = _empty[0], self.data
        for name in ("dangjian.sqlite3", "keys"):
            if (source / name).is_dir():
                shutil.copytree(source / name, target / name, dirs_exist_ok=True)
            else:
                shutil.copy2(source / name, target / name)

    def with_demo(self) -> None:
        """Make the data base with the demo enterprise; on SQLite a copy of the first one that this process made."""
        if _demo:
            shutil.copytree(_demo[0], self.data, dirs_exist_ok=True)
            return
        self.migrate()
        self.manage("seed_demo")
        if not self.environment.get("DANGJIAN_DB"):
            _demo.append(Path(tempfile.mkdtemp(prefix="dj-demo-")))
            atexit.register(shutil.rmtree, _demo[0], ignore_errors=True)
            shutil.copytree(self.data, _demo[0], dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.log", "tmp"))

    def start(self, *arguments: str, prefix: tuple[str, ...] = ()) -> None:
        """Start `manage.py serve` and wait until it answers."""
        command = [*prefix, *MANAGE, "serve", "--port", str(self.port), *arguments]
        self._server = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.05)
        raise AssertionError("the server did not start:\n" + (self.data / "server.log").read_text()[-4000:])

    def _answers(self) -> bool:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as probe:
            try:
                probe.request("GET", "/healthz")
                return probe.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def stop(self) -> None:
        """Stop the server kindly."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGTERM)
            self._server.wait(40)
        self._server = None

    def close(self) -> None:
        """Stop everything that was started."""
        self.stop()
        if self._console is not None and self._console.poll() is None:
            self._console.kill()
            self._console.wait()
        if self._console is not None and self._console.stdin and self._console.stdout:
            self._console.stdin.close()
            self._console.stdout.close()
        self.log.close()

    def processes(self) -> list[int]:
        """The server's process and all that it started, parents first."""
        if self._server is None:
            return []
        found = [self._server.pid]
        for pid in found:
            with contextlib.suppress(FileNotFoundError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += [int(child) for child in (task / "children").read_text().split()]
        return found

    def kill(self) -> None:
        """kill -9 of everything at once, as a power cut would."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._server is not None:
            self._server.wait()
        self._server = None

    def client(self, **options: Any) -> httpx.Client:
        """An HTTP client of the server; proxies of the machine do not apply."""
        return httpx.Client(base_url=self.url, trust_env=False, timeout=60, **options)


@contextlib.contextmanager
def installation(*, keep: bool = False, **environment: str) -> Iterator[Installation]:
    """A fresh installation (not yet migrated); everything is stopped and removed at the end."""
    data = Path(tempfile.mkdtemp(prefix="dj-test-"))
    running = Installation(data, **environment)
    try:
        yield running
    finally:
        running.close()
        if not keep:
            shutil.rmtree(data, ignore_errors=True)

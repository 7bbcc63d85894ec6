#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL cluster that is made for it and destroyed after it.

    scripts/postgres.py [--durable] [--variable NAME] COMMAND…

The address stands in the environment variable (DANGJIAN_TEST_DB unless named otherwise). The cluster listens on a
socket in its own directory only, so nothing else on the machine can meet it. Exit code is that of the command.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
SETTINGS = [
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=256MB",
    "work_mem=32MB",
    "maintenance_work_mem=256MB",
    "max_wal_size=4GB",
    "jit=off",
    "log_min_messages=fatal",
]


def server_programs() -> Path:
    """Directory of initdb and pg_ctl, newest version first. Exits with advice when there is none."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True):
        if (path / "pg_ctl").exists():
            return path
    sys.exit("需要 PostgreSQL 服务端程序（apt-get install postgresql）。")


def as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: change to the user of the package."""
    if os.getuid() != 0:
        return command
    pwd.getpwnam("postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *command]


def quietly(command: list[str], *, check: bool = True) -> None:
    """Run a program of the server as its user; only its errors are shown."""
    subprocess.run(as_postgres(command), check=check, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """A running throw-away cluster; yields the address of its data base `dangjian`."""
    programs = server_programs()
    with tempfile.TemporaryDirectory(prefix="dj-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        quietly([*initdb, "--locale=C.UTF-8", *([] if durable else ["--no-sync"])])
        options = " ".join(f'-c "{setting}"' for setting in [*SETTINGS, *([] if durable else FAST)])
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-s"]
        quietly([*control, "-l", str(folder / "log"), "-o", f"-k {folder} {options}", "start"])
        try:
            quietly([str(programs / "createdb"), "-h", str(folder), "-U", "postgres", "dangjian"])
            yield f"postgresql://postgres@/dangjian?host={folder}"
        finally:
            quietly([*control, "-m", "immediate", "stop"], check=False)


def main() -> int:
    """Entry of the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--durable", action="store_true", help="write to disk as in production")
    parser.add_argument("--variable", default="DANGJIAN_TEST_DB")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    # Without this a SIGTERM would end the script at once and leave the cluster running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(durable=options.durable) as address:
        return subprocess.run(options.command, env={**os.environ, options.variable: address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

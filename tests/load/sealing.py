#!/usr/bin/env python3
"""What the audit trail costs writers, and how long a verification takes (SEC-AUD-02, SEC-AUD-04).

    tests/load/sealing.py [--rows 1000000] [--writers 4] [--seconds 5] [--json FILE]

Uses a throw-away data base that writes to disk as in production: SQLite, or that of DANGJIAN_TEST_DB
(scripts/postgres.py). A write is one command through its door (a day of the calendar is set); it is measured without
audit lines, and with them while the sealer runs in a process of its own. --json keeps the figures for `make bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "dangjian.project.settings_test"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from dangjian.kernel import audit, clock  # noqa: E402
from dangjian.kernel.actor import acting_as, system_actor  # noqa: E402
from dangjian.kernel.models import AuditBlock, AuditEntry, Tenant  # noqa: E402
from dangjian.kernel.sealing import checkpoints, sealer  # noqa: E402
from dangjian.kernel.sealing.trail import export, verify_database, verify_export  # noqa: E402
from dangjian.ops.settings.commands import set_calendar_day  # noqa: E402
from tests.kernel.sealing.conftest import line  # noqa: E402

_SEALER = """
import django, time
django.setup()
from dangjian.kernel.sealing.service import Sealing
sealing = Sealing()
sealing.step()
print("ready", flush=True)
while True:
    sealing.step()
    time.sleep(1)
"""


def durable() -> None:
    """The disk is waited for, as in production; tests do not."""
    options = connections.settings["default"]["OPTIONS"]
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=OFF", "synchronous=FULL")
    connection.close()


@contextmanager
def without_audit() -> Iterator[None]:
    """Commands leave no line: what they would reach if there were no audit trail at all."""
    write, audit.write = audit.write, lambda rows, *, wait=False: None  # type: ignore[assignment]
    try:
        yield
    finally:
        audit.write = write


def written(tenant: UUID, writers: int, seconds: float) -> float:
    """Commands a second by so many threads."""
    counts = [0] * writers
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        day = clock.today() + timedelta(days=number)
        with acting_as(system_actor(tenant, "load")):
            while time.monotonic() < end:
                set_calendar_day(day=day, is_working=bool(counts[number] % 2), name=f"第 {counts[number]} 次")
                counts[number] += 1
        connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def sealed_rate(tenant: UUID, writers: int, seconds: float) -> float:
    """The same with audit lines, while a sealer runs in a process of its own, as in production."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SEALER], cwd=ROOT, env={**os.environ, **_same_data()}, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()  # its start must not be counted
        return written(tenant, writers, seconds)
    finally:
        process.kill()
        process.wait()


def _same_data() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "DANGJIAN_TEST_DATA": os.environ["DANGJIAN_DATA"]}


def main() -> None:
    """Entry of the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    durable()
    print(connection.vendor, flush=True)
    figures = {**writers(options.writers, options.seconds), **verification(options.rows)}
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")


def writers(number: int, seconds: float) -> dict[str, Any]:
    """What audit and seal leave of the rate of commands: medians of five pairs."""
    tenant = Tenant.objects.create(code="load", name="测试集团", created_at=clock.now()).pk
    pairs = []
    for _ in range(5):
        with without_audit():
            plain = written(tenant, number, seconds)
        pairs.append((plain, sealed_rate(tenant, number, seconds)))
        print(f"commands a second: {plain:.0f} without audit, {pairs[-1][1]:.0f} with audit and seal", flush=True)
    plain, sealed = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    print(f"share of the medians: {sealed / plain:.0%}", flush=True)
    return {"plain": plain, "sealed": sealed}


def verification(rows: int) -> dict[str, Any]:
    """So many lines sealed, verified from the data base, exported, and verified from the export."""
    have = AuditEntry.objects.count()
    for start in range(have, rows, 10_000):
        AuditEntry.objects.bulk_create(line(number) for number in range(start, min(start + 10_000, rows)))
    started = time.monotonic()
    sealed_rows = sealer.seal()
    took = time.monotonic() - started
    print(f"sealed {sealed_rows} lines in {took:.1f} s ({sealed_rows / max(took, 0.001):.0f} a second)", flush=True)
    checkpoints.write_due()
    started, worked = time.monotonic(), time.process_time()
    report = verify_database()
    from_base, worked = time.monotonic() - started, time.process_time() - worked
    blocks = AuditBlock.objects.count()
    found = f"found {report.found}: {from_base:.1f} s, {worked:.1f} s of a core"
    print(f"verified {report.lines} lines, {blocks} blocks, {found}", flush=True)
    path = Path(os.environ["DANGJIAN_DATA"]) / "export.jsonl"
    with path.open("wb") as file:
        file.writelines(export(line(0).tenant_id or UUID(int=0)))
    started = time.monotonic()
    with path.open("rb") as lines:
        exported = verify_export(lines)
    from_export = time.monotonic() - started
    size = path.stat().st_size >> 20
    print(f"verified an export of {exported.lines} lines ({size} MB), found {exported.found}: {from_export:.1f} s")
    started = time.monotonic()
    for _ in range(1000):
        sealer.anything_to_seal()
    print(f"the idle question: {time.monotonic() - started:.3f} ms")
    return {
        "lines": report.lines,
        "found": report.found + exported.found,
        "base": from_base,
        "core": worked,
        "exported": exported.lines,
        "export": from_export,
    }


if __name__ == "__main__":
    main()

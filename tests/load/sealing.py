#!/usr/bin/env python3
"""What sealing costs writers, and how long a verification takes (SEC-AUD-02, SEC-AUD-04).

    tests/load/sealing.py [--rows 1000000] [--writers 4] [--seconds 5]

Uses a throw-away data base: SQLite, or that of DANGJIAN_TEST_DB (scripts/postgres.py). A write is a transaction of one
command that changes nothing but its own audit line, so the share that sealing takes is seen at its largest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "dangjian.project.settings_test"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

from dangjian.kernel.models import AuditBlock, AuditEntry  # noqa: E402
from dangjian.kernel.sealing import checkpoints, sealer  # noqa: E402
from dangjian.kernel.sealing.trail import export, verify_database, verify_export  # noqa: E402
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


def written(writers: int, seconds: float) -> float:
    """Audited transactions a second by so many threads."""
    counts = [0] * writers
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        while time.monotonic() < end:
            with transaction.atomic():
                line(counts[number], UUID(int=10 + number % 2)).save(force_insert=True)
            counts[number] += 1
        connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def sealed_rate(writers: int, seconds: float) -> float:
    """The same while a sealer runs in a process of its own, as in production."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SEALER], cwd=ROOT, env={**os.environ, **_same_data()}, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()  # its start must not be counted
        return written(writers, seconds)
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
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    print(connection.vendor, flush=True)
    pairs = [(written(options.writers, options.seconds), sealed_rate(options.writers, options.seconds)) for _ in "123"]
    for plain, sealed in pairs:
        print(f"writes a second: {plain:.0f} without, {sealed:.0f} with the sealer: {sealed / plain:.0%}", flush=True)
    share = statistics.median(sealed for _, sealed in pairs) / statistics.median(plain for plain, _ in pairs)
    print(f"share of the medians: {share:.0%}", flush=True)
    have = AuditEntry.objects.count()
    for start in range(have, options.rows, 10_000):
        AuditEntry.objects.bulk_create(line(number) for number in range(start, min(start + 10_000, options.rows)))
    started = time.monotonic()
    sealed_rows = sealer.seal()
    took = time.monotonic() - started
    print(f"sealed {sealed_rows} lines in {took:.1f} s ({sealed_rows / max(took, 0.001):.0f} a second)", flush=True)
    checkpoints.write_due()
    started, worked = time.monotonic(), time.process_time()
    report = verify_database()
    took, worked = time.monotonic() - started, time.process_time() - worked
    blocks = AuditBlock.objects.count()
    print(
        f"verified {report.lines} lines, {blocks} blocks, found {report.found}: {took:.1f} s, {worked:.1f} s of a core"
    )
    path = Path(os.environ["DANGJIAN_DATA"]) / "export.jsonl"
    with path.open("wb") as file:
        file.writelines(export(line(0).tenant_id or UUID(int=0)))
    started = time.monotonic()
    with path.open("rb") as lines:
        report = verify_export(lines)
    took = time.monotonic() - started
    size = path.stat().st_size >> 20
    print(f"verified an export of {report.lines} lines ({size} MB), found {report.found}: {took:.1f} s")
    started = time.monotonic()
    for _ in range(1000):
        sealer.anything_to_seal()
    print(f"the idle question: {time.monotonic() - started:.3f} ms")


if __name__ == "__main__":
    main()

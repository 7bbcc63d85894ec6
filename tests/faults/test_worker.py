"""The worker as a process: survives kill -9 and SIGTERM, shows progress of an open transaction."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Installation

PROGRAM = Path(__file__).with_name("worker_program.py")
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
ENQUEUE = """
import sys, json
sys.path.insert(0, sys.argv[1])
import worker_program
from dangjian.kernel.jobs import enqueue
job = enqueue(sys.argv[2], json.loads(sys.argv[3]), tenant_id=None)
print(job.id)
"""
STATE = """
import json, sys, uuid
from dangjian.kernel.jobs import find_job
from dangjian.kernel.models.jobs import Job, JobPeriod
view = find_job(uuid.UUID(sys.argv[1]), tenant_id=None)
job = Job.objects.get(id=view.id)
print(json.dumps({"state": view.state, "done": view.done, "attempts": job.attempts,
    "rows": JobPeriod.objects.filter(name="faults").count()}))
"""


@contextmanager
def worker(house: Installation) -> Iterator[subprocess.Popen[str]]:
    """A running worker."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        env=house.environment,
        cwd=PROGRAM.parents[2],
        stdout=subprocess.PIPE,
        stderr=house.log,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        process.stdout.close()


def ask(house: Installation, name: str, **payload: Any) -> str:
    """Enqueue a job from another process; its id."""
    return house.python(ENQUEUE, str(PROGRAM.parent), name, json.dumps(payload)).strip()


def state(house: Installation, job_id: str) -> dict[str, Any]:
    """The job as others see it."""
    found: dict[str, Any] = json.loads(house.python(STATE, job_id))
    return found


def wait_until(
    house: Installation, job_id: str, reached: Callable[[dict[str, Any]], bool], seconds: float = 60
) -> dict[str, Any]:
    """Ask again and again until the job is as wanted; what was seen last tells why it never was."""
    deadline = time.monotonic() + seconds
    while not reached(seen := state(house, job_id)):
        assert time.monotonic() < deadline, seen
        time.sleep(0.02)
    return seen


def wait_for(house: Installation, job_id: str, wanted: str) -> dict[str, Any]:
    """Wait until the job is in a state."""
    return wait_until(house, job_id, lambda seen: seen["state"] == wanted)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_kill_9_leaves_nothing_half_written_and_the_job_is_done_after_restart(house: Installation, number: int) -> None:
    job_id = ask(house, "kernel.faults.write_many", count=60, pause=0.05)
    with worker(house) as first:
        seen = wait_until(house, job_id, lambda told: bool(told["done"]))
        # Visible while the transaction of the job is open, and nothing of it is.
        assert (seen["state"], seen["rows"] in {0, 60}) == ("running", True)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert state(house, job_id)["state"] == "running"

    with worker(house):
        ended = wait_for(house, job_id, "done")

    assert (ended["rows"], ended["attempts"], ended["done"]) == (60, 2, 60)


def test_sigterm_lets_the_running_job_end(house: Installation) -> None:
    job_id = ask(house, "kernel.faults.write_many", count=40, pause=0.05)
    with worker(house) as process:
        wait_for(house, job_id, "running")
        process.terminate()
        code = process.wait(20)

    ended = state(house, job_id)
    assert (code, ended["state"], ended["rows"], ended["attempts"]) == (0, "done", 40, 1)


def test_two_workers_share_the_jobs_without_doing_any_twice(house: Installation) -> None:
    with worker(house), worker(house):
        asked = [ask(house, "kernel.faults.note_time") for _ in range(6)]
        seen = [wait_for(house, job_id, "done") for job_id in asked]

    assert [item["attempts"] for item in seen] == [1] * 6

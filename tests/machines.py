"""How many random sequences a state machine is sent through: a few in every run, MACHINE_RUNS for a long one."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


def seeds(own: str, runs: int) -> range:
    """Seeds of a machine that draws its own moves: as many as `own` says, else MACHINE_RUNS, else `runs`."""
    return range(int(os.environ.get(own) or os.environ.get("MACHINE_RUNS") or runs))


def sequences(runs: int, steps: int) -> settings:
    """Settings of a state machine: `runs` sequences (MACHINE_RUNS instead, where set) of at most `steps` moves."""
    return settings(
        max_examples=int(os.environ.get("MACHINE_RUNS", runs)),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )

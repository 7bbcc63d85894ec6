"""A case as decisions see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.foundation.process.enums import CaseState, PartState, RunState

OVER = frozenset({CaseState.DONE, CaseState.REFUSED, CaseState.WITHDRAWN})
TO_ACT = frozenset({PartState.WAITING, PartState.ASKED})


@dataclass(frozen=True, slots=True)
class PartNow:
    """A person's part in a step."""

    id: UUID
    run_id: UUID
    person_id: UUID
    person_name: str
    position: int
    state: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class RunNow:
    """A step that was entered. `is_current`: not undone by a return."""

    id: UUID
    step_key: str
    seq: int
    round: int
    state: str
    is_current: bool
    outcome: str
    entered_on: date
    done_on: date | None
    is_unheld: bool = False
    held_on: date | None = None
    """The day of the record that a vote was read from."""


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case with everything that decisions about it need."""

    id: UUID
    state: str
    title: str
    rule: str
    started_on: date
    starter_id: UUID | None
    data: dict[str, Any]
    arrivals: tuple[str, ...] = ()
    """Steps that were come to and wait for other branches."""
    runs: tuple[RunNow, ...] = ()
    parts: tuple[PartNow, ...] = field(default=())

    def open_runs(self) -> tuple[RunNow, ...]:
        """Steps that are being worked on."""
        return tuple(run for run in self.runs if run.state == RunState.OPEN)

    def current(self, step_key: str) -> RunNow | None:
        """The last entry of a step that stands."""
        found = [run for run in self.runs if run.step_key == step_key and run.is_current]
        return max(found, key=lambda run: run.seq, default=None)

    def parts_of(self, run_id: UUID) -> tuple[PartNow, ...]:
        """Parts in a step, in order."""
        return tuple(sorted((p for p in self.parts if p.run_id == run_id), key=lambda p: (p.position, str(p.id))))

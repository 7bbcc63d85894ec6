"""What somebody may do in a case: one answer for pages, for the API and for the commands that do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.enums import CaseState, PartState
from dangjian.foundation.process.rules.flow import may_return_to
from dangjian.foundation.process.rules.states import OVER, TO_ACT, CaseNow, RunNow

Move = Literal[
    "decide",
    "return",
    "hand_on",
    "add_signer",
    "mark_absent",
    "assign",
    "withdraw",
    "pause",
    "resume",
    "urge",
]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that somebody may do now; `run_id` names the step it is about."""

    move: Move
    run_id: UUID | None = None


def offers(compiled: Compiled, case: CaseNow, *, person_id: UUID | None, manages: bool) -> list[Offer]:
    """Everything that a person may do. `manages`: holds the right to manage cases of this organisation."""
    if case.state in OVER:
        return []
    found: list[Offer] = []
    if case.state == CaseState.RUNNING:
        for run in case.open_runs():
            found += _about(compiled, case, run, person_id, manages)
    started = person_id is not None and person_id == case.starter_id
    if case.state == CaseState.RUNNING and case.open_runs() and (started or manages):
        found.append(Offer("urge"))
    if manages:
        found.append(Offer("resume" if case.state == CaseState.PAUSED else "pause"))
    if started and compiled.document.may_withdraw:
        found.append(Offer("withdraw"))
    return found


def _about(compiled: Compiled, case: CaseNow, run: RunNow, person_id: UUID | None, manages: bool) -> Iterable[Offer]:
    step = compiled.steps.get(run.step_key)
    if step is None or step.holder is None:
        return
    parts = case.parts_of(run.id)
    if any(part.person_id == person_id and part.state == PartState.ASKED for part in parts):
        yield Offer("decide", run.id)
        if may_return_to(compiled, case, run):
            yield Offer("return", run.id)
        yield Offer("hand_on", run.id)
        if step.signing.may_add:
            yield Offer("add_signer", run.id)
    if manages:
        if any(part.state in TO_ACT for part in parts):
            yield Offer("mark_absent", run.id)
        yield Offer("assign", run.id)

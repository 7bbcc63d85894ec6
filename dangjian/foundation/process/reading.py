"""Rows as decisions see them, and whom a case concerns: for commands and queries alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from dangjian.foundation.process.definitions.compiled import Compiled, from_stored
from dangjian.foundation.process.models import Case, Part, ProcessDefinition, StepRun
from dangjian.foundation.process.permissions import MANAGE_CASE, VIEW_CASE
from dangjian.foundation.process.ports import Asking
from dangjian.foundation.process.rules.states import CaseNow, PartNow, RunNow
from dangjian.kernel.actor import Actor


def run_now(run: StepRun) -> RunNow:
    """An entry as decisions see it."""
    return RunNow(
        *(run.pk, run.step_key, run.seq, run.round, run.state, run.is_current, run.outcome),
        *(run.entered_on, run.done_on, run.is_unheld, held_on(run)),
    )


def held_on(run: StepRun) -> date | None:
    """The day of the record that a vote was read from."""
    found = run.result.get("held_on")
    return date.fromisoformat(found) if found else None


def part_now(part: Part) -> PartNow:
    """A part as decisions see it."""
    return PartNow(part.pk, part.run_id, part.person_id, part.person_name, part.position, part.state, part.outcome)


def asking_of(case: Case, run: StepRun, data: Mapping[str, Any], today: date) -> Asking:
    """A step as the apps that answer for it see it."""
    return Asking(
        *(case.pk, case.organisation_id, case.org_path, run.step_key, case.rule, today),
        data=dict(data),
        earliest_on=run.earliest_on,
    )


def case_now(
    case: Case,
    runs: Iterable[StepRun],
    parts: Iterable[Part],
    *,
    data: dict[str, Any] | None = None,
    arrivals: list[str] | None = None,
) -> CaseNow:
    """A case as decisions see it."""
    return CaseNow(
        id=case.pk,
        state=case.state,
        title=case.title,
        rule=case.rule,
        started_on=case.started_on,
        starter_id=case.starter_id,
        data=case.data if data is None else data,
        arrivals=tuple(case.arrivals if arrivals is None else arrivals),
        runs=tuple(run_now(run) for run in runs),
        parts=tuple(part_now(part) for part in parts),
    )


@lru_cache(maxsize=256)
def compiled_of(definition_id: UUID) -> Compiled:
    """The definition of a case. Raises Conflict for one that is not what was published."""
    document, digest = ProcessDefinition.objects.values_list("document", "digest").get(pk=definition_id)
    return from_stored(document, digest)


def may_see(actor: Actor, case: Case, parts: Iterable[Part]) -> bool:
    """Whether a case concerns somebody: started by them, held by them now or once, or in a place they look after."""
    mine = actor.person_id
    if mine is not None and (case.starter_id == mine or any(part.person_id == mine for part in parts)):
        return True
    if covers(actor, case, VIEW_CASE):
        return True
    return mine is not None and Part.objects.filter(case_id=case.pk, person_id=mine).exists()


def covers(actor: Actor, case: Case, action: Any) -> bool:
    """Whether somebody holds an action at the organisation of a case."""
    return any(place.covers(case.org_path) for place in actor.places(action))


def manages(actor: Actor, case: Case) -> bool:
    """Whether somebody may manage a case."""
    return covers(actor, case, MANAGE_CASE)

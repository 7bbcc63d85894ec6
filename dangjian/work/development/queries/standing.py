"""How a case of the engine stands, as the lists show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.foundation.process.enums import CaseState, RunState
from dangjian.foundation.process.models import Case, Part, StepRun
from dangjian.foundation.process.reading import case_now, compiled_of, held_on
from dangjian.foundation.process.rules.clocks import names_of
from dangjian.foundation.process.rules.forecast import Later, forecast
from dangjian.foundation.process.rules.states import OVER
from dangjian.kernel import clock
from dangjian.work.development.models import AdmissionState
from dangjian.work.development.rules.steps import LAST, where

STATES: dict[str, AdmissionState] = {
    CaseState.RUNNING: AdmissionState.RUNNING,
    CaseState.PAUSED: AdmissionState.RUNNING,
    CaseState.DONE: AdmissionState.DONE,
    CaseState.REFUSED: AdmissionState.REFUSED,
    CaseState.WITHDRAWN: AdmissionState.WITHDRAWN,
}


def standing(case: Case, *, today: date) -> dict[str, Any]:
    """The columns of a line of the lists. Two statements."""
    runs = list(StepRun.objects.filter(case=case).order_by("seq"))
    open_runs = [run for run in runs if run.state == RunState.OPEN]
    here = where(run.step_key for run in open_runs)
    changes: dict[str, Any] = {
        "state": STATES[case.state],
        "now_at": case.now_at,
        "now_with": case.now_with,
        "due_on": case.due_key,
        "earliest_on": min((run.earliest_on for run in open_runs if run.earliest_on), default=None),
        "admitted_on": _day(runs, "branch_vote_admit") if _day(runs, "mark_probationary") else None,
    }
    if here is not None:
        changes |= {"stage": here.stage, "step_number": here.number}
    if case.state in OVER:
        ended_on = clock.local_date(case.ended_at) if case.ended_at else today
        changes |= {"ended_on": ended_on, "running_person_id": None, "admit_from": None, "confirm_from": None}
        if case.state == CaseState.DONE:
            changes |= {"stage": LAST.stage, "step_number": LAST.number}
        return changes
    return changes | _forecast(case, runs, today)


def _forecast(case: Case, runs: list[StepRun], today: date) -> dict[str, Any]:
    later = {item.step_key: item for item in forecast_of(case, runs, [], today)}
    open_now = {run.step_key: max(today, run.earliest_on or today) for run in runs if run.state == RunState.OPEN}

    def day(key: str) -> date | None:
        return later[key].earliest_on if key in later else open_now.get(key)

    return {"admit_from": day("branch_vote_admit"), "confirm_from": day("branch_vote_full")}


def forecast_of(case: Case, runs: list[StepRun], parts: list[Part], today: date) -> list[Later]:
    """The steps still to come on the way of consent, with their earliest dates."""
    if case.state in OVER:
        return []
    compiled = compiled_of(case.definition_id)
    now = case_now(case, runs, parts)
    earliest = {run.step_key: run.earliest_on for run in runs if run.state == RunState.OPEN}
    return forecast(compiled, now, names_of(compiled, now, today=today), earliest)


def _day(runs: list[StepRun], key: str) -> date | None:
    found = [run for run in runs if run.step_key == key and run.is_current and run.state == RunState.DONE]
    return (held_on(found[-1]) or found[-1].done_on) if found else None

"""Lists of cases, and one case with everything that its page shows."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from dangjian.foundation.process.bpmn import write_bpmn
from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models import Case, Part, StepRun
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.foundation.process.permissions import OWN_PART, VIEW_CASE
from dangjian.foundation.process.ports import choices, guards
from dangjian.foundation.process.queries.loading.cases import Loaded, load_case, visible_cases
from dangjian.foundation.process.queries.loading.showing import show_filled, show_step
from dangjian.foundation.process.reading import asking_of, may_see
from dangjian.foundation.process.rules.clocks import names_of
from dangjian.foundation.process.rules.flow import may_return_to
from dangjian.foundation.process.rules.forecast import forecast, missing_in
from dangjian.foundation.process.rules.offers import offers
from dangjian.foundation.process.rules.signing import outcome_of
from dangjian.foundation.process.rules.states import OVER, TO_ACT
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotAllowed, NotFound
from dangjian.kernel.http import PageRequest, Schema, paginate

ORDER = ("due_key", "id")
NEWEST = ("-id",)


class CaseFilter(Schema):
    """Which cases to list. `mine`: held, started, or all that one may see."""

    show: Literal["open", "late", "unheld", "over", "all"] = "open"
    whose: Literal["all", "held", "started"] = "all"
    process_key: str = ""
    text: str = ""


@query(VIEW_CASE)
def list_cases(*, filters: CaseFilter, page: PageRequest) -> dict[str, Any]:
    """One page of cases: open ones by date, ended ones newest first. One statement (two with the total)."""
    rows = visible_cases()
    today = clock.today()
    mine = current_actor().person_id
    if filters.show in {"open", "late", "unheld"}:
        rows = rows.filter(state__in=[CaseState.RUNNING, CaseState.PAUSED])
    if filters.show == "late":
        rows = rows.filter(due_key__lt=today)
    elif filters.show == "unheld":
        rows = rows.filter(is_unheld=True)
    elif filters.show == "over":
        rows = rows.filter(state__in=OVER)
    if filters.whose == "started":
        rows = rows.filter(starter_id=mine)
    elif filters.whose == "held":
        held = Part.objects.filter(person_id=mine, state__in=TO_ACT).values("case_id")
        rows = rows.filter(pk__in=held)
    if filters.process_key:
        rows = rows.filter(process_key=filters.process_key[:40])
    if filters.text:
        rows = rows.filter(title__icontains=filters.text[:60])
    order = NEWEST if filters.show in {"over", "all"} else ORDER
    return paginate(
        rows.select_related("definition").defer("definition__document", "data"),
        page,
        order=order,
        show=lambda case: _listed(case, today),
    )


def _listed(case: Case, today: Any) -> dict[str, Any]:
    due_on = None if case.due_key == NO_DATE else case.due_key
    return {
        "id": case.pk,
        "title": case.title,
        "process_key": case.process_key,
        "process_title": case.definition.title,
        "organisation_name": case.organisation_name,
        "starter_name": case.starter_name,
        "state": case.state,
        "state_label": CaseState(case.state).label,
        "now_at": case.now_at,
        "now_with": case.now_with,
        "is_unheld": case.is_unheld,
        "due_on": due_on,
        "is_late": case.state == CaseState.RUNNING and due_on is not None and due_on < today,
        "started_on": case.started_on,
    }


@query(OWN_PART)
def show_case(*, case_id: UUID) -> dict[str, Any]:
    """Everything that the page of a case shows. Five statements. Raises NotFound."""
    held = load_case(case_id)
    today = clock.today()
    case, now = held.case, held.now
    names = names_of(held.compiled, now, today=today)
    mine = current_actor().person_id
    given = offers(held.compiled, now, person_id=mine, manages=held.manages)
    earliest = {run.step_key: run.earliest_on for run in held.runs if run.state == RunState.OPEN}
    return {
        **_listed(case, today),
        "version": case.version,
        "purpose": held.compiled.document.purpose,
        "definition_number": case.definition.number,
        "rule": case.rule,
        "organisation_id": case.organisation_id,
        "ended_at": case.ended_at,
        "pause_reason": case.pause_reason,
        "offers": [{"move": offer.move, "run_id": offer.run_id} for offer in given],
        "steps": [_open_step(held, run, names) for run in held.runs if run.state == RunState.OPEN],
        "way": _way(held),
        "filled": show_filled(held.compiled, held.case.data),
        "history": [
            {
                "id": entry.pk,
                "at": entry.at,
                "kind": entry.kind,
                "step_title": entry.step_title,
                "person_name": entry.person_name,
                "text": entry.text,
            }
            for entry in held.entries
        ],
        "documents": [
            {
                "id": row.pk,
                "title": row.title,
                "step_title": held.compiled.steps[row.step_key].title if row.step_key in held.compiled.steps else "",
                "document_key": row.document_key,
                "file_id": row.file_id,
                "text": row.text,
                "added_by": row.added_by,
                "added_at": row.added_at,
            }
            for row in held.documents
        ],
        "later": []
        if case.state in OVER
        else [
            {
                "step_key": item.step_key,
                "title": item.title,
                "from_on": item.from_on,
                "earliest_on": item.earliest_on,
                "due_on": item.due_on,
                "clause": item.clause,
                "is_provisional": item.is_provisional,
            }
            for item in forecast(held.compiled, now, names, earliest)
        ],
    }


def _open_step(held: Loaded, run: StepRun, names: dict[str, Any]) -> dict[str, Any]:
    """A step that is being worked on, with its form and what is missing."""
    now = held.now
    inner = next(item for item in now.runs if item.id == run.pk)
    present = [f"{row.step_key}.{row.document_key}" for row in held.documents]
    step = held.compiled.steps[run.step_key]
    asking = asking_of(held.case, run, held.case.data, names["today"])
    missing = missing_in(
        *(held.compiled, now, inner, {**names, "entered_on": run.entered_on}, present),
        earliest_on=run.earliest_on,
        guarded=[text for code in step.guards for text in guards()[code](asking)],
    )
    return {
        **show_step(step, held.case.data),
        "run_id": run.pk,
        "round": run.round,
        "is_unheld": run.is_unheld,
        "entered_on": run.entered_on,
        "earliest_on": run.earliest_on,
        "due_on": run.due_on,
        "is_provisional": run.is_provisional,
        "is_late": run.due_on is not None and run.due_on < names["today"],
        "parts": [
            {
                "id": part.pk,
                "person_id": part.person_id,
                "person_name": part.person_name,
                "seat": part.seat,
                "state": part.state,
                "state_label": PartState(part.state).label,
                "note": part.note,
                "decided_at": part.decided_at,
                "is_mine": part.person_id == current_actor().person_id,
            }
            for part in held.parts
            if part.run_id == run.pk
        ],
        "missing": [{"kind": item.kind, "text": item.text} for item in missing],
        "return_to": [
            {"key": key, "title": held.compiled.steps[key].title} for key in may_return_to(held.compiled, now, inner)
        ],
    }


def _way(held: Loaded) -> list[dict[str, Any]]:
    """Every step that was entered, in order, for the timeline."""
    return [
        {
            "run_id": run.pk,
            "step_key": run.step_key,
            "title": run.title,
            "round": run.round,
            "state": run.state,
            "state_label": RunState(run.state).label,
            "is_current": run.is_current,
            "entered_on": run.entered_on,
            "done_on": run.done_on,
            "outcome": _outcome_title(held, run),
            "people": "、".join(
                part.person_name
                for part in held.parts
                if part.run_id == run.pk and part.state in {PartState.AGREED, PartState.REFUSED, *TO_ACT}
            ),
        }
        for run in held.runs
    ]


def _outcome_title(held: Loaded, run: StepRun) -> str:
    step = held.compiled.steps.get(run.step_key)
    known = outcome_of(step, run.outcome) if step and run.outcome else None
    return known.title if known else ""


@query(OWN_PART)
def show_diagram(*, case_id: UUID) -> dict[str, Any]:
    """The diagram of a case's version, and how its steps stand. Five statements. Raises NotFound."""
    held = load_case(case_id)
    marks: dict[str, str] = {}
    for run in held.runs:
        state = "open" if run.state == RunState.OPEN else "done" if run.is_current else "returned"
        if marks.get(run.step_key) != "open":
            marks[run.step_key] = state
    return {
        "bpmn": write_bpmn(held.compiled.document),
        "marks": [{"step_key": key, "state": state} for key, state in marks.items()],
    }


@query(OWN_PART)
def can_see_case(*, case_id: UUID) -> bool:
    """Whether the acting person may see a case and its files. Raises NotFound where not."""
    rows = Case.objects.unscoped("whether a file may be read; the same rule as for the page")
    case: Case | None = rows.filter(pk=case_id).first()
    if case is None or not may_see(current_actor(), case, []):
        raise NotFound()
    return True


@query(OWN_PART)
def vote_choices(*, case_id: UUID, run_id: UUID) -> list[dict[str, Any]]:
    """Records that the vote of a step can be read from, for whoever may move the case. Raises NotFound, NotAllowed for
    those who only look on."""
    held = load_case(case_id)
    run = next((run for run in held.runs if run.pk == run_id and run.state == RunState.OPEN), None)
    if run is None:
        raise NotFound()
    given = offers(held.compiled, held.now, person_id=current_actor().person_id, manages=held.manages)
    if not given:
        raise NotAllowed()
    vote = held.compiled.steps[run.step_key].vote
    find = choices().get(vote.evidence) if vote else None
    found = find(asking_of(held.case, run, held.case.data, clock.today())) if find else ()
    return [
        {"reference": item.reference, "title": item.title, "held_on": item.held_on, "problem": item.problem}
        for item in found
    ]

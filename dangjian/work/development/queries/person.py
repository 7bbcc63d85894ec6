"""One person's development: the 25 steps with dates and clauses, what is missing, papers, reviews, objections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.enums import PartState, RunState
from dangjian.foundation.process.models import Case, CaseDocument, Part, StepRun
from dangjian.foundation.process.ports import guards
from dangjian.foundation.process.reading import asking_of, case_now, compiled_of, held_on, run_now
from dangjian.foundation.process.rules.clocks import names_of
from dangjian.foundation.process.rules.forecast import Later, missing_in
from dangjian.foundation.process.rules.states import OVER, TO_ACT
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.work.development.models import AdmissionCase, CandidateNote, NoteKind, Objection, ObjectionState
from dangjian.work.development.permissions import (
    CHANGE_RULE,
    KEEP_DEVELOPMENT,
    PRINT_ARCHIVE,
    STOP_DEVELOPMENT,
    VIEW_DEVELOPMENT,
    VIEW_OWN_DEVELOPMENT,
)
from dangjian.work.development.queries.board import listed
from dangjian.work.development.queries.standing import forecast_of
from dangjian.work.development.rules.papers import FOLDER, PAPERS
from dangjian.work.development.rules.steps import STEPS, WorkStep

MOST_NOTES = 100


@dataclass(frozen=True)
class Whole:
    """A development with the rows of its case."""

    admission: AdmissionCase
    person: Person
    case: Case
    compiled: Compiled
    runs: list[StepRun]
    parts: list[Part]
    documents: list[CaseDocument]

    def run(self, key: str) -> StepRun | None:
        """The last entry of a step that stands."""
        found = [run for run in self.runs if run.step_key == key and run.is_current]
        return found[-1] if found else None

    def day(self, key: str) -> date | None:
        """When a step was decided."""
        run = self.run(key)
        return (held_on(run) or run.done_on) if run is not None and run.state == RunState.DONE else None


def load_whole(admission: AdmissionCase) -> Whole:
    """The rows of a development that the caller may see. Three statements."""
    case = admission.case
    runs = list(StepRun.objects.filter(case=case).order_by("seq"))
    parts = list(Part.objects.filter(case=case).order_by("position", "id"))
    documents = list(CaseDocument.objects.filter(case=case).order_by("added_at", "id")[:300])
    return Whole(admission, admission.person, case, compiled_of(case.definition_id), runs, parts, documents)


def _found(admission_id: UUID) -> AdmissionCase:
    found: AdmissionCase = AdmissionCase.objects.select_related("person", "case").get(pk=admission_id)
    return found


@query(VIEW_DEVELOPMENT)
def show_admission(*, admission_id: UUID) -> dict[str, Any]:
    """Everything that the page of one person shows, without the texts of notes and objections. A dozen statements.

    Raises NotFound.
    """
    admission = _found(admission_id)
    whole = load_whole(admission)
    today = clock.today()
    counted = list(CandidateNote.objects.filter(admission=admission).values_list("kind", flat=True))
    states = list(Objection.objects.filter(admission=admission).values_list("state", flat=True))
    return {
        **_head(whole, today),
        "version": admission.version,
        "steps": timeline(whole, today),
        "folder": folder(whole),
        "papers": [
            {"key": paper.key, "title": paper.title, "is_ready": admission.step_number >= paper.from_step}
            for paper in PAPERS
        ],
        "note_counts": [{"kind": kind.value, "title": kind.label, "count": counted.count(kind)} for kind in NoteKind],
        "objections_open": states.count(ObjectionState.OPEN),
        "objections": len(states),
        "can_keep": _may(admission, KEEP_DEVELOPMENT),
        "can_stop": _may(admission, STOP_DEVELOPMENT),
        "can_change_rule": _may(admission, CHANGE_RULE),
        "can_archive": _may(admission, PRINT_ARCHIVE),
        "has_notice": any(run.step_key == "target_notice" and run.state == RunState.OPEN for run in whole.runs),
    }


def _may(admission: AdmissionCase, action: Any) -> bool:
    return any(place.covers(admission.org_path) for place in current_actor().places(action))


def _head(whole: Whole, today: date) -> dict[str, Any]:
    person = whole.person
    return {
        **listed(whole.admission, today),
        "applied_on": person.applied_on,
        "activist_on": person.activist_on,
        "target_on": person.target_on,
        "joined_on": person.joined_on,
        "confirmed_on": person.confirmed_on,
        "end_reason": whole.admission.end_reason,
    }


def timeline(whole: Whole, today: date, *, private: bool = False) -> list[dict[str, Any]]:
    """The 25 steps. `private`: for the person concerned, without names of holders and what checks say."""
    later = {item.step_key: item for item in forecast_of(whole.case, whole.runs, whole.parts, today)}
    missing = {} if private else _missing(whole, today)
    papers: dict[str, list[CaseDocument]] = defaultdict(list)
    for row in [] if private else whole.documents:
        papers[row.step_key].append(row)
    return [_shown(whole, step, later, missing, papers, private=private) for step in STEPS]


def _shown(
    whole: Whole,
    step: WorkStep,
    later: dict[str, Later],
    missing: dict[str, list[str]],
    papers: dict[str, list[CaseDocument]],
    *,
    private: bool,
) -> dict[str, Any]:
    runs = [run for run in (whole.run(key) for key in step.keys) if run is not None]
    open_run = next((run for run in runs if run.state == RunState.OPEN), None)
    ahead = next((later[key] for key in reversed(step.keys) if key in later), None)
    done_on = None if open_run or not runs else whole.day(runs[-1].step_key)
    due = open_run.due_on if open_run else (ahead.due_on if ahead else None)
    holders = [
        part.person_name for part in whole.parts if open_run and part.run_id == open_run.pk and part.state in TO_ACT
    ]
    return {
        "number": step.number,
        "stage": step.stage,
        "title": step.title,
        "clause": _clause(whole, step),
        "state": "open" if open_run else "done" if done_on else "later" if ahead else "none",
        "done_on": done_on,
        "entered_on": open_run.entered_on if open_run else None,
        "earliest_on": open_run.earliest_on if open_run else (ahead.earliest_on if ahead else None),
        "due_on": due,
        "is_late": open_run is not None and due is not None and due < clock.today(),
        "is_provisional": open_run.is_provisional if open_run else bool(ahead and ahead.is_provisional),
        "people": [] if private else list(dict.fromkeys(holders)),
        "missing": [text for key in step.keys for text in missing.get(key, [])],
        "documents": [
            {"id": row.pk, "title": row.title, "file_id": row.file_id}
            for key in step.keys
            for row in papers.get(key, [])
            if row.file_id
        ],
        "vote": "" if private else next((_vote(run) for run in runs if run.result.get("source")), ""),
    }


def _clause(whole: Whole, step: WorkStep) -> str:
    """Where the dates of a step come from; a step that the enterprise's own definition leaves out has none."""
    known = [whole.compiled.steps[key].clause for key in step.keys if key in whole.compiled.steps]
    return "；".join(dict.fromkeys(filter(None, known)))


def _vote(run: StepRun) -> str:
    result = run.result
    numbers = f"应到 {result['due']}，到会 {result['present']}，赞成 {result['agree']}，反对 {result['against']}"
    return f"{numbers}，弃权 {result['abstain']}"


def _missing(whole: Whole, today: date) -> dict[str, list[str]]:
    """What keeps the open steps from being done."""
    if whole.case.state in OVER:
        return {}
    now = case_now(whole.case, whole.runs, [part for part in whole.parts if part.state in {*TO_ACT, PartState.AGREED}])
    names = names_of(whole.compiled, now, today=today)
    present = [f"{row.step_key}.{row.document_key}" for row in whole.documents]
    found = {}
    for run in whole.runs:
        if run.state != RunState.OPEN or run.step_key not in whole.compiled.steps:
            continue
        step = whole.compiled.steps[run.step_key]
        asking = asking_of(whole.case, run, whole.case.data, today)
        said = [text for code in step.guards for text in guards()[code](asking)]
        given = (whole.compiled, now, run_now(run), {**names, "entered_on": run.entered_on}, present)
        lines = missing_in(*given, earliest_on=run.earliest_on, guarded=said)
        found[run.step_key] = [item.text for item in lines if item.kind != "field"]
    return found


def folder(whole: Whole) -> list[dict[str, Any]]:
    """The papers that the personal file needs, and which of them are there."""
    present = {f"{row.step_key}.{row.document_key}" for row in whole.documents if row.file_id}
    return [{"title": title, "is_present": place in present} for place, title in FOLDER]


@query(VIEW_OWN_DEVELOPMENT)
def my_development() -> dict[str, Any] | None:
    """One's own development: the way, the dates, one's own thought reports. None for whom nobody develops."""
    mine = current_actor().person_id
    if mine is None:
        return None
    rows = AdmissionCase.objects.select_related("person", "case").filter(person_id=mine)
    admission: AdmissionCase | None = rows.order_by("-id").first()
    if admission is None:
        return None
    whole = load_whole(admission)
    today = clock.today()
    reports = CandidateNote.objects.filter(admission=admission, kind=NoteKind.THOUGHT_REPORT, is_own=True)
    return {
        **_head(whole, today),
        "now_with": "",
        "end_reason": "",
        "steps": timeline(whole, today, private=True),
        "reports": [
            {"id": row.pk, "happened_on": row.happened_on, "text": row.text.reveal() if row.text else ""}
            for row in reports.order_by("-happened_on", "-id")[:MOST_NOTES]
        ],
    }


@query(KEEP_DEVELOPMENT)
def kept_notes(*, admission_id: UUID) -> dict[str, Any]:
    """The texts of reviews, reports and objections, for whoever keeps them. Three statements. Raises NotFound."""
    admission = _found(admission_id)
    notes = CandidateNote.objects.filter(admission=admission).order_by("-happened_on", "-id")[:MOST_NOTES]
    objections = Objection.objects.filter(admission=admission).order_by("-received_on", "-id")[:MOST_NOTES]
    return {
        "notes": [
            {
                "id": row.pk,
                "kind": row.kind,
                "kind_label": NoteKind(row.kind).label,
                "happened_on": row.happened_on,
                "text": row.text.reveal() if row.text else "",
                "written_by": row.written_by,
                "is_own": row.is_own,
            }
            for row in notes
        ],
        "objections": [
            {
                "id": row.pk,
                "version": row.version,
                "received_on": row.received_on,
                "text": row.text.reveal() if row.text else "",
                "state": row.state,
                "state_label": ObjectionState(row.state).label,
                "finding": row.finding.reveal() if row.finding else "",
                "closed_on": row.closed_on,
                "closed_by": row.closed_by,
            }
            for row in objections
        ],
    }

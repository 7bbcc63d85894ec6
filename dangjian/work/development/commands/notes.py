"""What is kept between the steps: reviews, thought reports, courses, objections to a notice."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.development.models import (
    AdmissionCase,
    AdmissionState,
    CandidateNote,
    NoteKind,
    Objection,
    ObjectionState,
)
from dangjian.work.development.permissions import KEEP_DEVELOPMENT, VIEW_OWN_DEVELOPMENT


@command(KEEP_DEVELOPMENT)
def keep_note(unit: Unit, *, admission_id: UUID, kind: NoteKind, happened_on: date, text: str) -> CandidateNote:
    """Keep a review, a thought report on paper or a course. Raises BadInput for a day to come, Conflict when over."""
    return _note(unit, unit.get(AdmissionCase, admission_id), kind, happened_on, text, is_own=False)


@command(KEEP_DEVELOPMENT)
def look_at_notes(unit: Unit, *, admission_id: UUID) -> None:
    """Write down that somebody reads the sealed texts about a candidate, before they are shown. Raises NotFound."""
    unit.note("查看考察记录和公示异议", about=unit.get(AdmissionCase, admission_id, lock=False))


@command(VIEW_OWN_DEVELOPMENT)
def hand_in_report(unit: Unit, *, text: str) -> CandidateNote:
    """Hand in a thought report about oneself, today. Raises NotFound for somebody who is not being developed."""
    admission = AdmissionCase.objects.get(person_id=unit.actor.person_id, state=AdmissionState.RUNNING)
    return _note(unit, admission, NoteKind.THOUGHT_REPORT, unit.today, text, is_own=True)


def _note(unit: Unit, admission: AdmissionCase, kind: NoteKind, on: date, text: str, *, is_own: bool) -> CandidateNote:
    if admission.state != AdmissionState.RUNNING:
        raise Conflict("development.over", "该发展流程已经结束，不能再登记。")
    if on > unit.today:
        raise BadInput("development.note_date", "日期不能晚于今天。", field="happened_on")
    return unit.create(
        CandidateNote(
            admission=admission,
            org_path=admission.org_path,
            person_id=admission.person_id,
            kind=kind,
            happened_on=on,
            text=text,
            written_by=unit.actor.name[:80],
            is_own=is_own,
        )
    )


@command(KEEP_DEVELOPMENT)
def register_objection(unit: Unit, *, admission_id: UUID, received_on: date, text: str) -> Objection:
    """Keep what somebody said against a candidate during the notice; it stands in the way until it is checked.

    Raises BadInput for a day to come, Conflict while there is no notice.
    """
    admission = unit.get(AdmissionCase, admission_id, lock=False)
    if received_on > unit.today:
        raise BadInput("development.objection_date", "收到日期不能晚于今天。", field="received_on")
    if not admission.case.runs.filter(step_key="target_notice", state="open").exists():
        raise Conflict("development.no_notice", "现在没有公示，不能登记公示异议（2026年细则第十三条）。")
    row = Objection(admission=admission, org_path=admission.org_path, received_on=received_on, text=text)
    return unit.create(row)


@command(KEEP_DEVELOPMENT)
def close_objection(
    unit: Unit, *, objection_id: UUID, is_upheld: bool, finding: str, expected_version: int | None = None
) -> Objection:
    """Say what checking an objection found. Raises Conflict for one that was checked already."""
    row = unit.get(Objection, objection_id, expected_version=expected_version)
    if row.state != ObjectionState.OPEN:
        raise Conflict("development.objection_closed", "这条异议已经核查完毕，请刷新查看。")
    return unit.update(
        row,
        state=ObjectionState.UPHELD if is_upheld else ObjectionState.DISMISSED,
        finding=finding,
        closed_on=unit.today,
        closed_by=unit.actor.name[:80],
    )

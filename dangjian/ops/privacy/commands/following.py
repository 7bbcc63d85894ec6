"""Corrections are requests too: they are tracked with the same deadline, and answered where the branch decides."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.ops.privacy import rules
from dangjian.ops.privacy.models import RequestState, SubjectRequest
from dangjian.ops.privacy.parameters import ANSWER_DAYS
from dangjian.ops.privacy.permissions import ANSWER_REQUEST


@command(ANSWER_REQUEST)
def follow_correction(
    unit: Unit, *, correction_id: UUID, person_id: UUID, person_name: str, org_path: str, field_title: str
) -> None:
    """A correction was asked for: track it. For the handler; may run twice."""
    if SubjectRequest.objects.filter(correction_id=correction_id).exists():
        return
    unit.create(
        SubjectRequest(
            person_id=person_id,
            person_name=person_name,
            org_path=org_path,
            kind="correct",
            topic=field_title[:80],
            text=f"申请更正“{field_title}”",
            correction_id=correction_id,
            asked_at=unit.now,
            due_on=rules.answer_due(unit.today, ANSWER_DAYS.value()),
        )
    )


@command(ANSWER_REQUEST)
def settle_correction(unit: Unit, *, correction_id: UUID, outcome: str, note: str) -> None:
    """The branch decided, or the person took it back: the request ends with it. May run twice."""
    row: SubjectRequest | None = SubjectRequest.objects.filter(
        correction_id=correction_id, state=RequestState.OPEN
    ).first()
    if row is not None:
        ground = "right" if outcome == RequestState.REFUSED else ""
        unit.update(row, state=outcome, answered_at=unit.now, answered_by="支部", answer=note, ground=ground)

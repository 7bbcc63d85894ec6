"""What follows from a request: those who may answer get a todo with its day, the person hears the answer."""

from __future__ import annotations

from dangjian.directory.members.events import CorrectionAsked, CorrectionDecided, CorrectionWithdrawn
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on
from dangjian.ops.privacy.commands import follow_correction, settle_correction
from dangjian.ops.privacy.events import RequestAnswered, RequestAsked
from dangjian.ops.privacy.models import RequestState
from dangjian.ops.privacy.permissions import ANSWER_REQUEST
from dangjian.ops.privacy.queries.requests import place_of_correction, request_to_answer
from dangjian.ops.privacy.rules import GROUND_OF, KIND_OF

SOURCE = "ops.privacy.request"


@on(RequestAsked)
def tell_those_who_answer(event: RequestAsked) -> None:
    """The people nearest to the person who may answer; the daily reminder of todos does the rest."""
    row = request_to_answer(request_id=event.aggregate_id)
    if row is None or row.state != RequestState.OPEN:
        return
    people = ports.ask(NEAREST_HOLDERS, action=ANSWER_REQUEST, org_path=row.org_path, without=row.person_id)
    title = f"{row.person_name}的个人信息请求：{KIND_OF[row.kind].title}"
    send_message(
        person_ids=people,
        kind="privacy_request",
        title=title,
        text=f"请在 {row.due_on} 前答复；不能办理的，须写明理由和依据。",
        subject_kind="privacy_request",
        subject_id=row.pk,
        dedupe_key=f"privacy-request.{row.pk}.asked",
    )
    open_todo(
        person_ids=people,
        source=SOURCE,
        source_ref=str(row.pk),
        title=title,
        subject_kind="privacy_request",
        subject_id=row.pk,
        due_on=row.due_on,
        org_path=row.org_path,
    )


@on(RequestAnswered)
def tell_the_person(event: RequestAnswered) -> None:
    """The todo ends; the person hears what was done, or why not and on which clause."""
    row = request_to_answer(request_id=event.aggregate_id)
    if row is None:
        return
    withdrawn = event.state == RequestState.WITHDRAWN
    close_todo(source=SOURCE, source_ref=str(row.pk), is_done=not withdrawn, done_by_name=row.answered_by)
    if withdrawn or row.person_id is None:
        return
    ground = GROUND_OF.get(row.ground)
    reason = f"{ground.title}（{ground.clause}）。" if ground else ""
    send_message(
        person_ids=[row.person_id],
        kind="privacy_request",
        title=f"您的请求“{KIND_OF[row.kind].title}”{RequestState(row.state).label}",
        text=f"{reason}{row.answer}"[:1000],
        subject_kind="own_request",
        subject_id=row.pk,
        dedupe_key=f"privacy-request.{row.pk}.answered",
    )


@on(CorrectionAsked)
def track_the_correction(event: CorrectionAsked) -> None:
    """A correction is a request with a deadline."""
    follow_correction(
        correction_id=event.aggregate_id,
        person_id=event.person_id,
        person_name=event.person_name,
        org_path=place_of_correction(organisation_id=event.organisation_id),
        field_title=event.field_title,
    )


@on(CorrectionDecided)
def end_the_correction(event: CorrectionDecided) -> None:
    """The branch's decision is the answer."""
    outcome = RequestState.DONE if event.approved else RequestState.REFUSED
    settle_correction(correction_id=event.aggregate_id, outcome=outcome, note=event.note)


@on(CorrectionWithdrawn)
def drop_the_correction(event: CorrectionWithdrawn) -> None:
    """Taken back before it was decided."""
    settle_correction(correction_id=event.aggregate_id, outcome=RequestState.WITHDRAWN, note="")

"""One's own requests, and those that one may answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.consents.texts import CONTACT
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.ops.privacy.models import RequestState, SubjectRequest
from dangjian.ops.privacy.parameters import ANSWER_DAYS
from dangjian.ops.privacy.permissions import ANSWER_REQUEST, OWN_DATA
from dangjian.ops.privacy.rules import GROUND_OF, KIND_OF, KINDS, RULED, grounds_for

_TOPICS = {decision.code: decision.title for decision in RULED}


def show_request(row: SubjectRequest) -> dict[str, Any]:
    """A request as the API answers it."""
    actor = current_actor()
    ground = GROUND_OF.get(row.ground)
    is_mine = row.account_id == actor.account_id or (row.person_id is not None and row.person_id == actor.person_id)
    return {
        "id": row.pk,
        "person_name": row.person_name,
        "kind": row.kind,
        "kind_title": KIND_OF[row.kind].title,
        "topic": _TOPICS.get(row.topic, row.topic),
        "text": row.text,
        "asked_at": row.asked_at,
        "due_on": row.due_on,
        "state": row.state,
        "state_label": RequestState(row.state).label,
        "is_late": row.state == RequestState.OPEN and row.due_on < clock.today(),
        "was_late": row.answered_at is not None and clock.local_date(row.answered_at) > row.due_on,
        "is_mine": is_mine,
        "is_correction": row.correction_id is not None,
        "answered_at": row.answered_at,
        "answered_by": row.answered_by,
        "ground_title": ground.title if ground else "",
        "ground_clause": ground.clause if ground else "",
        "answer": row.answer,
    }


@query(OWN_DATA)
def my_requests(*, page: PageRequest) -> dict[str, Any]:
    """The acting person's requests, newest first. One statement."""
    actor = current_actor()
    own = Q(account_id=actor.account_id)
    if actor.person_id is not None:
        own |= Q(person_id=actor.person_id)
    rows = SubjectRequest.objects.unscoped("one's own requests, also without a record").filter(own)
    return paginate(rows, page, order=("-asked_at", "-id"), show=show_request)


@query(OWN_DATA)
def options() -> dict[str, Any]:
    """What can be asked, how long an answer takes, whom to complain to."""
    return {
        "kinds": [
            {
                "code": kind.code,
                "title": kind.title,
                "prompt": kind.prompt,
                "clause": kind.clause,
                "grounds": [
                    {"code": ground.code, "title": ground.title, "clause": ground.clause}
                    for ground in grounds_for(kind.code)
                ],
            }
            for kind in KINDS
        ],
        "answer_days": ANSWER_DAYS.value(),
        "contact": CONTACT.value(),
    }


@query(ANSWER_REQUEST)
def requests_to_answer(*, page: PageRequest, state: str = "open", kind: str = "") -> dict[str, Any]:
    """Requests in one's places, the nearest day first; `late` are open ones past their day. One statement."""
    rows = SubjectRequest.objects.all()
    if state == "late":
        rows = rows.filter(state=RequestState.OPEN, due_on__lt=clock.today())
    elif state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    order = ("due_on", "id") if state in {"open", "late"} else ("-asked_at", "-id")
    return paginate(rows, page, order=order, show=show_request)


@query(ANSWER_REQUEST)
def counts() -> dict[str, int]:
    """How many wait and how many are late, in one's places. One statement."""
    late = Count("id", filter=Q(due_on__lt=clock.today()))
    rows = SubjectRequest.objects.filter(state=RequestState.OPEN)
    found: dict[str, int] = rows.aggregate(waiting=Count("id"), late=late)
    return found


@query(ANSWER_REQUEST)
def request_to_answer(*, request_id: UUID) -> SubjectRequest | None:
    """A request, for the handlers."""
    row: SubjectRequest | None = SubjectRequest.objects.filter(pk=request_id).first()
    return row


@query(ANSWER_REQUEST)
def place_of_correction(*, organisation_id: UUID) -> str:
    """Where the branch of a correction lies; for the handlers."""
    return str(Organisation.objects.values_list("org_path", flat=True).get(pk=organisation_id))

"""Asking, taking back, meeting and refusing a request about one's data."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from dangjian.identity.accounts.commands.accounts import disable_account
from dangjian.identity.accounts.models import Account
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, TooMany
from dangjian.ops.privacy import rules
from dangjian.ops.privacy.events import RequestAnswered, RequestAsked
from dangjian.ops.privacy.models import RequestState, SubjectRequest
from dangjian.ops.privacy.parameters import ANSWER_DAYS
from dangjian.ops.privacy.permissions import ANSWER_REQUEST, OWN_DATA
from dangjian.ops.retention.commands import propose_account

MOST_OPEN = 10
"""Requests of one person that wait for an answer."""
CLOSED_REASON = "本人申请注销账号"


@command(OWN_DATA)
def ask_request(unit: Unit, *, kind: str, text: str, topic: str = "") -> SubjectRequest:
    """The acting person asks something about their data (个人信息保护法 第四十五至四十八条).

    Raises BadInput for an unknown conclusion, Conflict while the account is already asked to be closed, TooMany.
    """
    account_id = unit.actor.account_id
    if account_id is None:
        raise NotSignedIn()
    if kind == "object" and topic not in {decision.code for decision in rules.RULED}:
        raise BadInput("privacy.request.topic", "请选择您有异议的是哪项结论。", field="topic")
    mine = SubjectRequest.objects.unscoped("one's own requests, also without a record").filter(
        account_id=account_id, state=RequestState.OPEN
    )
    if mine.count() >= MOST_OPEN:
        raise TooMany("privacy.request.too_many", "您有多项请求正在办理，请等待答复后再提出。")
    if kind == "close" and mine.filter(kind="close").exists():
        raise Conflict("privacy.request.closing", "您已申请注销账号，正在办理。")
    place = Account.objects.unscoped("one's own account").values_list("org_path", flat=True).get(pk=account_id)
    row = SubjectRequest(
        person_id=unit.actor.person_id,
        account_id=account_id,
        person_name=unit.actor.name[:80],
        org_path=place,
        kind=kind,
        topic=topic,
        text=text,
        asked_at=unit.now,
        due_on=rules.answer_due(unit.today, ANSWER_DAYS.value()),
    )
    return _open(unit, row)


def _open(unit: Unit, row: SubjectRequest) -> SubjectRequest:
    unit.create(row)
    unit.emit(RequestAsked(row.pk))
    return row


@command(OWN_DATA)
def withdraw_request(unit: Unit, *, request_id: UUID) -> SubjectRequest:
    """The acting person takes an open request back. Raises NotFound for anybody else's, Conflict when answered."""
    own = Q(account_id=unit.actor.account_id)
    if unit.actor.person_id is not None:
        own |= Q(person_id=unit.actor.person_id)
    rows = SubjectRequest.objects.unscoped("one's own requests, also without a record")
    row: SubjectRequest | None = rows.filter(own, pk=request_id).first()
    if row is None:
        raise NotFound()
    _require_open(row)
    _require_here(row)
    return _settle(unit, row, RequestState.WITHDRAWN, "")


@command(ANSWER_REQUEST)
def answer_request(unit: Unit, *, request_id: UUID, answer: str) -> SubjectRequest:
    """Meet a request and say what was done; closing an account disables it at once.

    Raises NotAllowed for one's own request, Conflict when it is answered or belongs to a correction.
    """
    row = _to_answer(unit, request_id)
    if row.kind == "close":
        account: Account | None = (
            Account.objects.unscoped("the account of the request").filter(pk=row.account_id).first()
        )
        if account is not None and account.disabled_at is None:
            disable_account(account_id=account.pk, reason=CLOSED_REASON)
        if account is not None:
            propose_account(account_id=account.pk, reason=CLOSED_REASON, due_on=row.due_on)
    return _settle(unit, row, RequestState.DONE, answer)


@command(ANSWER_REQUEST)
def refuse_request(unit: Unit, *, request_id: UUID, ground: str, answer: str) -> SubjectRequest:
    """Refuse a request on a ground with its clause, and explain it to the person (个人信息保护法 第五十条).

    Raises as `answer_request`, BadInput for a ground that does not fit the kind of the request.
    """
    row = _to_answer(unit, request_id)
    if ground not in {item.code for item in rules.grounds_for(row.kind)}:
        raise BadInput("privacy.request.ground", "这个理由不适用于这类请求，请另选。", field="ground")
    return _settle(unit, row, RequestState.REFUSED, answer, ground)


def _to_answer(unit: Unit, request_id: UUID) -> SubjectRequest:
    row = unit.get(SubjectRequest, request_id)
    unit.require_place(row.org_path)
    if row.account_id == unit.actor.account_id or (row.person_id and row.person_id == unit.actor.person_id):
        raise NotAllowed("privacy.request.own", "本人的请求须由另一位有权限的人办理。")
    _require_open(row)
    _require_here(row)
    return row


def _require_open(row: SubjectRequest) -> None:
    if row.state != RequestState.OPEN:
        raise Conflict("privacy.request.answered", f"这项请求{RequestState(row.state).label}，请刷新页面。")


def _require_here(row: SubjectRequest) -> None:
    if row.correction_id is not None:
        raise Conflict("privacy.request.correction", "这项请求是信息更正申请，请在“信息更正”中办理。")


def _settle(unit: Unit, row: SubjectRequest, state: RequestState, answer: str, ground: str = "") -> SubjectRequest:
    unit.update(
        row,
        state=state,
        answered_at=unit.now,
        answered_by_id=unit.actor.account_id,
        answered_by=unit.actor.name[:80],
        answer=answer,
        ground=ground,
    )
    unit.emit(RequestAnswered(row.pk, state))
    return row

"""Routes of requests about one's data, and of their answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import StringConstraints

from dangjian.kernel.http import Page, PageRequest, Query, Schema
from dangjian.ops.privacy import commands, queries
from dangjian.ops.privacy.api.router import router
from dangjian.ops.privacy.permissions import ANSWER_REQUEST, OWN_DATA
from dangjian.ops.privacy.queries.requests import show_request

KindCode = Literal["copy", "correct", "erase", "object", "close"]
Words = Annotated[str, StringConstraints(min_length=2, max_length=1000, strip_whitespace=True)]


class RefusalGround(Schema):
    """A ground of refusal with its clause."""

    code: str
    title: str
    clause: str


class RequestKind(Schema):
    """A kind of request."""

    code: str
    title: str
    prompt: str
    clause: str
    grounds: list[RefusalGround]


class RequestOptions(Schema):
    """What can be asked, within how many working days it is answered, whom to complain to."""

    kinds: list[RequestKind]
    answer_days: int
    contact: str


class DecisionInput(Schema):
    """A value that a conclusion was drawn from."""

    title: str
    value: str


class RuledDecisionOut(Schema):
    """A conclusion by rule: its result, its inputs, the rule, and which people decide."""

    code: str
    title: str
    result: str
    rule: str
    effect: str
    decided_by: str
    inputs: list[DecisionInput]


class SubjectRequestIn(Schema):
    """What is asked."""

    kind: KindCode
    text: Words
    topic: Annotated[str, StringConstraints(max_length=80)] = ""


class SubjectRequestOut(Schema):
    """A request with its answer."""

    id: UUID
    person_name: str
    kind: str
    kind_title: str
    topic: str
    text: str
    asked_at: datetime
    due_on: date
    state: str
    state_label: str
    is_late: bool
    was_late: bool
    is_mine: bool
    is_correction: bool
    answered_at: datetime | None
    answered_by: str
    ground_title: str
    ground_clause: str
    answer: str


class SubjectRequestPage(Page[SubjectRequestOut]):
    """A page of requests."""


class RequestDeskQuery(Schema):
    """Which requests."""

    state: Literal["", "open", "late", "done", "refused", "withdrawn"] = "open"
    kind: Literal["", "copy", "correct", "erase", "object", "close"] = ""


class RequestCounts(Schema):
    """How many wait, how many are late."""

    waiting: int
    late: int


class RequestAnswerIn(Schema):
    """What was done."""

    answer: Words


class RequestRefusalIn(Schema):
    """On which ground, and the explanation."""

    ground: Annotated[str, StringConstraints(min_length=1, max_length=10)]
    answer: Words


@router.get("/my-requests", name="list_my_requests", action=OWN_DATA, out=SubjectRequestPage)
def list_my_requests(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """我的请求"""
    return queries.my_requests(page=page)


@router.get("/my-requests/options", name="get_request_options", action=OWN_DATA, out=RequestOptions)
def get_request_options(request: HttpRequest) -> Any:
    """可以提出的请求"""
    return queries.options()


@router.post("/my-requests", name="ask_request", action=OWN_DATA, out=SubjectRequestOut, status=201)
def ask_request(request: HttpRequest, body: SubjectRequestIn) -> Any:
    """提出请求"""
    return show_request(commands.ask_request(**body.model_dump()))


@router.post(
    "/my-requests/{uuid:subject_request_id}/withdraw", name="withdraw_request", action=OWN_DATA, out=SubjectRequestOut
)
def withdraw_request(request: HttpRequest, subject_request_id: UUID) -> Any:
    """撤回请求"""
    return show_request(commands.withdraw_request(request_id=subject_request_id))


@router.get("/my-decisions", name="list_my_decisions", action=OWN_DATA, out=list[RuledDecisionOut])
def list_my_decisions(request: HttpRequest) -> Any:
    """程序按规则得出的、与本人有关的结论"""
    return queries.my_decisions()


@router.get("/privacy-requests", name="list_requests", action=ANSWER_REQUEST, out=SubjectRequestPage)
def list_requests(request: HttpRequest, filters: Query[RequestDeskQuery], page: Query[PageRequest]) -> Any:
    """待办理的个人信息请求"""
    return queries.requests_to_answer(page=page, state=filters.state, kind=filters.kind)


@router.get("/privacy-requests/counts", name="get_request_counts", action=ANSWER_REQUEST, out=RequestCounts)
def get_request_counts(request: HttpRequest) -> Any:
    """待办理和逾期的件数"""
    return queries.counts()


@router.post(
    "/privacy-requests/{uuid:subject_request_id}/answer",
    name="answer_request",
    action=ANSWER_REQUEST,
    out=SubjectRequestOut,
)
def answer_request(request: HttpRequest, subject_request_id: UUID, body: RequestAnswerIn) -> Any:
    """办理并答复"""
    return show_request(commands.answer_request(request_id=subject_request_id, answer=body.answer))


@router.post(
    "/privacy-requests/{uuid:subject_request_id}/refusal",
    name="refuse_request",
    action=ANSWER_REQUEST,
    out=SubjectRequestOut,
)
def refuse_request(request: HttpRequest, subject_request_id: UUID, body: RequestRefusalIn) -> Any:
    """不予办理并说明理由"""
    return show_request(commands.refuse_request(request_id=subject_request_id, ground=body.ground, answer=body.answer))

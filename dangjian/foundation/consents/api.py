"""Routes of notice and consent: `/api/v1/foundation/notice`, `/api/v1/foundation/consents`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.foundation.consents import commands, queries
from dangjian.foundation.consents.permissions import OWN_CONSENT, PUBLISH_NOTICE
from dangjian.kernel.http import ApiRouter, Schema

router = ApiRouter(module="foundation", app="consents", tag="告知与同意")

UseCode = Annotated[str, StringConstraints(max_length=60)]
Number = Annotated[int, Field(ge=1, le=100_000)]


class NoticePurpose(Schema):
    """A purpose of processing: its legal ground, what is kept and for how long."""

    purpose: str
    basis: str
    retention: str
    fields: list[str]
    sensitive: list[str]


class OptionalUseOut(Schema):
    """An optional use and whether the person agreed; `was_given`: under an earlier version, which does not count."""

    code: str
    title: str
    data: str
    reason: str
    without: str
    is_sensitive: bool
    basis: str
    is_given: bool
    was_given: bool


class ConsentLine(Schema):
    """A line of one's ledger."""

    use: str
    title: str
    notice_number: int
    given_at: datetime
    channel: str
    withdrawn_at: datetime | None


class NoticeOut(Schema):
    """The notice that holds, in layers, with one's own decisions."""

    number: int
    controller: str
    contact: str
    summary: str
    body: str
    changed: str
    published_at: datetime | None
    purposes: list[NoticePurpose]
    optional: list[OptionalUseOut]
    has_record: bool
    is_read: bool
    ledger: list[ConsentLine]


class NoticeStanding(Schema):
    """Whether the notice that holds was read."""

    number: int
    is_read: bool


class NoticeReadIn(Schema):
    """Which version was read."""

    number: Number


class ConsentIn(Schema):
    """Agree to one use under the version that was read."""

    use: UseCode
    number: Number


class ConsentWithdrawalIn(Schema):
    """Which use is not wanted any more."""

    use: UseCode


class NoticeUseCount(Schema):
    """How many people agreed to a use under the version that holds."""

    title: str
    data: str
    people: int


class EarlierNotice(Schema):
    """A published version."""

    number: int
    changed: str
    published_at: datetime
    published_by: str


class NoticeToPublish(Schema):
    """The notice as its publishers see it."""

    number: int
    summary: str
    body: str
    published_at: datetime | None
    published_by: str
    readers: int
    is_outdated: bool
    purposes: list[NoticePurpose]
    optional: list[NoticeUseCount]
    earlier: list[EarlierNotice]


class NoticeIn(Schema):
    """A new version in the place of `number`."""

    number: Number
    summary: Annotated[str, StringConstraints(min_length=10, max_length=300, strip_whitespace=True)]
    body: Annotated[str, StringConstraints(min_length=50, max_length=8000, strip_whitespace=True)]
    changed: Annotated[str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True)]


@router.get("/notice", name="get_notice", action=OWN_CONSENT, out=NoticeOut, remembered=True)
def get_notice(request: HttpRequest) -> Any:
    """个人信息告知和本人的同意"""
    return queries.notice()


@router.get("/notice/standing", name="get_notice_standing", action=OWN_CONSENT, out=NoticeStanding, remembered=True)
def get_notice_standing(request: HttpRequest) -> Any:
    """是否已读当前告知"""
    return queries.standing()


@router.post("/notice/read", name="read_notice", action=OWN_CONSENT, out=NoticeStanding, remembered=True)
def read_notice(request: HttpRequest, body: NoticeReadIn) -> Any:
    """确认已读告知"""
    commands.read_notice(number=body.number)
    return queries.standing()


@router.post("/consents", name="give_consent", action=OWN_CONSENT, out=NoticeOut)
def give_consent(request: HttpRequest, body: ConsentIn) -> Any:
    """同意一项可选用途"""
    commands.give_consent(use=body.use, number=body.number)
    return queries.notice()


@router.post("/consents/withdraw", name="withdraw_consent", action=OWN_CONSENT, out=NoticeOut)
def withdraw_consent(request: HttpRequest, body: ConsentWithdrawalIn) -> Any:
    """撤回同意"""
    commands.withdraw_consent(use=body.use)
    return queries.notice()


@router.get("/notices/current", name="get_notice_to_publish", action=PUBLISH_NOTICE, out=NoticeToPublish)
def get_notice_to_publish(request: HttpRequest) -> Any:
    """告知的管理"""
    return queries.notice_to_publish()


@router.post("/notices", name="publish_notice", action=PUBLISH_NOTICE, out=NoticeToPublish, status=201)
def publish_notice(request: HttpRequest, body: NoticeIn) -> Any:
    """发布新的告知"""
    commands.publish_notice(**body.model_dump())
    return queries.notice_to_publish()

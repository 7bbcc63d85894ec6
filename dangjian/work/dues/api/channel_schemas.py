"""Requests and answers of payments through platforms."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import PageRequest, Schema
from dangjian.work.dues.api.schemas import Month, MonthPaidIn, Yuan
from dangjian.work.dues.rules.channels.settings import PlatformKind

Key = Annotated[str, StringConstraints(max_length=8000)]
Name = Annotated[str, StringConstraints(max_length=80)]
Token = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]


class PayMonthOut(Schema):
    """A month that is owed, and how much of it."""

    period: str
    amount_fen: int


class PayChannelOut(Schema):
    """A platform to pay through."""

    kind: str
    label: str


class PayOptionsOut(Schema):
    """What may be paid, and how."""

    months: list[PayMonthOut]
    channels: list[PayChannelOut]
    under_way: UUID | None


class PayLinkLookIn(Schema):
    """The secret of a link."""

    token: Token


class PayLinkOut(Schema):
    """What a link asks for."""

    person_name: str
    months: list[PayMonthOut]
    channels: list[PayChannelOut]
    ends_at: datetime
    is_settled: bool


class PayPeriodsIn(Schema):
    """Months to pay."""

    periods: Annotated[list[Month], Field(min_length=1, max_length=12)]


class PayLinkMadeOut(Schema):
    """A new link; its secret is shown once."""

    token: str
    ends_at: datetime


class PayOrderIn(Schema):
    """Months to pay at a platform: one's own, or those of a link. There is no amount: the sheet says it."""

    kind: PlatformKind
    scene: Literal["phone", "desk"] = "phone"
    periods: Annotated[list[Month], Field(max_length=12)] = []
    token: Token = ""


class PayOrderRef(Schema):
    """An order that was opened."""

    id: UUID


class PayOrderOut(Schema):
    """How an order stands, and how to go on."""

    id: UUID
    number: str
    person_name: str
    is_own: bool
    months: list[PayMonthOut]
    amount_fen: int
    kind: str
    channel_label: str
    scene: str
    state: str
    state_label: str
    words: str
    way_address: str
    way_code: str
    ends_at: datetime
    receipt_id: UUID | None


class PaymentAccountBody(Schema):
    """An account at a platform as it is set up. An empty secret leaves the one that is kept."""

    merchant_id: Annotated[str, StringConstraints(max_length=32)]
    app_id: Annotated[str, StringConstraints(max_length=32)]
    serial: Annotated[str, StringConstraints(max_length=64)] = ""
    private_key: Key = ""
    sealing_key: Annotated[str, StringConstraints(max_length=64)] = ""
    platform_key_id: Name = ""
    platform_key: Key
    address: Annotated[str, StringConstraints(max_length=300)] = ""


class PaymentAccountIn(PaymentAccountBody):
    """A new account."""

    organisation_id: UUID
    kind: PlatformKind


class PaymentAccountSwitchIn(Schema):
    """Offer it to members, or no more."""

    is_on: bool


class PaymentAccountOut(Schema):
    """An account; its secrets are never shown."""

    id: UUID
    version: int
    organisation_id: UUID
    org_name: str
    kind: str
    kind_label: str
    merchant_id: str
    app_id: str
    serial: str
    has_private_key: bool
    has_sealing_key: bool
    platform_key_id: str
    platform_key: str
    address: str
    is_on: bool
    notice_address: str
    refused: int
    refused_at: datetime | None
    problem: str


class ChannelMoneyFilter(PageRequest):
    """Money of an organisation and those below it."""

    organisation_id: UUID
    state: Literal["", "booked", "held", "returned", "left"] = ""


class ChannelMoneyOut(Schema):
    """Money that a platform reported."""

    id: UUID
    organisation_id: UUID
    org_name: str
    kind_label: str
    order_number: str
    transaction_id: str
    amount_fen: int
    order_fen: int | None
    paid_at: datetime
    person_id: UUID | None
    person_name: str
    payer_name: str
    months: list[PayMonthOut]
    state: str
    state_label: str
    reason_label: str
    what_to_do: str
    is_booked: bool
    note: str
    decided_by: str


class HeldBookIn(Schema):
    """Whose held money is, and for what."""

    person_id: UUID
    months: Annotated[list[MonthPaidIn], Field(max_length=24)] = []
    voluntary_yuan: Yuan = ""

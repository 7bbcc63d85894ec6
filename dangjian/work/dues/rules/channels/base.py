"""What every channel gets and gives. Amounts are whole fen, moments carry their zone, the present is handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Protocol

CHINA = timezone(timedelta(hours=8))
"""Platforms write China time."""
WINDOW = timedelta(minutes=5)
"""How far the clock of a platform may be from ours (SEC-NET-05)."""
LARGEST_NOTICE = 64 * 1024
MOST_FEN = 10**10
"""A hundred million yuan: an amount above it is a mistake."""
ORDER_NO = re.compile(r"[0-9A-Za-z_]{6,32}\Z")
"""What both platforms take as the number of an order."""
_YUAN = re.compile(r"(0|[1-9][0-9]{0,9})(?:\.([0-9]{1,2}))?\Z")


class NoticeRefused(Exception):
    """A notification or an answer that is not believed; `code` is stable and goes into the log, never to the sender."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ChannelFailed(Exception):
    """The platform believed us, and said no; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PayState(StrEnum):
    """What a platform says about an order."""

    PAID = "paid"
    WAITING = "waiting"
    CLOSED = "closed"
    REFUNDED = "refunded"
    UNKNOWN = "unknown"
    """The platform never heard of it: nobody has opened the payment yet."""


class Scene(StrEnum):
    """Where the payer is."""

    PHONE = "phone"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is handed to a platform. `subject` says nothing about persons."""

    number: str
    fen: int
    subject: str
    ends_at: datetime
    notify_url: str
    scene: Scene
    payer_address: str = ""
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to send; the body goes out byte by byte as it stands here, since it is signed."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class PayWay:
    """How the payer goes on: an address to open, or a text to show as a QR code."""

    address: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a platform says about one order; its signature, merchant and application were checked."""

    order_no: str
    state: PayState
    fen: int
    transaction_id: str
    at: datetime | None
    notice_id: str = ""
    """Name of the notification, the same when it is sent again; empty for the answer to a query."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One payment of the daily statement of a platform."""

    order_no: str
    transaction_id: str
    fen: int


class PaymentChannel(Protocol):
    """One platform with the settings of one merchant."""

    def create(self, order: NewOrder, *, now: datetime, nonce: str) -> Asked | PayWay:
        """The request that opens an order, or the way itself where the platform needs no request."""

    def created(self, order: NewOrder, reply: Reply, *, now: datetime) -> PayWay:
        """The way out of the answer to `create`. Raises NoticeRefused, ChannelFailed."""

    def notified(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        """What a notification says. Raises NoticeRefused."""

    def query(self, order_no: str, *, now: datetime, nonce: str) -> Asked:
        """The request that asks for the state of an order."""

    def queried(self, order_no: str, reply: Reply, *, now: datetime) -> Notice:
        """What the answer to `query` says. Raises NoticeRefused, ChannelFailed."""

    def statement(self, day: date, *, now: datetime, nonce: str) -> Asked:
        """The request that asks where the statement of a day lies."""

    def statement_file(self, reply: Reply, *, now: datetime, nonce: str) -> tuple[Asked, str]:
        """The request for the file, and the digest its content must have (empty: none is given). Raises as above."""

    def lines(self, content: bytes, digest: str) -> list[StatementLine]:
        """The payments of the file. Raises NoticeRefused."""


def fen_of_yuan(text: object) -> int:
    """Whole fen of an amount that a platform wrote in yuan ("12.3"). Raises NoticeRefused."""
    found = _YUAN.match(text) if isinstance(text, str) else None
    if found is None or not found[0].isascii():
        raise NoticeRefused("amount")
    return bounded_fen(int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")))


def bounded_fen(value: object) -> int:
    """An amount in fen that can be one. Raises NoticeRefused."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MOST_FEN:
        raise NoticeRefused("amount")
    return value


def yuan_of(fen: int) -> str:
    """An amount as platforms read it: 12.34."""
    return f"{fen // 100}.{fen % 100:02d}"


def check_new(order: NewOrder, now: datetime) -> None:
    """Refuse an order that no platform would take. Raises ValueError."""
    if not ORDER_NO.match(order.number) or not 0 < order.fen <= MOST_FEN:
        raise ValueError("number or amount of the order")
    if order.ends_at <= now or not order.subject or len(order.subject) > 100:
        raise ValueError("end or subject of the order")
    if not order.notify_url.startswith("https://"):
        raise ValueError("notifications come by https")


def text_of(found: Mapping[str, Any], name: str, most: int = 64) -> str:
    """A text that has to be there. Raises NoticeRefused."""
    value = found.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise NoticeRefused("content")
    return value


def moment_of(text: str) -> datetime:
    """A moment as platforms write it: ISO with its zone, or China time without. Raises NoticeRefused."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NoticeRefused("content") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=CHINA)

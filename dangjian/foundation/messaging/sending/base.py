"""What all configured channels share: their row, addresses of people, tokens of platforms, answers."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from dangjian.foundation.messaging.channels import CHAT_NAME, CONTACT, ChannelFailed, NotReachable
from dangjian.foundation.messaging.models import ChannelSetting
from dangjian.kernel import clock, ports
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused, send


class Configured(ABC):
    """A channel that an administrator set up."""

    def __init__(self, row: ChannelSetting) -> None:
        self.row = row
        self.code: str = row.kind
        self.title: str = row.name
        self.shows_title: bool = row.shows_title
        self.daily_limit: int = row.daily_limit
        self.minute_limit: int = row.minute_limit

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        """Not where the platform says nothing about it: rather once too few than twice."""
        return False

    @abstractmethod
    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        """See `channels.Channel`."""

    def secret(self) -> str:
        """The opened secret."""
        return self.row.secret.reveal() if self.row.secret else ""


class Tokens:
    """Tokens of platforms, kept in the process until shortly before they end.

    Platforms limit how often one may ask; they answer with the same token while it is good, so that several processes
    do not disturb one another.
    """

    EARLY: ClassVar[int] = 300

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, str]] = {}

    def get(self, row: ChannelSetting) -> str | None:
        """The token of a channel, or None when one has to be asked for."""
        found = self._kept.get(_key(row))
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def put(self, row: ChannelSetting, token: str, lasts: object) -> None:
        """Keep a token that lasts this number of seconds."""
        seconds = lasts if isinstance(lasts, int) and 0 < lasts <= 86_400 else 7200
        if len(self._kept) > 200:
            self._kept.clear()
        self._kept[_key(row)] = (time.monotonic() + max(seconds - self.EARLY, 0), token)

    def forget(self, row: ChannelSetting) -> None:
        """The platform does not take it any more."""
        self._kept.pop(_key(row), None)


def _key(row: ChannelSetting) -> str:
    return f"{row.pk}.{row.version}"


def address_of(name: str, default: str) -> str:
    """A fixed address of a platform; tests put their own in its place."""
    return str(settings.MESSAGE_ADDRESSES.get(name, default))


def ask(method: str, url: str, *, is_sending: bool = True, **more: Any) -> dict[str, Any]:
    """The JSON object that a platform answers. `is_sending`: the request itself gives the text away, so that a lost
    answer leaves it unclear. Raises ChannelFailed."""
    try:
        answer = send(method, url, **more)
        found = answer.json()
    except OutgoingRefused as refused:
        raise ChannelFailed(str(refused)) from refused
    except OutgoingFailed as failed:
        raise ChannelFailed(str(failed), is_unclear=is_sending and failed.was_reached) from failed
    if answer.status >= 500 or not isinstance(found, dict):
        raise ChannelFailed(f"对方返回错误（HTTP {answer.status}）。", is_unclear=is_sending)
    return found


def with_query(address: str, parameters: Mapping[str, str]) -> str:
    """An address with parameters."""
    return f"{address}?{urlencode(parameters)}"


def text_in(found: Mapping[str, Any], name: str, *, most: int = 2000) -> str:
    """A text of an answer; empty when it is missing, of another kind or impossibly long."""
    value = found.get(name)
    return value if isinstance(value, str) and len(value) <= most else ""


def mobile_of(person_id: UUID) -> str:
    """Somebody's mobile phone. Raises NotReachable."""
    mobile: str = ports.ask(CONTACT, person_id=person_id)[0]
    digits = mobile.replace(" ", "").replace("-", "").removeprefix("+86")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 11 and digits.startswith("1")):
        raise NotReachable("没有登记手机号")
    return digits


def chat_name_of(person_id: UUID, issuer: str) -> str:
    """The name under which somebody is known at a chat platform: linked by themselves. Raises NotReachable."""
    name: str = ports.ask(CHAT_NAME, person_id=person_id, issuer=issuer)
    if not name:
        raise NotReachable("本人没有绑定该平台的账号")
    return name


def link() -> str:
    """The message centre on the phone, the only address that leaves; empty where the platform's own is not set."""
    base = settings.PUBLIC_URL.rstrip("/")
    return f"{base}/m/messages" if base else ""


def stamp(at: datetime) -> str:
    """When a message arose, for people; it also keeps two messages of one title apart where platforms drop repeats."""
    return f"{clock.local_time(at):%m-%d %H:%M:%S}"

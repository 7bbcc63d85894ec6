"""What every kind of provider gets and gives."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings

from dangjian.kernel.outgoing import Answer, OutgoingFailed


class SignOnRefused(Exception):
    """What the provider brought is not believed. `code` goes into the audit trail; people get one text for all."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Settings:
    """A provider as its administrator set it up."""

    kind: str
    address: str
    client_id: str
    secret: str
    extra: str
    name_attribute: str = ""


@dataclass(frozen=True, slots=True)
class Handshake:
    """One way to a provider and back. `verifier` and `nonce` are known to the browser that began and to nobody else."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at a provider: the pair (issuer, subject); `label` is for people to read."""

    issuer: str
    subject: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the test of a connection looked at."""

    is_fine: bool
    text: str


class Redirecting(Protocol):
    """A provider that asks the person itself."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        """The address to send the browser to. Raises SignOnRefused, OutgoingRefused, OutgoingFailed."""

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        """Who came back with these parameters. Raises as `begin`."""

    def try_out(self, own: Settings) -> list[Finding]:
        """What a test of the connection found. Raises as `begin`."""


def address_of(name: str, default: str) -> str:
    """A fixed address of a platform; tests put their own in its place."""
    return str(settings.SIGN_ON_ADDRESSES.get(name, default))


def with_query(address: str, **parameters: str) -> str:
    """An address with parameters."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def parsed(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer that succeeded. Raises OutgoingFailed."""
    found = answer.json()
    if answer.status != 200 or not isinstance(found, dict):
        raise OutgoingFailed(f"对方返回错误（HTTP {answer.status}），请核对应用标识、密钥和地址。")
    return found


def text_in(found: Mapping[str, Any], name: str, *, most: int = 255) -> str:
    """A text of an answer; empty when it is missing, of another kind or impossibly long."""
    value = found.get(name)
    return value if isinstance(value, str) and len(value) <= most else ""


class Remembered:
    """Answers that are asked for again and again, kept in the process for a while."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[str, tuple[float, Any]] = {}

    def get(self, key: str) -> Any:
        """What was remembered, or None."""
        found = self._kept.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def age(self, key: str) -> float:
        """Seconds since it was remembered; infinite when it was not."""
        found = self._kept.get(key)
        return time.monotonic() - (found[0] - self._seconds) if found is not None else float("inf")

    def put(self, key: str, value: Any) -> None:
        """Remember an answer."""
        if len(self._kept) > 200:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._seconds, value)

    def forget(self) -> None:
        """Ask anew for everything."""
        self._kept.clear()

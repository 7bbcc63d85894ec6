"""When people may be disturbed, by which channel, and what leaves the platform."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

MAX_ATTEMPTS = 5
_PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
_LISTED = 5
CLAIM_LASTS = timedelta(minutes=10)
"""After this time nobody is sending any more: an attempt lasts half a minute at most."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which nobody is disturbed by channels outside the platform. Equal times: no quiet hours."""

    start: time
    end: time

    def contains(self, moment: time) -> bool:
        """Whether a local time is quiet; the span may go over midnight."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


DEFAULT_QUIET = QuietHours(time(21, 30), time(7, 30))


def deliver_at(local: datetime, quiet: QuietHours, *, urgent: bool, digest_at: time | None = None) -> datetime:
    """When a message that arises at a local instant may go out: now, at the time of the daily digest, at the end of the
    quiet hours. Urgent ones wait for neither."""
    if urgent:
        return local
    if digest_at is not None:
        local = _next(local, digest_at)
    return _next(local, quiet.end) if quiet.contains(local.time()) else local


def _next(local: datetime, at: time) -> datetime:
    """The first instant after `local` that has this time of day."""
    found = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return found if found > local else found + timedelta(days=1)


def next_attempt(moment: datetime, attempts: int) -> datetime | None:
    """When to try again after `attempts` failures, or None: given up."""
    return moment + _PAUSES[attempts - 1] if attempts < MAX_ATTEMPTS else None


def next_channel(known: Iterable[str], *, first: str, unwanted: Collection[str]) -> str | None:
    """The channel to take of those there are, in the enterprise's order; the person's own choice goes before all."""
    wanted = [code for code in known if code not in unwanted]
    if not wanted:
        return None
    return first if first in wanted else wanted[0]


def outside_text(titles: Sequence[str], *, shows_title: bool) -> tuple[str, str]:
    """Title and text for messages that go out together: their titles, or only their number; never what they say."""
    if not shows_title:
        return f"您有 {len(titles)} 条新消息", ""
    if len(titles) == 1:
        return titles[0], ""
    lines = [f"{number}. {title}" for number, title in enumerate(titles[:_LISTED], 1)]
    if len(titles) > _LISTED:
        lines.append(f"另有 {len(titles) - _LISTED} 条，请登录平台查看。")
    return f"您有 {len(titles)} 条新消息", "\n".join(lines)


def cut(text: str, most_bytes: int) -> str:
    """A text within a number of bytes of UTF-8, with an ellipsis where something is left out."""
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: most_bytes - 3].decode(errors="ignore") + "…"


def on_one_line(text: str) -> str:
    """A text without line breaks and other control characters, for headers of mails and titles (SEC-IN-07)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

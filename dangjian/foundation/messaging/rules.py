"""When people may be disturbed, and how several messages become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

MAX_ATTEMPTS = 5
_PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
_LISTED = 5


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


def deliver_at(local: datetime, quiet: QuietHours, *, urgent: bool) -> datetime:
    """When a message that arises at a local instant may go out: now, or at the end of the quiet hours."""
    if urgent or not quiet.contains(local.time()):
        return local
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def next_attempt(moment: datetime, attempts: int) -> datetime | None:
    """When to try again after `attempts` failures, or None: given up."""
    return moment + _PAUSES[attempts - 1] if attempts < MAX_ATTEMPTS else None


def digest(messages: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Title and text for several messages (title, text) that go out together; a single one goes as it is."""
    if len(messages) == 1:
        return messages[0]
    lines = [f"{number}. {title}" for number, (title, _) in enumerate(messages[:_LISTED], 1)]
    if len(messages) > _LISTED:
        lines.append(f"另有 {len(messages) - _LISTED} 条，请登录平台查看。")
    return f"您有 {len(messages)} 条新消息", "\n".join(lines)

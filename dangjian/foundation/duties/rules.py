"""When something is late or soon due, and how a person is reminded of all of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=7)
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A thing to do with its date."""

    title: str
    due_on: date


def is_overdue(due_on: date | None, today: date) -> bool:
    """Late: the day it was due is over."""
    return due_on is not None and due_on < today


def is_due_soon(due_on: date | None, today: date) -> bool:
    """Due today or within the next seven days."""
    return due_on is not None and today <= due_on <= today + SOON


def is_reminded(due_on: date, today: date, next_working_day: date) -> bool:
    """Whether a reminder is due on this working day: up to the next working day, and when late on the first day and
    then every seventh, so that nobody learns to ignore them."""
    late = (today - due_on).days
    return due_on <= next_working_day and (late <= 1 or late % 7 == 0)


def reminder(items: Sequence[Due], today: date) -> tuple[str, str]:
    """Title and text of the one reminder of a day."""
    late = sum(1 for item in items if item.due_on < today)
    parts = [f"{late} 件已逾期"] if late else []
    if len(items) > late:
        parts.append(f"{len(items) - late} 件即将到期")
    lines = [f"{item.title}（{_when(item.due_on, today)}）" for item in items[:_LISTED]]
    if len(items) > _LISTED:
        lines.append(f"另有 {len(items) - _LISTED} 件，请打开待办查看。")
    return "待办提醒：" + "，".join(parts), "\n".join(lines)


def _when(due_on: date, today: date) -> str:
    if due_on < today:
        return f"已逾期 {(today - due_on).days} 天"
    return "今天到期" if due_on == today else f"{due_on:%m-%d} 到期"

"""Validity of letters, warnings before it ends, and days overdue at a hop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dangjian.work.duties.rules.kinds import Labelled
from dangjian.work.transfer.rules.hops import HopKind


class LetterWarning(Labelled):
    """What is due about the validity of a letter."""

    NONE = "none", ""
    FIFTEEN_DAYS = "fifteen_days", "15 日内到期"
    SEVEN_DAYS = "seven_days", "7 日内到期"
    LAST_DAY = "last_day", "今日到期"
    EXPIRED = "expired", "已失效"


@dataclass(frozen=True, slots=True)
class HopLimit:
    """How long one hop may take, and what says so. `days` of None: no limit is set."""

    kind: HopKind
    days: int | None
    clause: str


@dataclass(frozen=True, slots=True)
class TransferBook:
    """Limits in force on a day."""

    valid_from: date
    ceiling_days: int
    ceiling_clause: str
    default_days: int
    hops: tuple[HopLimit, ...]

    def limit(self, kind: HopKind) -> HopLimit:
        """The limit of a hop. Raises KeyError when the book has none."""
        for hop in self.hops:
            if hop.kind == kind:
                return hop
        raise KeyError(kind)


def valid_until(book: TransferBook, issued_on: date, days: int) -> date:
    """Last day on which a letter counts. The day of issue is day 0.

    Raises ValueError for less than one day or more than the ceiling.
    """
    if not 1 <= days <= book.ceiling_days:
        raise ValueError(f"介绍信有效期应为 1 至 {book.ceiling_days} 天（{book.ceiling_clause}）。")
    return issued_on + timedelta(days=days)


def warning_on(until: date, today: date) -> LetterWarning:
    """The warning due on a day: 15 days before, 7 days before, on the last day, after it."""
    left = (until - today).days
    if left < 0:
        return LetterWarning.EXPIRED
    if left == 0:
        return LetterWarning.LAST_DAY
    if left <= 7:
        return LetterWarning.SEVEN_DAYS
    return LetterWarning.FIFTEEN_DAYS if left <= 15 else LetterWarning.NONE


def due_on(limit: HopLimit, arrived_on: date) -> date | None:
    """Last day of a hop that began on a day; None without a limit."""
    return None if limit.days is None else arrived_on + timedelta(days=limit.days)


def days_overdue(limit: HopLimit, arrived_on: date, until: date) -> int:
    """Days that a hop has lasted beyond its limit by a day; 0 within it or without one."""
    last = due_on(limit, arrived_on)
    return 0 if last is None else max((until - last).days, 0)

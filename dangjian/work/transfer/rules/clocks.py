"""Validity of letters, warnings before it ends, and days overdue at a hop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dangjian.work.duties.rules.kinds import Labelled


class TransferScope(Labelled):
    """Where a transfer leads."""

    INTERNAL_BRANCH = "internal_branch", "同一党委内支部之间"
    INTERNAL_COMMITTEE = "internal_committee", "系统内不同党委之间"
    INTRA_PROVINCE = "intra_province", "省内"
    CROSS_PROVINCE = "cross_province", "跨省"
    SPECIAL_SYSTEM = "special_system", "军队、中央单位等系统"


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

    scope: TransferScope
    days: int | None
    clause: str


@dataclass(frozen=True, slots=True)
class TransferBook:
    """Limits in force from a day on."""

    valid_from: date
    ceiling_days: int
    ceiling_clause: str
    hops: tuple[HopLimit, ...]

    def limit(self, scope: TransferScope) -> HopLimit:
        """The limit of a hop. Raises KeyError when the book has none."""
        for hop in self.hops:
            if hop.scope == scope:
                return hop
        raise KeyError(scope)


def book_on(books: tuple[TransferBook, ...], day: date) -> TransferBook:
    """The latest book in force on a day. Raises LookupError when none was yet."""
    known = [book for book in books if book.valid_from <= day]
    if not known:
        raise LookupError(f"no limits of transfers on {day}")
    return max(known, key=lambda book: book.valid_from)


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


def days_overdue(limit: HopLimit, arrived_on: date, until: date) -> int:
    """Days that a hop has lasted beyond its limit by a day; 0 within it or without one."""
    if limit.days is None:
        return 0
    return max((until - arrived_on).days - limit.days, 0)

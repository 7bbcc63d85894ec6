"""Terms of office (organizations.md, sections 4 and 5)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from dangjian.kernel.clock import add_months


class TermState(StrEnum):
    """Where an organisation stands in its term."""

    NONE = "none"
    RUNNING = "running"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    EXTENDED = "extended"
    OVERDUE = "overdue"


TERM_STATE_LABELS = {
    TermState.NONE: "未登记任期",
    TermState.RUNNING: "任期内",
    TermState.EXPIRING: "即将届满",
    TermState.EXPIRED: "已届满",
    TermState.EXTENDED: "延期中",
    TermState.OVERDUE: "超期未换届",
}


def term_end(start: date, years: int) -> date:
    """The calendar day `years` later: elected 2024-03-15 for three years, ends 2027-03-15."""
    return add_months(start, 12 * years)


def latest_extension(end: date, months: int) -> date:
    """The last day to which a term may be extended: ended 2027-03-15, at most 2028-03-15 (选举工作条例 第三条)."""
    return add_months(end, months)


def remind_from(end: date, months: int) -> date:
    """The day of the first reminder: ends 2027-03-15, reminder 2026-09-15 (支部工作条例 第二十一条)."""
    return add_months(end, -months)


def term_state(
    end: date | None, extended_until: date | None, today: date, *, reminder_months: int, extension_months: int
) -> TermState:
    """The state on a day: expired from the day of expiry on; an approved extension holds for its last day too."""
    if end is None:
        return TermState.NONE
    if today < end:
        return TermState.EXPIRING if today >= remind_from(end, reminder_months) else TermState.RUNNING
    if extended_until is not None and today <= min(extended_until, latest_extension(end, extension_months)):
        return TermState.EXTENDED
    if extended_until is not None or today > latest_extension(end, extension_months):
        return TermState.OVERDUE
    return TermState.EXPIRED

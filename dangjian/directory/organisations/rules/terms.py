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


class ReminderStep(StrEnum):
    """Steps of the ladder before and after the end of a term (organizations.md, section 5)."""

    LETTER = "letter"
    QUARTER = "quarter"
    MONTH = "month"
    EXPIRED = "expired"
    OVERDUE = "overdue"


_QUARTER_MONTHS, _LAST_MONTHS = 3, 1


def due_step(
    end: date,
    extended_until: date | None,
    today: date,
    sent: set[str],
    *,
    reminder_months: int,
    extension_months: int,
) -> str:
    """The reminder due on a day, or "". Each is sent once a term; while an approved extension runs, one a week
    (`week-3`). Example: term ends 2027-03-15, letter from 2026-09-15 on; the letter is made good when it was missed.
    """
    if today < end:
        if today < remind_from(end, reminder_months):
            return ""
        if ReminderStep.LETTER not in sent:
            return ReminderStep.LETTER
        step = ""
        if today >= remind_from(end, _LAST_MONTHS):
            step = ReminderStep.MONTH
        elif today >= remind_from(end, _QUARTER_MONTHS):
            step = ReminderStep.QUARTER
        return step if step not in sent else ""
    state = term_state(end, extended_until, today, reminder_months=reminder_months, extension_months=extension_months)
    if state == TermState.EXTENDED:
        step = f"week-{(today - end).days // 7}"
        return step if step not in sent else ""
    if ReminderStep.EXPIRED not in sent:
        return ReminderStep.EXPIRED
    if state == TermState.OVERDUE and ReminderStep.OVERDUE not in sent:
        return ReminderStep.OVERDUE
    return ""


def tells_superior(step: str) -> bool:
    """Whether the superior is told as well as the organisation."""
    return step != ReminderStep.QUARTER

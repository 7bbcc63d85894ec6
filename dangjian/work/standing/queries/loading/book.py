"""The rule book as this app reads it."""

from __future__ import annotations

from datetime import date

from dangjian.foundation.rulebook.queries import rules_under
from dangjian.work.standing.rules.contact import ContactBook
from dangjian.work.standing.rules.stays import Months, StayBook


def _months(day: date, *keys: str) -> list[Months]:
    found = rules_under("standing.", on=day)
    return [Months(int(found[key].value), found[key].citation) for key in keys]


def stay_book(day: date) -> StayBook:
    """Periods of mobile members in force on a day; at most one query."""
    keys = ("standing.stay.least_months", "standing.report.months", "standing.report.abroad_months")
    return StayBook(*_months(day, *keys))


def contact_book(day: date) -> ContactBook:
    """Periods of members out of contact in force on a day; at most one query."""
    keys = ("suspend.months", "suspend.abroad_months", "strike_off.months", "correct.until_months")
    return ContactBook(*_months(day, *(f"standing.{key}" for key in (*keys, "correct.most_months"))))

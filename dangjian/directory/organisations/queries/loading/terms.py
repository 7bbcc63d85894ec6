"""The state of terms by the rules of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dangjian.directory.organisations.rules.terms import TermState, term_state
from dangjian.foundation.rulebook.queries import rules_under
from dangjian.kernel import clock


@dataclass(frozen=True, slots=True)
class TermRules:
    """Numbers about terms that hold on a day."""

    day: date
    reminder_months: int
    extension_months: int

    @classmethod
    def today(cls) -> TermRules:
        """The rules of today; one statement at most."""
        day = clock.today()
        found = rules_under("org.term_", on=day)
        return cls(day, found["org.term_reminder_months"].value, found["org.term_extension_months"].value)

    def state(self, end: date | None, extended_until: date | None) -> TermState:
        """The state of a term on the day."""
        return term_state(
            end,
            extended_until,
            self.day,
            reminder_months=self.reminder_months,
            extension_months=self.extension_months,
        )

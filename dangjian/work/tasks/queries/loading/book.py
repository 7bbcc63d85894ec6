"""The rule book as supervised tasks read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dangjian.foundation.rulebook.queries import rules_under
from dangjian.kernel.workdays import is_working_day
from dangjian.work.tasks.rules.lamps import Changes, LampTerms, changes_of
from dangjian.work.tasks.rules.states import ExtensionTerms


@dataclass(frozen=True, slots=True)
class Book:
    """What holds for tasks that are set on a day."""

    lamps: LampTerms
    extensions: ExtensionTerms

    def changes(self, start: date, due_on: date, missed: int = 0) -> Changes:
        """When the lamp of a task changes, by the working days of the enterprise."""
        return changes_of(start, due_on, missed, self.lamps, is_working_day)


def book_of(day: date) -> Book:
    """The rules that hold on a day; at most one query."""
    found = {key: int(version.value) for key, version in rules_under("tasks.", on=day).items()}
    return Book(
        LampTerms(
            yellow_days=found["tasks.lamp.yellow_working_days"],
            yellow_share=found["tasks.lamp.yellow_share"],
            black_days=found["tasks.lamp.black_working_days"],
            black_times=found["tasks.lamp.black_times"],
        ),
        ExtensionTerms(times=found["tasks.extension.times"], days_before=found["tasks.extension.days_before"]),
    )

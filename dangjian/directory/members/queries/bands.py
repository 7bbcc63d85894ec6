"""Which band a date falls into, found by the data base for each of a million rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Func, SmallIntegerField


class DateBand(Func):
    """The number of the first band whose day the date lies behind, `last` when it lies behind none, NULL for no date.

    `bands` are (number, day), later days first. PostgreSQL looks the date up in a sorted array, which takes half the
    time of comparing it with one day after the other.
    """

    output_field = SmallIntegerField()

    def __init__(self, field: str, bands: Sequence[tuple[int, date]], *, last: int) -> None:
        super().__init__(field)
        self.bands = tuple(bands)
        self.last = last

    @property
    def identity(self) -> tuple[Any, ...]:
        """Two of them are one only when their bands are the same."""
        return (*super().identity, self.bands, self.last)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # type: ignore[override]  # values are dates
        """One comparison after the other."""
        column, parameters = compiler.compile(self.source_expressions[0])
        cases, values = "", [*parameters]
        for number, day in self.bands:
            cases += f" WHEN {column} > %s THEN {number:d}"
            values += [*parameters, connection.ops.adapt_datefield_value(day)]
        return f"CASE WHEN {column} IS NULL THEN NULL{cases} ELSE {self.last:d} END", values

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """The place in the array of days, and the number that stands there."""
        column, parameters = compiler.compile(self.source_expressions[0])
        days = [day + timedelta(days=1) for _, day in reversed(self.bands)]
        numbers = [self.last, *(number for number, _ in reversed(self.bands))]
        marks = ", ".join(["%s"] * len(days))
        # width_bucket counts the days that are not later than the date; ours must be earlier, so it gets those after.
        place = f"width_bucket({column}, ARRAY[{marks}]::date[])"
        chosen = ", ".join(f"{number:d}" for number in numbers)
        return f"(ARRAY[{chosen}]::smallint[])[{place} + 1]", [*parameters, *days]

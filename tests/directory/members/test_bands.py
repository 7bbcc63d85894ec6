"""Bands of dates: the data base finds what plain comparison finds, on the day itself and around it."""

from __future__ import annotations

from datetime import date, timedelta

from dangjian.directory.members.models import Person
from dangjian.directory.members.queries.bands import DateBand
from dangjian.kernel.actor import Actor, acting_as
from tests.world import World, add_people, building

DAYS = [(30, date(1996, 11, 30)), (35, date(1991, 11, 30)), (70, date(1956, 2, 29))]


def _band(day: date | None) -> int | None:
    if day is None:
        return None
    return next((number for number, limit in DAYS if day > limit), 71)


def test_every_date_falls_into_the_band_of_plain_comparison(world: World, chief: Actor) -> None:
    around = [limit + timedelta(days=shift) for _, limit in DAYS for shift in (-1, 0, 1)]
    days: list[date | None] = [*around, date(1900, 1, 1), date(2010, 1, 1), None]
    people = add_people(world.here, "first", len(days))
    with building(world.here.tenant.pk):
        for person, day in zip(people, days, strict=True):
            Person._base_manager.filter(pk=person.pk).update(birth_date=day)

    with acting_as(chief):
        rows = Person.objects.unscoped("a test").filter(pk__in=[person.pk for person in people])
        found = rows.annotate(band=DateBand("birth_date", DAYS, last=71)).values_list("birth_date", "band")

    assert sorted(found, key=str) == sorted(((day, _band(day)) for day in days), key=str)


def test_two_sets_of_bands_are_two_expressions() -> None:
    assert DateBand("birth_date", DAYS, last=71) == DateBand("birth_date", DAYS, last=71)
    assert DateBand("birth_date", DAYS, last=71) != DateBand("birth_date", DAYS[1:], last=71)
    assert DateBand("birth_date", DAYS, last=71) != DateBand("birth_date", DAYS, last=72)

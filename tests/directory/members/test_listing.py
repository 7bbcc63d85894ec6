"""The member list compiled once gives what the ordinary list gives, in every order, under every condition."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q, QuerySet

from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import LIST_MEMBERS
from dangjian.directory.members.queries.filters import MemberFilter, apply_filter
from dangjian.directory.members.queries.people import ORDERS, _listed
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models.listing import Listing
from dangjian.kernel.scope import bind_scope, scope_for
from tests.world import World, add_people

FILTERS: list[dict[str, Any]] = [
    {},
    {"person_category": ["full_member"]},
    {"q": "li"},
    {"person_category": []},
    {"q": "没有这个人"},
]


def _rows(listing: Listing, chief: Actor, **filters: Any) -> QuerySet[Any]:
    with bind_scope(scope_for(chief, LIST_MEMBERS)):
        return apply_filter(Person.objects.narrow(listing.rows), MemberFilter(**filters))


@pytest.mark.parametrize("order", ORDERS)
def test_MEM_3_rows_are_those_of_the_ordinary_list(world: World, chief: Actor, order: str) -> None:
    add_people(world.here, "first", 12)
    listing = _listed(ORDERS[order])
    with acting_as(chief):
        for filters in FILTERS:
            rows = _rows(listing, chief, **filters)
            for limit in (3, 100):
                assert listing.read(rows, limit) == list(rows[:limit]), filters
        assert listing.read(_rows(listing, chief), 100)


def test_conditions_of_any_form_are_kept(world: World, chief: Actor) -> None:
    listing = _listed(ORDERS["name"])
    with acting_as(chief):
        rows = _rows(listing, chief)
        some = rows[0]["id"]
        for narrowed in (
            rows.none(),
            rows.exclude(name__contains="%"),
            rows.filter(Q(pk=some) | Q(name="x")),
            rows.filter(organisation__short_name__contains="支部"),
            rows.filter(cell__name="第一小组"),
            rows.filter(posts__isnull=False),
            rows.filter(pk__in=Person.objects.unscoped("a test").filter(sex="female").values("pk")),
        ):
            assert listing.read(narrowed, 50) == list(narrowed[:50])


def test_form_with_conditions_of_its_own_is_refused(world: World, chief: Actor) -> None:
    with acting_as(chief), pytest.raises(ValueError, match="without conditions"):
        Listing(Person.objects.unscoped("a test").order_by("id").values("id"))

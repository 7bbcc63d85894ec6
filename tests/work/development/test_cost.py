"""What lists and pages of development cost, whatever the number of people."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.foundation.process.queries import show_case
from dangjian.kernel.http import PageRequest
from dangjian.work.development import queries
from dangjian.work.development.queries import AdmissionFilter, BoardFilter
from tests.work.development.walk import Walk
from tests.world import World

DAY = date(2026, 7, 20)


def test_DEV_1_lists_cost_the_same_for_one_and_for_many(world: World, django_assert_num_queries: Any) -> None:
    walks = [Walk(world).until("cultivate") for _ in range(3)]
    for walk in walks:
        walk.deliver()
    with walks[0].acting("secretary", DAY):
        with django_assert_num_queries(2):
            found = queries.board(filters=BoardFilter())
        with django_assert_num_queries(1):
            page = queries.list_admissions(filters=AdmissionFilter(), page=PageRequest(limit=2))
        with django_assert_num_queries(1):
            queries.candidates(page=PageRequest())
        with django_assert_num_queries(3):
            queries.year_plans(year=2026)
    assert found["stages"][1]["count"] == 3
    assert (len(page["items"]), page["next_cursor"] is not None) == (2, True)


def test_DEV_1_the_pages_of_a_person_and_of_the_case_stay_below_twelve_statements(
    world: World, django_assert_max_num_queries: Any
) -> None:
    walk = Walk(world).until("cultivate")
    walk.deliver()
    with walk.acting("secretary", DAY):
        with django_assert_max_num_queries(12):
            queries.show_admission(admission_id=walk.admission_id)
        with django_assert_max_num_queries(12):
            show_case(case_id=walk.case_id)

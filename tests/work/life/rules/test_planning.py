"""How far ahead a meeting can be planned: the limit itself, and just beyond it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dangjian.work.life.rules.planning import FURTHEST, time_problem

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_section_2_the_furthest_day_is_in_and_a_second_more_is_not() -> None:
    last = NOW + FURTHEST
    assert time_problem(starts_at=last, ends_at=last + HOUR, now=NOW) is None
    beyond = last + timedelta(seconds=1)
    problem = time_problem(starts_at=beyond, ends_at=beyond + HOUR, now=NOW)
    assert problem is not None
    assert (problem[0], problem[2]) == ("life.meeting.too_far", "starts_at")
    assert f"{FURTHEST.days}天" in problem[1]

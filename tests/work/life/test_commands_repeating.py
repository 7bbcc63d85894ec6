"""What repeats: series of meetings, and templates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.life import commands, queries
from dangjian.work.life.rules.kinds import (
    ItemKind,
    MeetingKind,
    MeetingState,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import TODAY, World


def test_series_carries_unfinished_items_over(world: World) -> None:
    first = held.planned(
        world, starts_series=True, parts=[PartPlan(title="学习"), PartPlan(title="检修方案", carry_over=True)]
    )
    assert first.series_id is not None
    start = held.START + timedelta(days=30)
    second = held.planned(
        world,
        series_id=first.series_id,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        parts=[PartPlan(title="学习")],
    )
    carried = held.parts(world, first)[1]
    assert second.number == 2
    assert [(p.title, p.carried_from_id) for p in held.parts(world, second)] == [
        ("学习", None),
        ("检修方案", carried.pk),
    ]


def test_a_series_of_another_kind_is_refused(world: World) -> None:
    first = held.planned(world, starts_series=True)
    with acting_as(world.actor("secretary")), pytest.raises(BadInput) as caught:
        commands.plan_meeting(
            **held.plan_values(world, series_id=first.series_id, kind=MeetingKind.BRANCH_GENERAL_MEETING)
        )
    assert caught.value.code == "life.series.other"


def test_end_series_contract(world: World) -> None:
    first = held.planned(world, starts_series=True)
    assert first.series_id is not None
    ended = assert_command_contract(
        commands.end_series,
        {"series_id": first.series_id},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        bad=[({"series_id": new_id()}, "kernel.not_found")],
    )
    assert ended.ended_on == TODAY
    with acting_as(world.actor("secretary")), pytest.raises(Conflict) as again:
        commands.end_series(series_id=first.series_id)
    assert again.value.code == "life.series.ended"


def test_a_series_that_has_ended_takes_no_further_meeting_and_is_not_offered(world: World) -> None:
    first = held.planned(world, starts_series=True, parts=[PartPlan(title="检修方案", carry_over=True)])
    assert first.series_id is not None
    place: dict[str, Any] = {"organisation_id": first.organisation_id, "kind": MeetingKind.THEME_PARTY_DAY}
    with acting_as(world.actor("secretary")):
        before = queries.suggest_meeting(**place)["series"]
        commands.end_series(series_id=first.series_id)
        after = queries.suggest_meeting(**place)["series"]
    assert (before, after) == ([{"id": first.series_id, "title": first.title, "carried": ["检修方案"]}], [])
    with acting_as(world.actor("secretary")), pytest.raises(BadInput) as caught:
        commands.plan_meeting(**held.plan_values(world, series_id=first.series_id))
    assert caught.value.code == "life.series.ended"
    assert held.fresh(world, first.pk).state == MeetingState.NOTIFIED


def test_templates_belong_to_a_place_and_those_below(world: World) -> None:
    values: dict[str, Any] = {
        "organisation_id": world.orgs["works"].pk,
        "kind": MeetingKind.THEME_PARTY_DAY,
        "name": "公司统一主题党日",
        "title": "主题党日",
        "parts": [PartPlan(title="学习", item_kind=ItemKind.STUDY)],
    }
    template = assert_command_contract(
        commands.save_template,
        values,
        allowed=world.actor("office"),
        without_right=world.actor("member"),
        elsewhere=world.actor("secretary"),
        stranger=world.actor("stranger"),
    )
    with acting_as(world.actor("secretary")), pytest.raises(NotFound):
        commands.remove_template(template_id=template.pk)
    with acting_as(world.actor("office")):
        commands.save_template(**{**values, "name": "新名"}, template_id=template.pk, expected_version=1)
        commands.remove_template(template_id=template.pk)

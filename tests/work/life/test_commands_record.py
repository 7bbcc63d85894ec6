"""From opening to archive: LIFE-1."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, StaleEdit
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.life import commands, events
from dangjian.work.life.models import DutyCredit
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    DutyKind,
    EntryKind,
    ItemKind,
    MeetingKind,
    MeetingState,
    VoteMethod,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import TODAY, World, building


def credits_of(world: World, **filters: object) -> list[tuple[str, str, bool]]:
    with building(world.tenant_id):
        rows = DutyCredit.objects.filter(**filters).order_by("duty")
        return list(rows.values_list("duty", "period_key", "satisfies"))


def test_LIFE_1_a_theme_day_with_lecture_feeds_two_duties_from_one_record(world: World) -> None:
    lecture = PartPlan(
        title="党课：发扬优良作风",
        item_kind=ItemKind.LECTURE,
        duty=DutyKind.PARTY_LECTURE,
        presenter_id=world.people["secretary"].pk,
    )
    meeting = held.running(world, parts=[PartPlan(title="集中学习", item_kind=ItemKind.STUDY), lecture])
    part = held.parts(world, meeting)[1]
    with acting_as(world.actor("officer")):
        commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes=f"<p>{'讲稿正文' * 80}</p>")
    done = held.archived(world, meeting)
    assert (done.state, done.entry_kind, done.present_count, done.due_count) == ("archived", "on_time", 8, 8)
    assert credits_of(world, meeting=done) == [("party_lecture", "2026Q4", True), ("theme_party_day", "2026-11", True)]

"""What counts for duties beside the meetings of the branch: lectures of leaders, exemptions, talks."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import Conflict
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life import commands, events
from dangjian.work.life.rules.kinds import (
    ItemKind,
    MeetingKind,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import World


def test_article_16_a_lecture_by_the_committees_secretary_counts_for_that_committee(world: World) -> None:
    part = PartPlan(title="形势任务", item_kind=ItemKind.LECTURE, presenter_id=world.people["leader"].pk)
    meeting = held.running(world, kind=MeetingKind.PARTY_LECTURE, parts=[part])
    row = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        commands.save_minutes(part_id=row.pk, expected_version=row.version, minutes=held.LECTURE_TEXT)
    held.archived(world, meeting)
    held.deliver()
    assert held.credits_of(world, organisation=world.orgs["group"]) == [("leader_lecture", "2026", True)]
    assert held.credits_of(world, organisation=world.orgs["first"]) == [("party_lecture", "2026Q4", True)]


def test_exempt_duty_contract(world: World) -> None:
    values = {
        "organisation_id": world.orgs["first"].pk,
        "duty": DutyKind.THEME_PARTY_DAY,
        "period_key": "2026-11",
        "reason": "大修期间",
    }
    row = assert_command_contract(
        commands.exempt_duty,
        values,
        allowed=world.actor("office"),
        without_right=world.actor("secretary"),
        stranger=world.actor("stranger"),
        bad=[
            ({"duty": DutyKind.CENTRE_GROUP_STUDY}, "life.exemption.duty"),
            ({"period_key": "2026Q4"}, "life.exemption.period"),
            ({"period_key": "nonsense"}, "life.period.key"),
            ({"reason": " "}, "life.exemption.reason"),
            ({"organisation_id": world.orgs["operations"].pk}, "kernel.not_found"),
        ],
    )
    with acting_as(world.actor("office")):
        with pytest.raises(Conflict):
            commands.exempt_duty(**values)  # type: ignore[arg-type]  # values of several types by name
        commands.withdraw_exemption(exemption_id=row.pk, reason="可以安排")


def test_record_talk_contract_and_confidentiality(world: World) -> None:
    values = {
        "organisation_id": world.orgs["first"].pk,
        "talker_id": world.people["secretary"].pk,
        "talked_to_id": world.people["officer"].pk,
        "talked_on": date(2026, 11, 18),
        "gist": "谈了近期思想和工作情况",
    }
    talk = assert_command_contract(
        commands.record_talk,
        values,
        allowed=world.actor("officer"),
        events=[events.TalkRecorded],
        bad=[
            ({"talked_to_id": world.people["secretary"].pk}, "life.talk.oneself"),
            ({"talked_on": date(2026, 11, 22)}, "life.talk.future"),
            ({"gist": "  "}, "life.talk.gist"),
            ({"talker_id": world.people["operations_3"].pk}, "life.talk.people"),
            (
                {"talker_id": world.people["member"].pk, "talked_to_id": world.people["first_5"].pk},
                "life.talk.not_yours",
            ),
        ],
        **held.everyone(world),
    )
    assert held.credits_of(world, talk_id=talk.pk) == [("heart_to_heart_talk", "2026", True)] * 3

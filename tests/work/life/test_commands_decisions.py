"""Votes and resolutions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.life import commands, events
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    ItemKind,
    MeetingKind,
    ResolutionKind,
    ResolutionState,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import World


def voting(world: World, matter: VoteMatter = VoteMatter.DECISION, **changes: Any) -> Any:
    part = PartPlan(title="表决", item_kind=ItemKind.DECISION, needs_vote=True, vote_matter=matter.value)
    return held.running(world, kind=MeetingKind.BRANCH_GENERAL_MEETING, parts=[part], **changes)


def vote(part_id: Any, in_favour: int, against: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "part_id": part_id,
        "method": VoteMethod.SHOW_OF_HANDS,
        "vote_for": in_favour,
        "vote_against": against,
        "vote_abstain": 0,
        **more,
    }


def test_record_vote_contract(world: World) -> None:
    meeting = voting(world)
    held.come(
        world, meeting, ["secretary", "deputy", "officer", "member", "probationary"], others=AttendanceState.LEAVE
    )
    part = held.parts(world, meeting)[0]
    count = assert_command_contract(
        commands.record_vote,
        vote(part.pk, 4),
        allowed=world.actor("officer"),
        bad=[
            ({"vote_for": 5}, "life.vote.more_issued"),
            ({"vote_for": -1}, "life.vote.negative"),
            ({"ballots_issued": 3, "ballots_returned": 4}, "life.vote.more_returned"),
            ({"ballots_returned": 3}, "life.vote.sum"),
        ],
        **held.everyone(world),
    )
    assert (count.due_voters, count.present_voters, count.quorum_needed, count.is_quorate, count.is_passed) == (
        7,
        4,
        4,
        True,
        True,
    )
    assert "第十一条" in count.explanation


def test_article_11_majority_of_those_due_and_a_recount_replaces_the_first(world: World) -> None:
    meeting = voting(world)
    held.come(world, meeting)
    part = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        first = commands.record_vote(**vote(part.pk, 3, 4))
        second = commands.record_vote(**vote(part.pk, 4, 3))
    assert (first.is_passed, second.is_passed) == (False, True)


def test_section_2_a_general_meeting_below_quorum_is_recorded_but_does_not_count(world: World) -> None:
    meeting = voting(world)
    held.come(world, meeting, ["secretary", "deputy", "officer"], others=AttendanceState.LEAVE)
    part = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        count = commands.record_vote(**vote(part.pk, 3))
    done = held.archived(world, meeting)
    assert (count.is_quorate, count.is_passed) == (False, False)
    assert held.credits_of(world, meeting=done) == [("branch_general_meeting", "2026Q4", False)]


def test_article_20_admission_asks_for_a_secret_ballot(world: World) -> None:
    meeting = voting(world, VoteMatter.ADMISSION)
    held.come(world, meeting)
    part = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        with pytest.raises(BadInput) as caught:
            commands.record_vote(**vote(part.pk, 7))
        secret = commands.record_vote(
            **vote(part.pk, 6, method=VoteMethod.SECRET_PAPER, ballots_invalid=1, ballots_issued=7)
        )
    assert caught.value.code == "life.vote.must_be_secret"
    assert secret.is_passed


def test_add_resolution_contract(world: World) -> None:
    meeting = held.running(world)
    row = assert_command_contract(
        commands.add_resolution,
        {
            "meeting_id": meeting.pk,
            "text": "完成检修方案",
            "holder_id": world.people["member"].pk,
            "due_on": date(2026, 12, 10),
        },
        allowed=world.actor("officer"),
        bad=[
            ({"kind": ResolutionKind.RECTIFICATION}, "life.resolution.rectification"),
            ({"due_on": date(2026, 11, 20)}, "life.resolution.due_on"),
            ({"holder_id": new_id()}, "life.meeting.person"),
            ({"part_id": new_id()}, "life.resolution.part"),
        ],
        **held.everyone(world),
    )
    changed = assert_command_contract(
        commands.change_resolution,
        {"resolution_id": row.pk, "expected_version": row.version, "text": "完成方案并公示"},
        allowed=world.actor("officer"),
        bad=[({"expected_version": 9}, "kernel.stale_edit")],
        **held.everyone(world),
    )
    assert (changed.text, changed.holder_name) == ("完成方案并公示", "")
    assert_command_contract(
        commands.remove_resolution, {"resolution_id": row.pk}, allowed=world.actor("officer"), **held.everyone(world)
    )


def test_LIFE_1_resolutions_become_tasks_of_their_holders(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("officer")):
        row = commands.add_resolution(
            meeting_id=meeting.pk, text="完成检修方案", holder_id=world.people["member"].pk, due_on=date(2026, 12, 10)
        )
    with acting_as(world.actor("member")), pytest.raises(Conflict) as caught:
        commands.close_resolution(resolution_id=row.pk, evidence="已完成")
    assert caught.value.code == "life.resolution.not_archived"
    held.archived(world, meeting)
    held.deliver()
    done = assert_command_contract(
        commands.close_resolution,
        {"resolution_id": row.pk, "evidence": "方案已报公司批准"},
        allowed=world.actor("member"),
        without_right=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.ResolutionClosed],
        bad=[({"evidence": "  "}, "life.resolution.evidence")],
    )
    assert (done.state, done.closed_by) == (ResolutionState.DONE, "王芳")


def test_the_holder_alone_cannot_withdraw_a_resolution(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("officer")):
        row = commands.add_resolution(meeting_id=meeting.pk, text="任务", holder_id=world.people["member"].pk)
    held.archived(world, meeting)
    with acting_as(world.actor("member")), pytest.raises(NotAllowed):
        commands.withdraw_resolution(resolution_id=row.pk, reason="不做了")
    with acting_as(world.actor("secretary")):
        assert commands.withdraw_resolution(resolution_id=row.pk, reason="已由公司统一办理").state == "withdrawn"

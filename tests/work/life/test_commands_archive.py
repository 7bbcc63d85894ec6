"""From the signatures to the archive, and what is added afterwards."""

from __future__ import annotations

import pytest

from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import Conflict, NotAllowed
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.life import commands, events, queries
from dangjian.work.life.rules.kinds import (
    MeetingState,
)
from tests.work.life import held
from tests.world import World


def test_signatures_of_recorder_and_chair(world: World) -> None:
    meeting = held.submitted(world, held.running(world))
    with acting_as(world.actor("secretary")):
        with pytest.raises(Conflict) as too_early:
            commands.sign_as_chair(meeting_id=meeting.pk)
        with pytest.raises(NotAllowed) as not_recorder:
            commands.sign_as_recorder(meeting_id=meeting.pk)
        with pytest.raises(Conflict) as not_signed:
            commands.archive_meeting(meeting_id=meeting.pk)
    assert [c.value.code for c in (too_early, not_recorder, not_signed)] == [
        "life.sign.recorder_first",
        "life.sign.not_recorder",
        "life.meeting.state",
    ]
    assert_command_contract(
        commands.sign_as_recorder,
        {"meeting_id": meeting.pk},
        allowed=world.actor("officer"),
        events=[events.RecordSigned],
        **held.everyone(world),
    )
    done = assert_command_contract(
        commands.sign_as_chair,
        {"meeting_id": meeting.pk},
        allowed=world.actor("secretary"),
        events=[events.RecordSigned],
        without_right=world.actor("officer"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
    )
    assert (done.state, done.recorder_signature, done.chair_signature) == ("signed", "李娜", "曾志强")


def test_an_ordinary_member_who_kept_the_minutes_signs_them(world: World) -> None:
    meeting = held.submitted(world, held.running(world, recorder_id=world.people["member"].pk))
    with acting_as(world.actor("member")):
        commands.sign_as_recorder(meeting_id=meeting.pk)
    with acting_as(world.actor("secretary")):
        assert commands.sign_as_chair(meeting_id=meeting.pk).state == "signed"


def test_the_chair_signs_whatever_their_role_and_nobody_beside_the_secretary(world: World) -> None:
    """A cell is led by one of its members; the todo to sign goes to the chair, so the chair must be able to."""
    meeting = held.submitted(world, held.running(world, chair_id=world.people["member"].pk))
    with acting_as(world.actor("officer")):
        commands.sign_as_recorder(meeting_id=meeting.pk)
        with pytest.raises(NotAllowed) as not_chair:
            commands.sign_as_chair(meeting_id=meeting.pk)
        assert queries.meeting_detail(meeting_id=meeting.pk)["can_sign"] is False
    with acting_as(world.actor("member")):
        shown = queries.meeting_detail(meeting_id=meeting.pk)
        done = commands.sign_as_chair(meeting_id=meeting.pk)
    assert not_chair.value.code == "life.sign.not_chair"
    assert "主持人王芳" in str(not_chair.value)
    assert (shown["can_sign"], shown["can_manage"]) == (True, False)
    assert (done.state, done.chair_signature) == ("signed", "王芳")


def test_a_secretary_who_kept_the_minutes_signs_both_lines_at_once(world: World) -> None:
    meeting = held.running(world, recorder_id=world.people["secretary"].pk)
    meeting = held.submitted(world, meeting)
    with acting_as(world.actor("secretary")):
        done = commands.sign_as_chair(meeting_id=meeting.pk)
    assert (done.state, done.recorder_signature, done.chair_signature) == ("signed", "曾志强", "曾志强")


def test_return_record_voids_signatures(world: World) -> None:
    meeting = held.signed(world, held.running(world))
    done = assert_command_contract(
        commands.return_record,
        {"meeting_id": meeting.pk, "reason": "时间有误"},
        allowed=world.actor("secretary"),
        events=[events.RecordReturned],
        bad=[({"reason": " "}, "life.record.return_reason")],
        **held.everyone(world),
    )
    assert (done.state, done.recorder_signed_at, done.chair_signed_at) == ("in_progress", None, None)


def test_archive_meeting_contract(world: World) -> None:
    meeting = held.signed(world, held.running(world))
    done = assert_command_contract(
        commands.archive_meeting,
        {"meeting_id": meeting.pk},
        allowed=world.actor("secretary"),
        without_right=world.actor("officer"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.MeetingArchived],
    )
    assert done.state == MeetingState.ARCHIVED
    with acting_as(world.actor("secretary")):
        assert commands.archive_meeting(meeting_id=meeting.pk).archived_at == done.archived_at
    assert held.credits_of(world, meeting=done) == [("theme_party_day", "2026-11", True)]


def test_section_9_after_the_archive_only_dated_addenda(world: World) -> None:
    meeting = held.archived(world, held.running(world))
    with acting_as(world.actor("secretary")), pytest.raises(Conflict):
        commands.return_record(meeting_id=meeting.pk, reason="x")
    done = assert_command_contract(
        commands.add_addendum,
        {"meeting_id": meeting.pk, "text": "<p>王芳同志实为因公外出。</p>", "reason": "漏记"},
        allowed=world.actor("officer"),
        bad=[
            ({"text": "  "}, "life.addendum.empty"),
            ({"reason": " "}, "life.addendum.empty"),
        ],
        **held.everyone(world),
    )
    assert (done.author_name, done.reason) == ("李娜", "漏记")


def test_section_10_findings_are_told_to_the_branch_first(world: World) -> None:
    meeting = held.archived(world, held.running(world))
    with acting_as(world.actor("secretary")):
        shown = queries.meeting_detail(meeting_id=meeting.pk)
    with acting_as(world.actor("member")):
        assert queries.meeting_detail(meeting_id=meeting.pk)["findings"] == []
    assert [(f["number"], f["code"]) for f in shown["findings"]] == [(4, "life.finding.holiday")]

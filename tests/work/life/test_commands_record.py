"""From opening to submission: LIFE-1."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound, StaleEdit
from dangjian.kernel.files import intake, readable_file
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract, refusal_of
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life import commands, events
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    EntryKind,
    ItemKind,
    MeetingState,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import World, building


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
        commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes=held.LECTURE_TEXT)
    done = held.archived(world, meeting)
    assert (done.state, done.entry_kind, done.present_count, done.due_count) == ("archived", "on_time", 8, 8)
    assert held.credits_of(world, meeting=done) == [
        ("party_lecture", "2026Q4", True),
        ("theme_party_day", "2026-11", True),
    ]


def test_open_meeting_contract_fixes_the_snapshot(world: World) -> None:
    meeting = held.planned(world)
    done = assert_command_contract(
        commands.open_meeting,
        {"meeting_id": meeting.pk},
        allowed=world.actor("officer"),
        events=[events.MeetingOpened],
        **held.everyone(world),
    )
    assert (done.state, done.due_count, done.due_voters, done.started_at) == ("in_progress", 8, 7, clock.now())


def test_a_meeting_opened_after_its_end_keeps_the_time_at_which_it_was_held(world: World) -> None:
    meeting = held.planned(world)
    with frozen(meeting.ends_at + timedelta(days=2)):
        with acting_as(world.actor("secretary")):
            problem = refusal_of(
                lambda: commands.open_meeting(meeting_id=meeting.pk, started_at=clock.now() + timedelta(minutes=1))
            )
            done = commands.open_meeting(meeting_id=meeting.pk)
        held.come(world, meeting)
        line = held.line_of(world, meeting, "member")
        with acting_as(world.actor("officer")):
            part = held.parts(world, meeting)[0]
            commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes=held.MINUTES)
            commands.end_meeting(meeting_id=meeting.pk, ended_at=meeting.ends_at)
            record = commands.submit_record(
                meeting_id=meeting.pk, expected_version=held.fresh(world, meeting.pk).version
            )
    assert problem is not None
    assert problem.code == "life.meeting.in_future"
    assert (done.started_at, done.held_on, line.event_at) == (held.START, date(2026, 11, 21), held.START)
    assert record.entry_kind == EntryKind.AFTERWARDS


def test_section_3_the_snapshot_counts_those_who_have_the_vote_at_the_opening(world: World) -> None:
    meeting = held.planned(world)
    with building(world.tenant_id):
        people = type(world.people["probationary"]).objects
        people.filter(pk=world.people["probationary"].pk).update(person_category="full_member")
        people.filter(pk__in=[world.people["first_5"].pk, world.people["first_6"].pk]).update(vote_suspended=True)
    with acting_as(world.actor("secretary")):
        done = commands.open_meeting(meeting_id=meeting.pk)
    assert (done.due_count, done.due_voters) == (8, 6)
    assert held.line_of(world, meeting, "probationary").has_vote


def test_a_meeting_in_the_future_cannot_be_opened_or_recorded(world: World) -> None:
    meeting = held.planned(
        world, starts_at=held.START + timedelta(days=1), ends_at=held.START + timedelta(days=1, hours=1)
    )
    with acting_as(world.actor("secretary")):
        with pytest.raises(Conflict) as opened:
            commands.open_meeting(meeting_id=meeting.pk)
        with pytest.raises(Conflict) as ticked:
            line = held.line_of(world, meeting, "member")
            commands.tick_attendance(meeting_id=meeting.pk, ticks=[commands.Tick(line.pk, AttendanceState.PRESENT)])
        with pytest.raises(Conflict) as submitted:
            commands.submit_record(meeting_id=meeting.pk, expected_version=meeting.version)
    codes = [caught.value.code for caught in (opened, ticked, submitted)]
    assert codes == ["life.meeting.in_future", "life.attendance.not_open", "life.meeting.state"]


def test_a_meeting_entered_as_held_cannot_lie_in_the_future(world: World) -> None:
    values = held.plan_values(world)
    start, end = values.pop("starts_at"), values.pop("ends_at")
    with acting_as(world.actor("secretary")), pytest.raises(BadInput) as caught:
        commands.record_past_meeting(**values, started_at=start, ended_at=end)
    assert caught.value.code == "life.meeting.in_future"


def test_save_minutes_contract_and_sanitises(world: World) -> None:
    meeting = held.running(world)
    part = held.parts(world, meeting)[0]
    done = assert_command_contract(
        commands.save_minutes,
        {
            "part_id": part.pk,
            "expected_version": part.version,
            "minutes": '<p onclick="x()">学习<script>alert(1)</script><a href="javascript:x">文件</a></p>',
        },
        allowed=world.actor("officer"),
        bad=[({"expected_version": 99}, "kernel.stale_edit")],
        **held.everyone(world),
    )
    assert (done.minutes, done.minutes_text, done.minutes_by) == ("<p>学习文件</p>", "学习文件", "李娜")


def test_two_people_writing_one_item_keep_both_texts(world: World) -> None:
    meeting = held.running(world)
    part = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        saved = commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes="<p>甲的记录</p>")
    with acting_as(world.actor("secretary")), pytest.raises(StaleEdit) as caught:
        commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes="<p>乙的记录</p>")
    assert caught.value.extra["current_version"] == saved.version
    assert held.parts(world, meeting)[0].minutes_text == "甲的记录"


def test_tick_attendance_contract(world: World) -> None:
    meeting = held.running(world)
    member, other = held.line_of(world, meeting, "member"), held.line_of(world, meeting, "first_5")
    tick = commands.Tick
    assert_command_contract(
        commands.tick_attendance,
        {
            "meeting_id": meeting.pk,
            "ticks": [tick(member.pk, AttendanceState.PRESENT), tick(other.pk, AttendanceState.LEAVE, "值班")],
        },
        allowed=world.actor("officer"),
        bad=[
            ({"ticks": [tick(new_id(), AttendanceState.PRESENT)]}, "life.attendance.line"),
            ({"ticks": [tick(member.pk, AttendanceState.EXEMPT)]}, "life.attendance.exempt_reason"),
            (
                {"ticks": [tick(member.pk, AttendanceState.PRESENT, "", clock.now() + timedelta(minutes=1))]},
                "life.attendance.future",
            ),
        ],
        **held.everyone(world),
    )
    here, away = held.line_of(world, meeting, "member"), held.line_of(world, meeting, "first_5")
    assert (here.state, here.source, here.recorded_by) == ("present", "list", "李娜")
    assert (away.state, away.reason, away.leave_state) == ("leave", "值班", "approved")


def test_end_meeting_contract_closes_the_list(world: World) -> None:
    meeting = held.running(world)
    held.come(world, meeting, ["secretary", "deputy", "officer", "member"])
    with frozen(meeting.ends_at):
        assert_command_contract(
            commands.end_meeting,
            {"meeting_id": meeting.pk},
            allowed=world.actor("officer"),
            bad=[
                ({"ended_at": meeting.ends_at + timedelta(minutes=1)}, "life.meeting.in_future"),
                ({"ended_at": meeting.started_at}, "life.meeting.ends_before_start"),
            ],
            **held.everyone(world),
        )
    done = held.fresh(world, meeting.pk)
    assert (done.present_count, done.absent_count, done.due_count) == (4, 4, 8)
    assert done.ended_at == meeting.ends_at


def test_section_9_a_record_with_gaps_names_every_one(world: World) -> None:
    meeting = held.running(
        world, recorder_id=None, parts=[PartPlan(title="学习"), PartPlan(title="表决", needs_vote=True)]
    )
    with acting_as(world.actor("officer")), pytest.raises(BadInput) as caught:
        commands.submit_record(meeting_id=meeting.pk, expected_version=meeting.version)
    assert [field.code for field in caught.value.fields] == [
        "life.record.times",
        "life.record.recorder",
        "life.record.attendance_open",
        "life.record.nobody_present",
        "life.record.minutes",
        "life.record.minutes",
        "life.record.vote",
    ]


def test_submit_record_contract(world: World) -> None:
    meeting = held.complete(world, held.running(world))
    with frozen(meeting.ends_at + timedelta(minutes=1)):
        done = assert_command_contract(
            commands.submit_record,
            {"meeting_id": meeting.pk, "expected_version": meeting.version},
            allowed=world.actor("officer"),
            events=[events.MeetingRecorded],
            bad=[({"expected_version": meeting.version - 1}, "kernel.stale_edit")],
            **held.everyone(world),
        )
    assert (done.state, done.entry_kind) == (MeetingState.RECORDED, EntryKind.ON_TIME)


def test_bey_4_a_record_finished_after_the_limit_is_labelled_late(world: World) -> None:
    meeting = held.complete(world, held.running(world))
    with acting_as(world.actor("officer")), frozen(meeting.ends_at + timedelta(days=7, minutes=1)):
        done = commands.submit_record(meeting_id=meeting.pk, expected_version=meeting.version)
    assert (done.entry_kind, done.held_on, done.recorded_at) == (
        EntryKind.LATE,
        date(2026, 11, 21),
        meeting.ends_at + timedelta(days=7, minutes=1),
    )


def test_a_submitted_record_changes_no_more(world: World) -> None:
    meeting = held.submitted(world, held.running(world))
    part, line = held.parts(world, meeting)[0], held.line_of(world, meeting, "member")
    with acting_as(world.actor("secretary")):
        calls: list[Any] = [
            lambda: commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes="x"),
            lambda: commands.tick_attendance(
                meeting_id=meeting.pk, ticks=[commands.Tick(line.pk, AttendanceState.ABSENT)]
            ),
            lambda: commands.set_agenda(
                meeting_id=meeting.pk, expected_version=meeting.version, parts=[PartPlan(title="x")]
            ),
            lambda: commands.change_list(meeting_id=meeting.pk, add_guests=[world.people["operations_3"].pk]),
            lambda: commands.add_resolution(meeting_id=meeting.pk, text="x"),
            lambda: commands.add_files(meeting_id=meeting.pk, file_ids=[new_id()]),
            lambda: commands.cancel_meeting(meeting_id=meeting.pk, reason="x"),
        ]
        for call in calls:
            with pytest.raises(Conflict):
                call()


def test_record_past_meeting_contract_uses_the_register_of_that_day(world: World) -> None:
    with building(world.tenant_id):
        person = world.people["first_5"]
        type(person).objects.filter(pk=person.pk).update(joined_on=date(2026, 11, 12))
    values = held.plan_values(world)
    values.pop("starts_at"), values.pop("ends_at")
    start = clock.at_local(date(2026, 11, 10), 14)
    meeting = assert_command_contract(
        commands.record_past_meeting,
        {**values, "started_at": start, "ended_at": start + timedelta(hours=1)},
        allowed=world.actor("officer"),
        events=[events.MeetingOpened],
        bad=[({"ended_at": start}, "life.meeting.ends_before_start")],
        **held.everyone(world),
    )
    assert (meeting.state, meeting.held_on, meeting.started_at) == ("in_progress", date(2026, 11, 10), start)
    assert "刘洋" not in {line.person_name for line in held.lines(world, meeting)}
    done = held.complete(world, meeting)
    with acting_as(world.actor("officer")):
        done = commands.submit_record(meeting_id=done.pk, expected_version=held.fresh(world, done.pk).version)
    assert done.entry_kind == EntryKind.LATE


def test_add_and_remove_files(world: World) -> None:
    meeting = held.running(world)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "PNG")
    with acting_as(world.actor("officer")):
        stored = intake(picture, name="现场.png", purpose="work.life.meeting_file")
    [row] = assert_command_contract(
        commands.add_files,
        {"meeting_id": meeting.pk, "file_ids": [stored.id], "caption": "会场"},
        allowed=world.actor("officer"),
        bad=[
            ({"file_ids": [new_id()]}, "kernel.files.not_usable"),
            ({"part_id": new_id()}, "life.file.part"),
        ],
        **held.everyone(world),
    )
    assert (row.file_name, row.content_type, row.caption, row.added_by) == ("现场.png", "image/png", "会场", "李娜")
    with acting_as(world.actor("member")):
        assert readable_file(file_id=stored.id).id == stored.id
    for key in ("other_member", "stranger"):
        with acting_as(world.actor(key)), pytest.raises(NotFound):
            readable_file(file_id=stored.id)
    assert_command_contract(
        commands.remove_file, {"meeting_file_id": row.pk}, allowed=world.actor("officer"), **held.everyone(world)
    )

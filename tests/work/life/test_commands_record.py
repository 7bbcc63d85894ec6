"""From opening to archive: LIFE-1."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.files import intake, readable_file
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract, refusal_of
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life import commands, events, queries
from dangjian.work.life.models import DutyCredit
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    EntryKind,
    ItemKind,
    MeetingKind,
    MeetingState,
    ResolutionKind,
    ResolutionState,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import World, building

LECTURE_TEXT = f"<p>{'发扬优良作风讲稿正文。' * 40}</p>"


def credits_of(world: World, **filters: object) -> list[tuple[str, str, bool]]:
    with building(world.tenant_id):
        rows = DutyCredit.objects.filter(**filters).order_by("duty")
        return list(rows.values_list("duty", "period_key", "satisfies"))


def everyone(world: World) -> dict[str, Any]:
    """Actors of the command contract for the first branch."""
    return {
        "without_right": world.actor("member"),
        "elsewhere": world.actor("other_member"),
        "stranger": world.actor("stranger"),
    }


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
        commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes=LECTURE_TEXT)
    done = held.archived(world, meeting)
    assert (done.state, done.entry_kind, done.present_count, done.due_count) == ("archived", "on_time", 8, 8)
    assert credits_of(world, meeting=done) == [("party_lecture", "2026Q4", True), ("theme_party_day", "2026-11", True)]


def test_open_meeting_contract_fixes_the_snapshot(world: World) -> None:
    meeting = held.planned(world)
    done = assert_command_contract(
        commands.open_meeting,
        {"meeting_id": meeting.pk},
        allowed=world.actor("officer"),
        events=[events.MeetingOpened],
        **everyone(world),
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
        **everyone(world),
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
        **everyone(world),
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
            **everyone(world),
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
            **everyone(world),
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
        **everyone(world),
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
        **everyone(world),
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
    assert credits_of(world, meeting=done) == [("theme_party_day", "2026-11", True)]


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
        **everyone(world),
    )
    assert (done.author_name, done.reason) == ("李娜", "漏记")


# --- votes -----------------------------------------------------------------------------------------------------------


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
        **everyone(world),
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
    assert credits_of(world, meeting=done) == [("branch_general_meeting", "2026Q4", False)]


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


# --- resolutions -----------------------------------------------------------------------------------------------------


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
        **everyone(world),
    )
    changed = assert_command_contract(
        commands.change_resolution,
        {"resolution_id": row.pk, "expected_version": row.version, "text": "完成方案并公示"},
        allowed=world.actor("officer"),
        bad=[({"expected_version": 9}, "kernel.stale_edit")],
        **everyone(world),
    )
    assert (changed.text, changed.holder_name) == ("完成方案并公示", "")
    assert_command_contract(
        commands.remove_resolution, {"resolution_id": row.pk}, allowed=world.actor("officer"), **everyone(world)
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


# --- late entry ------------------------------------------------------------------------------------------------------


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
        **everyone(world),
    )
    assert (meeting.state, meeting.held_on, meeting.started_at) == ("in_progress", date(2026, 11, 10), start)
    assert "刘洋" not in {line.person_name for line in held.lines(world, meeting)}
    done = held.complete(world, meeting)
    with acting_as(world.actor("officer")):
        done = commands.submit_record(meeting_id=done.pk, expected_version=held.fresh(world, done.pk).version)
    assert done.entry_kind == EntryKind.LATE


# --- other duties ----------------------------------------------------------------------------------------------------


def test_article_16_a_lecture_by_the_committees_secretary_counts_for_that_committee(world: World) -> None:
    part = PartPlan(title="形势任务", item_kind=ItemKind.LECTURE, presenter_id=world.people["leader"].pk)
    meeting = held.running(world, kind=MeetingKind.PARTY_LECTURE, parts=[part])
    row = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        commands.save_minutes(part_id=row.pk, expected_version=row.version, minutes=LECTURE_TEXT)
    held.archived(world, meeting)
    held.deliver()
    assert credits_of(world, organisation=world.orgs["group"]) == [("leader_lecture", "2026", True)]
    assert credits_of(world, organisation=world.orgs["first"]) == [("party_lecture", "2026Q4", True)]


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
            commands.exempt_duty(**values)  # type: ignore[arg-type]
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
        **everyone(world),
    )
    assert credits_of(world, talk_id=talk.pk) == [("heart_to_heart_talk", "2026", True)] * 3


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
        **everyone(world),
    )
    assert (row.file_name, row.content_type, row.caption, row.added_by) == ("现场.png", "image/png", "会场", "李娜")
    with acting_as(world.actor("member")):
        assert readable_file(file_id=stored.id).id == stored.id
    for key in ("other_member", "stranger"):
        with acting_as(world.actor(key)), pytest.raises(NotFound):
            readable_file(file_id=stored.id)
    assert_command_contract(
        commands.remove_file, {"meeting_file_id": row.pk}, allowed=world.actor("officer"), **everyone(world)
    )


def test_section_10_findings_are_told_to_the_branch_first(world: World) -> None:
    meeting = held.archived(world, held.running(world))
    with acting_as(world.actor("secretary")):
        shown = queries.meeting_detail(meeting_id=meeting.pk)
    with acting_as(world.actor("member")):
        assert queries.meeting_detail(meeting_id=meeting.pk)["findings"] == []
    assert [(f["number"], f["code"]) for f in shown["findings"]] == [(4, "life.finding.holiday")]

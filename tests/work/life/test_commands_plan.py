"""Planning, agenda, list, leave: LIFE-1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, StaleEdit
from dangjian.kernel.http import PageRequest
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life import commands, events, queries
from dangjian.work.life.models import Meeting
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    ItemKind,
    LeaveState,
    MeetingKind,
    MeetingMode,
    MeetingState,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.world import World, building


def test_plan_meeting_contract(world: World) -> None:
    values = held.plan_values(world)
    meeting = assert_command_contract(
        commands.plan_meeting,
        values,
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.MeetingPlanned],
        bad=[
            ({"ends_at": held.START}, "life.meeting.ends_before_start"),
            ({"ends_at": held.START + timedelta(days=3, seconds=1)}, "life.meeting.too_long"),
            ({"starts_at": held.START - timedelta(hours=3)}, "life.meeting.in_past"),
            ({"kind": MeetingKind.COMMITTEE_SESSION}, "life.meeting.kind"),
            ({"kind": MeetingKind.CELL_MEETING}, "life.meeting.cell"),
            ({"place": " "}, "life.meeting.place"),
            ({"chair_id": new_id()}, "life.meeting.person"),
            ({"guest_ids": [new_id()]}, "life.attendance.person"),
            ({"parts": [PartPlan(title="x")] * 61}, "life.agenda.too_many"),
            ({"parts": [PartPlan(title="x", presenter_id=new_id())]}, "life.agenda.presenter"),
            ({"parts": [PartPlan(title="x", duty=DutyKind.HEART_TO_HEART_TALK)]}, "life.agenda.duty"),
            ({"organisation_id": new_id()}, "kernel.not_found"),
        ],
    )
    assert (meeting.state, meeting.org_name, meeting.chair_name, meeting.held_on) == (
        "planned",
        "一车间党支部",
        "曾志强",
        date(2026, 11, 21),
    )


def test_section_1_all_members_are_due_at_a_theme_day_and_only_full_members_vote(world: World) -> None:
    meeting = held.planned(world, guest_ids=[world.people["activist"].pk, world.people["member"].pk])
    shown = {(line.person_name, line.role, line.has_vote) for line in held.lines(world, meeting)}
    assert shown == {
        ("曾志强", "due", True),
        ("张伟", "due", True),
        ("李娜", "due", True),
        ("王芳", "due", True),
        ("刘洋", "due", True),
        ("陈建国", "due", True),
        ("赵敏", "due", True),
        ("周涛", "due", False),
        ("吴倩", "non_voting", False),
    }


def test_section_1_committee_members_are_due_at_a_committee_meeting(world: World) -> None:
    meeting = held.planned(world, kind=MeetingKind.BRANCH_COMMITTEE_MEETING)
    assert {line.person_name for line in held.lines(world, meeting)} == {"曾志强", "张伟", "李娜"}


def test_section_1_members_of_the_cell_are_due_at_a_cell_meeting(world: World) -> None:
    cell = world.here.cells["cell_1"]
    meeting = held.planned(world, kind=MeetingKind.CELL_MEETING, cell_id=cell.pk)
    due = {line.person_id for line in held.lines(world, meeting)}
    assert due == {p.pk for p in world.people.values() if p.cell_id == cell.pk}
    assert meeting.cell_name == "第一党小组"


def test_article_23_exempt_members_stand_on_the_list_as_exempt(world: World) -> None:
    with building(world.tenant_id):
        person = world.people["first_6"]
        type(person).objects.filter(pk=person.pk).update(attendance_exempt=True)
    line = held.line_of(world, held.planned(world), "first_6")
    assert (line.state, line.has_vote) == ("exempt", True)


def test_a_member_with_suspended_rights_is_due_without_vote(world: World) -> None:
    with building(world.tenant_id):
        person = world.people["first_6"]
        type(person).objects.filter(pk=person.pk).update(vote_suspended=True)
    assert held.line_of(world, held.planned(world), "first_6").has_vote is False


def test_the_office_above_plans_for_a_branch(world: World) -> None:
    with acting_as(world.actor("office")):
        meeting = commands.plan_meeting(**held.plan_values(world))
    assert meeting.org_name == "一车间党支部"


def test_an_organisation_dissolved_by_then_plans_nothing(world: World) -> None:
    with building(world.tenant_id):
        Organisation.objects.filter(pk=world.orgs["first"].pk).update(dissolved_on=date(2026, 11, 21))
    with acting_as(world.actor("secretary")), pytest.raises(BadInput) as caught:
        commands.plan_meeting(**held.plan_values(world))
    assert caught.value.code == "life.meeting.dissolved"


@pytest.mark.parametrize(
    ("day", "year"), [(date(2027, 2, 10), 2026), (date(2027, 5, 10), 2027), (date(2026, 12, 1), 2026)]
)
def test_article_17_year_of_evaluation_is_filled_in(world: World, day: date, year: int) -> None:
    with frozen(day):
        start = held.START + (day - held.START.date())
        meeting = held.planned(
            world,
            kind=MeetingKind.ORGANISATIONAL_LIFE_MEETING,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )
    assert meeting.evaluation_year == year


def test_notify_meeting_contract(world: World) -> None:
    with acting_as(world.actor("secretary")):
        meeting = commands.plan_meeting(**held.plan_values(world))
    done = assert_command_contract(
        commands.notify_meeting,
        {"meeting_id": meeting.pk},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.MeetingNotified],
    )
    assert done.state == MeetingState.NOTIFIED


def test_change_meeting_contract_and_news_only_for_time_or_place(world: World) -> None:
    meeting = held.planned(world)
    values: dict[str, Any] = {
        "meeting_id": meeting.pk,
        "expected_version": meeting.version,
        "title": "改名后的主题党日",
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "mode": MeetingMode.ON_SITE,
        "place": "二楼活动室",
        "chair_id": world.people["deputy"].pk,
        "recorder_id": world.people["officer"].pk,
    }
    done = assert_command_contract(
        commands.change_meeting,
        values,
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.MeetingChanged],
        bad=[
            ({"expected_version": meeting.version + 1}, "kernel.stale_edit"),
            ({"place": ""}, "life.meeting.place"),
            ({"starts_at": meeting.ends_at}, "life.meeting.ends_before_start"),
        ],
    )
    assert (done.title, done.chair_name) == ("改名后的主题党日", "张伟")


def test_cancel_meeting_contract(world: World) -> None:
    meeting = held.planned(world)
    assert_command_contract(
        commands.cancel_meeting,
        {"meeting_id": meeting.pk, "reason": "抢修任务"},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.MeetingCancelled],
        bad=[({"reason": "  "}, "life.meeting.cancel_reason")],
    )
    with acting_as(world.actor("secretary")), pytest.raises(Conflict):
        commands.open_meeting(meeting_id=meeting.pk)


def test_set_agenda_keeps_minutes_and_order(world: World) -> None:
    meeting = held.running(world, parts=[PartPlan(title="甲"), PartPlan(title="乙"), PartPlan(title="丙")])
    first, second, third = held.parts(world, meeting)
    with acting_as(world.actor("officer")):
        commands.save_minutes(part_id=third.pk, expected_version=third.version, minutes="<p>丙的记录</p>")
        commands.set_agenda(
            meeting_id=meeting.pk,
            expected_version=meeting.version,
            parts=[
                PartPlan(title="丙改", part_id=third.pk, item_kind=ItemKind.STUDY),
                PartPlan(title="新增", needs_vote=True),
                PartPlan(title="甲", part_id=first.pk),
            ],
        )
    shown = [(p.position, p.title, p.minutes_text, p.vote_matter) for p in held.parts(world, meeting)]
    assert shown == [
        (0, "丙改", "丙的记录", ""),
        (1, "新增", "", VoteMatter.DECISION.value),
        (2, "甲", "", ""),
    ]
    assert second.pk not in {p.pk for p in held.parts(world, meeting)}


def test_set_agenda_contract(world: World) -> None:
    meeting = held.running(world)
    part = held.parts(world, meeting)[0]
    with acting_as(world.actor("officer")):
        commands.save_minutes(part_id=part.pk, expected_version=part.version, minutes="<p>记录</p>")
    assert_command_contract(
        commands.set_agenda,
        {
            "meeting_id": meeting.pk,
            "expected_version": meeting.version,
            "parts": [PartPlan(title="集中学习", part_id=part.pk), PartPlan(title="讨论")],
        },
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        bad=[
            ({"parts": []}, "life.agenda.empty"),
            ({"parts": [PartPlan(title="x")]}, "life.agenda.has_minutes"),
            ({"parts": [PartPlan(title="x", part_id=new_id())]}, "life.agenda.unknown"),
            ({"parts": [PartPlan(title="x", part_id=part.pk, vote_matter="?")]}, "life.agenda.matter"),
            ({"expected_version": 99}, "kernel.stale_edit"),
        ],
    )


def test_two_people_editing_one_agenda_do_not_overwrite_each_other(world: World) -> None:
    meeting = held.planned(world)
    part = held.parts(world, meeting)[0]
    plans = [PartPlan(title="集中学习", part_id=part.pk), PartPlan(title="讨论")]
    with acting_as(world.actor("secretary")):
        commands.set_agenda(meeting_id=meeting.pk, expected_version=meeting.version, parts=plans)
    with acting_as(world.actor("officer")), pytest.raises(StaleEdit):
        commands.set_agenda(meeting_id=meeting.pk, expected_version=meeting.version, parts=plans)


def _become(world: World, branch_kind: str) -> None:
    with building(world.tenant_id):
        Organisation.objects.filter(pk=world.orgs["first"].pk).update(branch_kind=branch_kind)


_FORBIDDEN = [VoteMatter.ADMISSION, VoteMatter.CONFIRMATION, VoteMatter.DISCIPLINE, VoteMatter.ELECTION]


@pytest.mark.parametrize("matter", _FORBIDDEN)
def test_ORG_R11_article_8_a_temporary_branch_plans_no_forbidden_act(world: World, matter: VoteMatter) -> None:
    _become(world, "temporary")
    values = held.plan_values(
        world,
        kind=MeetingKind.BRANCH_GENERAL_MEETING,
        parts=[PartPlan(title="表决", needs_vote=True, vote_matter=matter.value)],
    )
    with acting_as(world.actor("secretary")), pytest.raises(Conflict) as caught:
        commands.plan_meeting(**values)
    assert caught.value.code == "life.branch.forbidden"
    assert matter.label in caught.value.text
    assert "第八条" in caught.value.text


def test_ORG_R11_a_temporary_branch_studies_and_decides_other_matters(world: World) -> None:
    _become(world, "temporary")
    parts = [PartPlan(title="学习"), PartPlan(title="突击队分工", needs_vote=True)]
    assert held.planned(world, parts=parts).state == MeetingState.NOTIFIED


def test_ORG_R11_what_became_forbidden_since_is_neither_put_on_the_agenda_nor_voted_on_nor_archived(
    world: World,
) -> None:
    plans = [PartPlan(title="接收预备党员", needs_vote=True, vote_matter=VoteMatter.ADMISSION.value)]
    meeting = held.running(world, kind=MeetingKind.BRANCH_GENERAL_MEETING, parts=plans)
    held.come(world, meeting)
    part = held.parts(world, meeting)[0]
    ballots: dict[str, Any] = {"method": VoteMethod.SECRET_PAPER, "vote_for": 7, "vote_against": 0, "vote_abstain": 0}
    with acting_as(world.actor("officer")):
        commands.record_vote(part_id=part.pk, **ballots)
    signed = held.signed(world, meeting)
    _become(world, "temporary")
    with acting_as(world.actor("secretary")), pytest.raises(Conflict) as archiving:
        commands.archive_meeting(meeting_id=signed.pk)
    with acting_as(world.actor("secretary")):
        reopened = commands.return_record(meeting_id=signed.pk, reason="临时党支部")
    with acting_as(world.actor("officer")), pytest.raises(Conflict) as voting:
        commands.record_vote(part_id=part.pk, **ballots)
    with acting_as(world.actor("officer")), pytest.raises(Conflict) as planning:
        kept = [replace(plans[0], part_id=part.pk)]
        commands.set_agenda(meeting_id=signed.pk, expected_version=reopened.version, parts=kept)
    assert {caught.value.code for caught in (archiving, voting, planning)} == {"life.branch.forbidden"}
    assert held.fresh(world, signed.pk).archived_at is None


def test_change_list_contract(world: World) -> None:
    meeting = held.planned(world)
    line = held.line_of(world, meeting, "member")
    assert_command_contract(
        commands.change_list,
        {"meeting_id": meeting.pk, "remove": [line.pk], "add_guests": [world.people["operations_3"].pk]},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.PeopleListed],
        bad=[({"add_due": [new_id()]}, "life.attendance.person")],
    )
    names = {line.person_name for line in held.lines(world, meeting)}
    assert "朱军" in names
    assert "王芳" not in names


def test_section_3_after_the_opening_the_denominator_is_fixed(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("secretary")):
        with pytest.raises(Conflict) as caught:
            commands.change_list(meeting_id=meeting.pk, add_due=[world.people["operations_3"].pk])
        commands.change_list(meeting_id=meeting.pk, add_guests=[world.people["operations_3"].pk])
    assert caught.value.code == "life.attendance.snapshot"
    assert held.line_of(world, meeting, "operations_3").role == "non_voting"


def test_ask_and_decide_leave(world: World) -> None:
    meeting = held.planned(world)
    line = assert_command_contract(
        commands.ask_leave,
        {"meeting_id": meeting.pk, "reason": "外出培训"},
        allowed=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.LeaveAsked],
        bad=[({"reason": " "}, "life.leave.reason")],
    )
    assert (line.leave_state, line.state) == (LeaveState.REQUESTED, AttendanceState.DUE)
    granted = assert_command_contract(
        commands.decide_leave,
        {"attendance_id": line.pk, "grant": True},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[events.LeaveDecided],
    )
    assert (granted.leave_state, granted.state) == (LeaveState.APPROVED, AttendanceState.LEAVE)
    with acting_as(world.actor("secretary")), pytest.raises(Conflict):
        commands.decide_leave(attendance_id=line.pk, grant=False)


def test_leave_is_asked_before_the_meeting(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("member")), pytest.raises(Conflict) as caught:
        commands.ask_leave(meeting_id=meeting.pk, reason="忘了")
    assert caught.value.code == "life.leave.too_late"


def test_leave_that_nobody_decided_on_still_waits_while_the_meeting_runs(world: World) -> None:
    """What stands in the chair's todos stands in the list as well, until the record is closed."""
    first, second = held.planned(world), held.planned(world, title="另一次主题党日")
    for meeting in (first, second):
        with acting_as(world.actor("member")):
            commands.ask_leave(meeting_id=meeting.pk, reason="外出培训")
    with acting_as(world.actor("secretary")):
        commands.open_meeting(meeting_id=first.pk)
        page = PageRequest(limit=20)
        waiting = [row["meeting_id"] for row in queries.waiting_leave(page=page)["items"]]
        of_first = [row["meeting_id"] for row in queries.waiting_leave(page=page, meeting_id=first.pk)["items"]]
    assert (waiting, of_first) == ([first.pk, second.pk], [first.pk])


def test_section_2_a_meeting_is_planned_at_most_a_year_ahead(world: World) -> None:
    """A year typed wrong would tell everybody of a meeting in 2199."""
    with acting_as(world.actor("secretary")):
        next_year = held.START + timedelta(days=365)
        commands.plan_meeting(**held.plan_values(world, starts_at=next_year, ends_at=next_year + timedelta(hours=1)))
        far = held.START + timedelta(days=500)
        with pytest.raises(BadInput) as caught:
            commands.plan_meeting(**held.plan_values(world, starts_at=far, ends_at=far + timedelta(hours=1)))
    assert caught.value.code == "life.meeting.too_far"


def test_another_tenant_sees_no_meeting(world: World) -> None:
    meeting = held.planned(world)
    with building(world.there.tenant.pk):
        assert not Meeting.objects.filter(pk=meeting.pk).exists()

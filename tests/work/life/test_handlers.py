"""What follows from events: messages, todos, plans that keep up."""

from __future__ import annotations

from datetime import date, timedelta

from dangjian.directory.members.commands import set_cell
from dangjian.directory.members.events import PeopleImported, PeopleMoved, PeopleRegrouped, PersonLeft
from dangjian.directory.members.models import OrgRelation
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.events import PostEnded, PostFilled
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.testing import assert_handler_contract
from dangjian.work.life import commands, events
from dangjian.work.life.commands.followup import forget_people
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.rules.kinds import AttendanceState, MeetingKind
from tests.work.life import held
from tests.work.life.heard import todos, told
from tests.world import World, add_people, building


def test_a_notice_reaches_everybody_on_the_list_once(world: World) -> None:
    meeting = held.planned(world)
    with acting_as(world.actor("member")):
        commands.ask_leave(meeting_id=meeting.pk, reason="值班")
    event = events.MeetingNotified(meeting.pk, meeting.organisation_id, meeting.kind, meeting.starts_at, 2)
    messages = assert_handler_contract(event, world.system(), lambda: told(world))
    assert {name for name, _ in messages} == {"曾志强", "张伟", "李娜", "刘洋", "陈建国", "赵敏", "周涛"}
    assert {title for _, title in messages} == {"会议通知：11月主题党日"}


def test_change_and_cancellation_are_told(world: World) -> None:
    meeting = held.planned(world)
    event = events.MeetingCancelled(meeting.pk, "抢修", was_notified=True)
    assert ("王芳", "会议取消：11月主题党日") in assert_handler_contract(event, world.system(), lambda: told(world))
    change = events.MeetingChanged(meeting.pk, meeting.starts_at, 3)
    assert ("王芳", "会议变更：11月主题党日") in assert_handler_contract(change, world.system(), lambda: told(world))


def test_cancelling_a_plan_nobody_heard_of_tells_its_planner_only(world: World) -> None:
    meeting = held.planned(world)
    event = events.MeetingCancelled(meeting.pk, "抢修", was_notified=False)
    messages = assert_handler_contract(event, world.system(), lambda: told(world))
    assert messages == {("曾志强", "会议取消：11月主题党日")}


def test_an_organisation_dissolved_while_a_meeting_is_planned_cancels_it_and_tells_the_planner(world: World) -> None:
    meeting = held.planned(world)
    event = OrganisationDissolved(meeting.organisation_id, date(2026, 11, 21))

    def state() -> tuple[str, str]:
        row = held.fresh(world, meeting.pk)
        return row.state, row.cancel_reason

    cancelled = assert_handler_contract(event, world.system(), state)
    assert cancelled == ("cancelled", "一车间党支部已于2026-11-21撤销，会议自动取消。")
    held.deliver()
    assert ("曾志强", "会议取消：11月主题党日") in told(world)


def test_a_meeting_before_the_last_day_of_the_organisation_stands(world: World) -> None:
    meeting = held.planned(world)
    event = OrganisationDissolved(meeting.organisation_id, date(2026, 11, 22))
    assert assert_handler_contract(event, world.system(), lambda: held.fresh(world, meeting.pk).state) == "notified"


def test_leave_is_decided_by_the_chair(world: World) -> None:
    meeting = held.planned(world)
    with acting_as(world.actor("member")):
        line = commands.ask_leave(meeting_id=meeting.pk, reason="值班")
    asked = events.LeaveAsked(meeting.pk, line.pk)
    title = "王芳请假：11月主题党日"
    assert assert_handler_contract(asked, world.system(), lambda: todos(world)) == {("曾志强", title, "open")}
    decided = events.LeaveDecided(meeting.pk, line.pk, is_granted=True)
    assert assert_handler_contract(decided, world.system(), lambda: todos(world)) == {("曾志强", title, "done")}
    assert ("王芳", "请假已准假：11月主题党日") in told(world)


def test_signatures_are_todos_until_given(world: World) -> None:
    meeting = held.submitted(world, held.running(world))
    title = "会议记录待签字：11月主题党日"
    recorded = events.MeetingRecorded(meeting.pk, "on_time")
    assert assert_handler_contract(recorded, world.system(), lambda: todos(world)) == {
        ("曾志强", title, "open"),
        ("李娜", title, "open"),
    }
    one = events.RecordSigned(meeting.pk, world.people["officer"].pk, is_complete=False)
    assert assert_handler_contract(one, world.system(), lambda: todos(world)) == {
        ("曾志强", title, "open"),
        ("李娜", title, "done"),
    }
    back = events.RecordReturned(meeting.pk, "时间有误", "曾志强", 9)
    assert ("李娜", "会议记录退回修改：11月主题党日") in assert_handler_contract(
        back, world.system(), lambda: told(world)
    )


def test_LIFE_1_a_resolution_is_the_todo_of_its_holder(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("officer")):
        row = commands.add_resolution(
            meeting_id=meeting.pk, text="完成检修方案", holder_id=world.people["member"].pk, due_on=date(2026, 12, 10)
        )
    held.archived(world, meeting)
    assigned = events.ResolutionAssigned(row.pk, meeting.pk, world.people["member"].pk, date(2026, 12, 10))
    title = "落实决议：完成检修方案"
    snapshot = assert_handler_contract(assigned, world.system(), lambda: todos(world, source="work.life.resolution"))
    assert snapshot == {("王芳", title, "open")}
    closed = events.ResolutionClosed(row.pk, "done")
    snapshot = assert_handler_contract(closed, world.system(), lambda: todos(world, source="work.life.resolution"))
    assert snapshot == {("王芳", title, "done")}


def test_people_who_move_are_due_in_their_new_branch(world: World) -> None:
    meeting = held.planned(world)
    with building(world.tenant_id):
        person, joiner = world.people["member"], world.people["second_3"]
        second, first = world.orgs["second"], world.orgs["first"]
        type(person).objects.filter(pk=person.pk).update(organisation=second, org_path=second.org_path, cell=None)
        type(person).objects.filter(pk=joiner.pk).update(organisation=first, org_path=first.org_path)
    event = PeopleMoved(
        aggregate_id=world.orgs["first"].pk, person_ids=(person.pk, joiner.pk), happened_on=date(2026, 11, 21)
    )

    def listed() -> set[str]:
        with building(world.tenant_id):
            return set(Attendance.objects.filter(meeting=meeting).values_list("person_name", flat=True))

    names = assert_handler_contract(event, world.system(), listed)
    assert "何静" in names
    assert "王芳" not in names


def test_people_who_change_their_cell_are_due_at_the_meetings_of_the_new_one(world: World) -> None:
    cells, first = world.here.cells, world.orgs["first"]
    stays, goes, comes = (world.people[key] for key in ("first_5", "first_6", "first_7"))
    with building(world.tenant_id):
        people = type(stays).objects
        people.filter(pk__in=[stays.pk, goes.pk]).update(cell=cells["cell_1"])
        people.filter(pk=comes.pk).update(cell=cells["cell_2"])
    plan = {"kind": MeetingKind.CELL_MEETING, "title": "第一党小组会", "theme": ""}
    meeting = held.planned(world, **plan, cell_id=cells["cell_1"].pk)
    before = set(_listed(world, meeting))
    assert before >= {stays.name, goes.name}
    with acting_as(world.actor("secretary")):
        set_cell(person_ids=[goes.pk], cell_id=cells["cell_2"].pk)
        set_cell(person_ids=[comes.pk], cell_id=cells["cell_1"].pk)
    event = PeopleRegrouped(aggregate_id=first.pk, person_ids=(goes.pk, comes.pk), happened_on=date(2026, 11, 21))
    names = assert_handler_contract(event, world.system(), lambda: set(_listed(world, meeting)))
    assert names == before - {goes.name} | {comes.name}


def _listed(world: World, meeting: Meeting) -> dict[str, str]:
    return {line.person_name: line.state for line in held.lines(world, meeting)}


def test_imported_members_are_due_at_what_their_branch_has_planned_and_hear_of_it(world: World) -> None:
    """An import announces thousands at once: they are found by what came on the register after the plan."""
    before = add_people(world.here, "first", 1)[0]
    with building(world.tenant_id):
        OrgRelation.objects.filter(person=before).update(recorded_at=held.START - timedelta(days=30))
    meeting, elsewhere = held.planned(world), world.orgs["second"]
    gone = held.line_of(world, meeting, "member")
    with acting_as(world.actor("secretary")):
        commands.change_list(meeting_id=meeting.pk, remove=[gone.pk])
    with frozen(held.START - timedelta(minutes=5)):
        fresh, other = add_people(world.here, "first", 2), add_people(world.here, "second", 1)[0]
    with building(world.tenant_id):
        OrgRelation.objects.filter(person__in=[*fresh, other]).update(recorded_at=held.START - timedelta(minutes=5))
    event = PeopleImported(aggregate_id=elsewhere.pk, count=3, happened_on=date(2026, 11, 21))
    names = assert_handler_contract(event, world.system(), lambda: _listed(world, meeting))
    assert {person.name for person in fresh} <= set(names)
    assert other.name not in names
    assert "王芳" not in names, "who was taken off by hand stays off"
    held.deliver()
    with building(world.tenant_id):
        heard = Message.objects.filter(person_id__in=[person.pk for person in fresh])
        assert sorted(heard.values_list("title", flat=True)) == ["会议通知：11月主题党日"] * 2


def test_an_import_that_is_undone_takes_its_people_off_the_lists(world: World) -> None:
    meeting = held.planned(world)
    with frozen(held.START - timedelta(minutes=5)):
        fresh = add_people(world.here, "first", 2)
    with acting_as(world.actor("secretary")):
        commands.change_list(meeting_id=meeting.pk, add_due=[person.pk for person in fresh])
    with acting_as(world.actor("secretary")):
        line = next(line for line in held.lines(world, meeting) if line.person_id == fresh[1].pk)
        commands.tick_attendance(meeting_id=meeting.pk, ticks=[commands.Tick(line.pk, AttendanceState.LEAVE, "出差")])
    with acting_as(world.actor("chief")):
        assert forget_people(person_ids=[person.pk for person in fresh]) == 1
    names = _listed(world, meeting)
    assert fresh[0].name not in names
    assert names[fresh[1].name] == "leave", "what was entered by hand is no mere consequence of the register"


def test_who_takes_a_seat_on_the_committee_is_due_at_its_next_meeting_and_who_leaves_is_not(world: World) -> None:
    meeting = held.planned(world, kind=MeetingKind.BRANCH_COMMITTEE_MEETING)
    assert set(_listed(world, meeting)) == {"曾志强", "张伟", "李娜"}
    first = world.orgs["first"]
    with building(world.tenant_id):
        post = PostHolding.objects.get(organisation=first, person=world.people["officer"])
        PostHolding.objects.filter(pk=post.pk).update(ended_on=date(2026, 11, 20))
        PostHolding.objects.create(
            tenant_id=world.tenant_id,
            created_at=held.START,
            organisation=first,
            org_path=first.org_path,
            person=world.people["first_5"],
            person_name="刘洋",
            post_kind=PostKind.DISCIPLINE_MEMBER,
            started_on=date(2026, 11, 21),
        )
    values = {"post_id": post.pk, "organisation_id": first.pk, "post_kind": post.post_kind}
    ended = PostEnded(person_id=world.people["officer"].pk, ended_on=date(2026, 11, 20), **values)
    names = assert_handler_contract(ended, world.system(), lambda: set(_listed(world, meeting)))
    assert names == {"曾志强", "张伟"}
    filled = PostFilled(person_id=world.people["first_5"].pk, started_on=date(2026, 11, 21), **values)
    names = assert_handler_contract(filled, world.system(), lambda: set(_listed(world, meeting)))
    assert names == {"曾志强", "张伟", "刘洋"}


def test_a_running_meeting_keeps_its_snapshot_when_somebody_leaves(world: World) -> None:
    meeting = held.running(world)
    with building(world.tenant_id):
        person = world.people["member"]
        type(person).objects.filter(pk=person.pk).update(register_state="left")
    event = PersonLeft(aggregate_id=person.pk, reason="transferred_out", happened_on=date(2026, 11, 21))
    assert assert_handler_contract(event, world.system(), lambda: len(held.lines(world, meeting))) == 8

"""Ready-made meetings for the tests of organisational life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.events.delivery import drain
from dangjian.work.life import commands
from dangjian.work.life.models import Attendance, DutyCredit, Meeting, MeetingPart
from dangjian.work.life.rules.kinds import AttendanceState, ItemKind, MeetingKind
from dangjian.work.life.rules.planning import PartPlan
from tests.world import TODAY, World, building

START = clock.at_local(TODAY, 9, 30)
"""Half an hour after the clock of the tests stands still."""
MINUTES = "<p>曾志强同志作报告，与会同志围绕三号机组检修逐一发言，张伟、李娜提出五条具体建议。</p>"
LECTURE_TEXT = f"<p>{'发扬优良作风讲稿正文。' * 40}</p>"
"""As long as a lecture must be."""


def everyone(world: World) -> dict[str, Any]:
    """Actors of the command contract for the first branch."""
    return {
        "without_right": world.actor("member"),
        "elsewhere": world.actor("other_member"),
        "stranger": world.actor("stranger"),
    }


def plan_values(world: World, **changes: Any) -> dict[str, Any]:
    """Arguments of a plan: theme day of the first branch, half an hour from now."""
    return {
        "organisation_id": world.orgs["first"].pk,
        "kind": MeetingKind.THEME_PARTY_DAY,
        "title": "11月主题党日",
        "theme": "学习全会精神",
        "starts_at": START,
        "ends_at": START + timedelta(hours=1),
        "place": "三楼会议室",
        "chair_id": world.people["secretary"].pk,
        "recorder_id": world.people["officer"].pk,
        "parts": [PartPlan(title="集中学习", item_kind=ItemKind.STUDY)],
        **changes,
    }


def planned(world: World, **changes: Any) -> Meeting:
    """A meeting on the calendar, people told."""
    with acting_as(world.actor("secretary")):
        meeting = commands.plan_meeting(**plan_values(world, notify=True, **changes))
    return fresh(world, meeting.pk)


def running(world: World, **changes: Any) -> Meeting:
    """A meeting that was opened."""
    meeting = planned(world, **changes)
    with acting_as(world.actor("secretary")):
        commands.open_meeting(meeting_id=meeting.pk)
    return fresh(world, meeting.pk)


def come(world: World, meeting: Meeting, people: Sequence[str] = (), *, others: AttendanceState | None = None) -> None:
    """People (by key) are present, the others due as given; without people everybody is present."""
    wanted = {world.people[key].pk for key in people}
    ticks = []
    for line in lines(world, meeting):
        here = not people or line.person_id in wanted
        state = AttendanceState.PRESENT if here else others
        if state is not None:
            reason = "" if here else "出差"
            ticks.append(commands.Tick(line.pk, state, reason))
    with acting_as(world.actor("secretary")):
        commands.tick_attendance(meeting_id=meeting.pk, ticks=ticks)


def complete(world: World, meeting: Meeting, *, minutes: str = MINUTES) -> Meeting:
    """Everybody came, every item has minutes of its own, the meeting is over (an hour after its start)."""
    if not any(line.state in {"present", "remote"} for line in lines(world, meeting)):
        come(world, meeting)
    with acting_as(world.actor("officer")), frozen(meeting.ends_at):
        for number, part in enumerate(parts(world, meeting)):
            if not part.minutes_text:
                commands.save_minutes(
                    part_id=part.pk, expected_version=part.version, minutes=f"<p>第{number + 1}项。</p>{minutes}"
                )
        commands.end_meeting(meeting_id=meeting.pk)
    return fresh(world, meeting.pk)


def submitted(world: World, meeting: Meeting) -> Meeting:
    """The record waits for its signatures."""
    meeting = complete(world, meeting)
    with acting_as(world.actor("officer")), frozen(meeting.ends_at + timedelta(minutes=5)):
        commands.submit_record(meeting_id=meeting.pk, expected_version=meeting.version)
    return fresh(world, meeting.pk)


def signed(world: World, meeting: Meeting) -> Meeting:
    """Signed by recorder and chair."""
    meeting = submitted(world, meeting)
    with frozen(meeting.ends_at + timedelta(minutes=10)):
        with acting_as(world.actor("officer")):
            commands.sign_as_recorder(meeting_id=meeting.pk)
        with acting_as(world.actor("secretary")):
            commands.sign_as_chair(meeting_id=meeting.pk)
    return fresh(world, meeting.pk)


def archived(world: World, meeting: Meeting) -> Meeting:
    """Closed for good."""
    meeting = signed(world, meeting)
    with acting_as(world.actor("secretary")), frozen(meeting.ends_at + timedelta(minutes=15)):
        commands.archive_meeting(meeting_id=meeting.pk)
    return fresh(world, meeting.pk)


def fresh(world: World, meeting_id: UUID) -> Meeting:
    """A meeting as it stands in the data base."""
    with building(world.tenant_id):
        meeting: Meeting = Meeting.objects.get(pk=meeting_id)
        return meeting


def parts(world: World, meeting: Meeting) -> list[MeetingPart]:
    """Agenda items in order."""
    with building(world.tenant_id):
        return list(MeetingPart.objects.filter(meeting=meeting).order_by("position"))


def lines(world: World, meeting: Meeting) -> list[Attendance]:
    """The attendance list in the order of names."""
    with building(world.tenant_id):
        return list(Attendance.objects.filter(meeting=meeting).order_by("person_key", "id"))


def line_of(world: World, meeting: Meeting, key: str) -> Attendance:
    """The line of one person (by key)."""
    return next(line for line in lines(world, meeting) if line.person_id == world.people[key].pk)


def later(meeting: Meeting, **delta: float) -> datetime:
    """A moment after the planned end."""
    return meeting.ends_at + timedelta(**delta)


def deliver() -> None:
    """Deliver all events, also those that were announced while the clock stood later."""
    with frozen(START + timedelta(days=20)):
        drain()


def credits_of(world: World, **filters: object) -> list[tuple[str, str, bool]]:
    """Duties with period and whether they are satisfied, of the credits asked for."""
    with building(world.tenant_id):
        rows = DutyCredit.objects.filter(**filters).order_by("duty")
        return list(rows.values_list("duty", "period_key", "satisfies"))

"""What follows from events: messages, todos, credits, and plans that keep up with the directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from dangjian.directory.members.events import PeopleImported, PeopleMoved, PeopleRegrouped, PersonLeft, PersonRegistered
from dangjian.directory.members.ports import Following, register_following
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.directory.posts.events import PostEnded, PostFilled
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import clock, ports
from dangjian.kernel.events import on
from dangjian.kernel.permissions import Action
from dangjian.work.life import events
from dangjian.work.life.commands.archive import credit_leader_lectures
from dangjian.work.life.commands.followup import cancel_for_dissolved, forget_people, list_newcomers, refresh_lists
from dangjian.work.life.models import Attendance, Meeting, Resolution
from dangjian.work.life.permissions import RUN_MEETING, SIGN_MEETING
from dangjian.work.life.ports import UNTOUCHED
from dangjian.work.life.rules.kinds import HERE, LeaveState, MeetingKind, ResolutionKind

SIGN = "work.life.sign"
LEAVE = "work.life.leave"
RESOLUTION = "work.life.resolution"


def _meeting(meeting_id: UUID) -> Meeting:
    rows = Meeting.objects.unscoped("a handler tells the people of the meeting an event names")
    found: Meeting = rows.get(pk=meeting_id)
    return found


def _listed(meeting: Meeting) -> list[UUID]:
    rows = Attendance.objects.unscoped("a handler tells the people of the meeting an event names")
    return list(rows.filter(meeting=meeting).values_list("person_id", flat=True))


def _silent(meeting: Meeting) -> list[UUID]:
    """People on the list who have neither come nor asked for leave."""
    rows = Attendance.objects.unscoped("a handler tells the people of the meeting an event names")
    waiting = rows.filter(meeting=meeting, leave_state__in=[LeaveState.NONE, LeaveState.REFUSED])
    return list(waiting.exclude(state__in=HERE).values_list("person_id", flat=True))


def _nearest(action: Action, meeting: Meeting) -> list[UUID]:
    found: list[UUID] = ports.ask(NEAREST_HOLDERS, action=action, org_path=meeting.org_path)
    return found


def when_and_where(meeting: Meeting) -> str:
    """Time and place of a meeting in one line."""
    start = clock.local_time(meeting.starts_at)
    place = meeting.place or "线上"
    return f"{start:%Y-%m-%d %H:%M}，{place}"


def _send_notice(meeting: Meeting, people: Iterable[UUID]) -> None:
    """One notice a person for each time that the meeting was announced, whichever event brings it first."""
    kind = MeetingKind(meeting.kind).label
    theme = f"主题：{meeting.theme}。" if meeting.theme else ""
    text = f"{meeting.org_name}{kind}。{when_and_where(meeting)}。{theme}不能参加请提前请假。"
    announced = f"{meeting.notified_at or meeting.created_at:%Y%m%d%H%M%S}"
    _say(meeting, people, "meeting_notice", f"会议通知：{meeting.title}", text, f"notice.{announced}")


def _say(meeting: Meeting, people: Iterable[UUID], kind: str, title: str, text: str, key: str) -> None:
    send_message(
        person_ids=people,
        kind=kind,
        title=title,
        text=text,
        subject_kind="meeting",
        subject_id=meeting.pk,
        dedupe_key=f"meeting.{meeting.pk}.{key}",
    )


@on(events.MeetingNotified)
def send_notice(event: events.MeetingNotified) -> None:
    """Everybody on the list hears of the meeting; a second notice goes to those who have not answered."""
    meeting = _meeting(event.meeting_id)
    _send_notice(meeting, _silent(meeting))


@on(events.PeopleListed)
def send_notice_to_newcomers(event: events.PeopleListed) -> None:
    """Who is put on the list after the notice hears of the meeting too."""
    meeting = _meeting(event.meeting_id)
    _send_notice(meeting, event.person_ids)


@on(events.MeetingChanged)
def tell_of_change(event: events.MeetingChanged) -> None:
    """Time or place changed: everybody on the list hears the new ones."""
    meeting = _meeting(event.meeting_id)
    text = f"时间地点调整为：{when_and_where(meeting)}。"
    _say(
        meeting, _listed(meeting), "meeting_notice", f"会议变更：{meeting.title}", text, f"change.{event.change_number}"
    )


@on(events.MeetingCancelled)
def tell_of_cancellation(event: events.MeetingCancelled) -> None:
    """Those who had been told hear why; the planner hears in any case."""
    meeting = _meeting(event.meeting_id)
    people = set(_listed(meeting)) if event.was_notified else set()
    if meeting.planner_person_id is not None:
        people.add(meeting.planner_person_id)
    _say(meeting, people, "meeting_notice", f"会议取消：{meeting.title}", f"原因：{event.reason}", "cancelled")
    close_todo(source=LEAVE, source_ref=str(meeting.pk), is_done=False, note="会议已取消")


@on(events.LeaveAsked)
def ask_for_decision(event: events.LeaveAsked) -> None:
    """The chair (or whoever runs meetings there) decides on leave."""
    meeting = _meeting(event.meeting_id)
    line = Attendance.objects.unscoped("the request an event names").get(pk=event.attendance_id)
    people = [meeting.chair_id] if meeting.chair_id else _nearest(RUN_MEETING, meeting)
    open_todo(
        person_ids=[person_id for person_id in people if person_id != line.person_id],
        source=LEAVE,
        source_ref=str(line.pk),
        title=f"{line.person_name}请假：{meeting.title}",
        text=line.reason,
        subject_kind="meeting",
        subject_id=meeting.pk,
        due_on=meeting.held_on,
        org_path=meeting.org_path,
        reopen=True,
    )


@on(events.LeaveDecided)
def tell_decision(event: events.LeaveDecided) -> None:
    """The person hears whether leave was granted."""
    meeting = _meeting(event.meeting_id)
    line = Attendance.objects.unscoped("the request an event names").get(pk=event.attendance_id)
    close_todo(source=LEAVE, source_ref=str(line.pk))
    result = "已准假" if event.is_granted else "未准假，请按时参会"
    _say(meeting, [line.person_id], "meeting_notice", f"请假{result}：{meeting.title}", "", f"leave.{line.pk}")


@on(events.MeetingRecorded)
def ask_for_signatures(event: events.MeetingRecorded) -> None:
    """Recorder and chair find the record among their todos."""
    meeting = _meeting(event.meeting_id)
    people = {meeting.recorder_id, meeting.chair_id} - {None} or set(_nearest(SIGN_MEETING, meeting))
    open_todo(
        person_ids=[person_id for person_id in people if person_id is not None],
        source=SIGN,
        source_ref=str(meeting.pk),
        title=f"会议记录待签字：{meeting.title}",
        subject_kind="meeting",
        subject_id=meeting.pk,
        org_path=meeting.org_path,
        reopen=True,
    )


@on(events.RecordSigned)
def close_signature(event: events.RecordSigned) -> None:
    """Who has signed is done; with both signatures nobody waits any more."""
    close_todo(
        source=SIGN,
        source_ref=str(event.meeting_id),
        person_id=None if event.is_complete else event.person_id,
        done_by=event.person_id,
    )


@on(events.RecordReturned)
def tell_recorder(event: events.RecordReturned) -> None:
    """The recorder hears what to mend."""
    meeting = _meeting(event.meeting_id)
    close_todo(source=SIGN, source_ref=str(meeting.pk), is_done=False, note="记录退回修改")
    people = [meeting.recorder_id] if meeting.recorder_id else []
    text = f"{event.returned_by}：{event.reason}"
    _say(
        meeting, people, "meeting_record", f"会议记录退回修改：{meeting.title}", text, f"returned.{event.return_number}"
    )


@on(events.MeetingArchived)
def account_for_leaders(event: events.MeetingArchived) -> None:
    """A lecture by the secretary of a committee counts for that secretary too."""
    credit_leader_lectures(meeting_id=event.meeting_id)


@on(events.ResolutionAssigned)
def give_task(event: events.ResolutionAssigned) -> None:
    """The holder finds the resolution among their todos."""
    rows = Resolution.objects.unscoped("the resolution an event names").select_related("meeting")
    resolution = rows.get(pk=event.resolution_id)
    is_problem = resolution.kind == ResolutionKind.RECTIFICATION
    open_todo(
        person_ids=[event.holder_id],
        source=RESOLUTION,
        source_ref=str(resolution.pk),
        title=("整改：" if is_problem else "落实决议：") + resolution.text[:100],
        text=f"{resolution.meeting.org_name}{resolution.meeting.held_on}“{resolution.meeting.title}”",
        subject_kind="resolution",
        subject_id=resolution.pk,
        due_on=event.due_on,
        org_path=resolution.org_path,
    )


@on(events.ResolutionClosed)
def end_task(event: events.ResolutionClosed) -> None:
    """What was carried out or withdrawn is no todo any more."""
    close_todo(source=RESOLUTION, source_ref=str(event.resolution_id), is_done=event.state == "done")


@on(OrganisationDissolved)
def cancel_planned(event: OrganisationDissolved) -> None:
    """Meetings of an organisation that is no more do not take place."""
    cancel_for_dissolved(organisation_id=event.organisation_id, dissolved_on=event.happened_on)


@on(PeopleMoved)
def follow_moves(event: PeopleMoved) -> None:
    """People who changed their branch are due there and not here."""
    refresh_lists(person_ids=event.person_ids)


@on(PeopleRegrouped)
def follow_cells(event: PeopleRegrouped) -> None:
    """Who changed the cell is due at what the new one has planned, and not at the old one's meetings."""
    refresh_lists(person_ids=event.person_ids)


@on(PersonLeft)
def follow_leaving(event: PersonLeft) -> None:
    """Who is off the register is due nowhere."""
    refresh_lists(person_ids=[event.aggregate_id])


@on(PersonRegistered)
def follow_registration(event: PersonRegistered) -> None:
    """A new member is due at what the branch has planned."""
    refresh_lists(person_ids=[event.aggregate_id])


@on(PeopleImported)
def follow_import(event: PeopleImported) -> None:
    """Imported members are due at what their branches have planned."""
    list_newcomers()


@on(PostFilled)
def follow_new_post(event: PostFilled) -> None:
    """Who takes a seat on a committee is due at the meetings it has planned."""
    refresh_lists(person_ids=[event.person_id], organisation_id=event.organisation_id)


@on(PostEnded)
def follow_ended_post(event: PostEnded) -> None:
    """Who leaves a committee is not due at its meetings any more."""
    refresh_lists(person_ids=[event.person_id], organisation_id=event.organisation_id)


def _forget(person_ids: Sequence[UUID]) -> int:
    return forget_people(person_ids=person_ids)


register_following(Following("work_life.Attendance", UNTOUCHED, _forget))

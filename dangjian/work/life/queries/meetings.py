"""Meetings as people read them: lists, calendar, one meeting, one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dangjian.directory.grants.queries import reasons_at
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.kernel.workdays import is_working_day
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models import Attendance, DutyCredit, Meeting, MeetingPart
from dangjian.work.life.permissions import KEEP_RECORD, VIEW_MEETING, VIEW_OWN_MEETING
from dangjian.work.life.queries.loading.facts import parts_of, record_content, rows_of, tally_of
from dangjian.work.life.queries.loading.show import (
    show_detail,
    show_gap,
    show_line,
    show_meeting,
    show_tally,
    taking_part,
)
from dangjian.work.life.queries.loading.visible import keeper_scope, keeps_record, signs_as_chair, visible_meeting
from dangjian.work.life.rules.attendance import Tally
from dangjian.work.life.rules.findings import ArchivedFacts, findings_of
from dangjian.work.life.rules.kinds import HERE, AttendanceRole, EntryKind, MeetingKind, MeetingState
from dangjian.work.life.rules.record import content_gaps
from dangjian.work.life.rules.text import Earlier, plain_text, repeated_passages

LONGEST_CALENDAR = timedelta(days=100)
MOST_IN_CALENDAR = 1000
COMPARED_PARTS = 200
"""Earlier agenda items of the branch with which a text is compared: two to three years of minutes."""


def _narrowed(
    rows: QuerySet[Any],
    *,
    organisation_id: UUID | None = None,
    kind: str = "",
    states: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
    text: str = "",
) -> QuerySet[Any]:
    """Meetings of a list's filter. An organisation stands for its subtree; one that is not seen gives NotFound."""
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if kind:
        rows = rows.filter(kind=kind)
    if states:
        rows = rows.filter(state__in=states)
    if since:
        rows = rows.filter(held_on__gte=since)
    if until:
        rows = rows.filter(held_on__lte=until)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(theme__icontains=text) | Q(org_name__icontains=text))
    return rows


@query(VIEW_MEETING)
def list_meetings(
    *,
    page: PageRequest,
    organisation_id: UUID | None = None,
    kind: str = "",
    states: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
    text: str = "",
) -> dict[str, Any]:
    """Meetings of the places one looks after, latest first."""
    rows = _narrowed(
        Meeting.objects.all(),
        organisation_id=organisation_id,
        kind=kind,
        states=states,
        since=since,
        until=until,
        text=text,
    )
    return paginate(rows, page, order=("-held_on", "-id"), show=show_meeting)


@query(VIEW_MEETING)
def calendar_of(
    *, since: date, until: date, organisation_id: UUID | None = None, kind: str = ""
) -> list[dict[str, Any]]:
    """Meetings between two days, cancelled ones left out; at most 100 days and 1,000 meetings."""
    if not timedelta() <= until - since <= LONGEST_CALENDAR:
        raise BadInput("life.calendar.span", "日历一次最多查看100天，请检查起止日期。", field="until")
    rows = _narrowed(Meeting.objects.all(), organisation_id=organisation_id, kind=kind, since=since, until=until)
    rows = rows.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "id")
    return [show_meeting(meeting) for meeting in rows[:MOST_IN_CALENDAR]]


@query(VIEW_OWN_MEETING)
def my_meetings(*, page: PageRequest, upcoming: bool = True) -> dict[str, Any]:
    """Meetings whose list the acting person stands on: those to come (soonest first), or those past (latest first)."""
    me = current_actor().person_id
    today = clock.today()
    rows = Meeting.objects.unscoped("one's own meetings wherever they belong").filter(attendance__person_id=me)
    rows = rows.exclude(state=MeetingState.PLANNED)
    if upcoming:
        rows = rows.filter(held_on__gte=today).exclude(state=MeetingState.CANCELLED)
        result = paginate(rows, page, order=("starts_at", "id"))
    else:
        result = paginate(rows.filter(held_on__lt=today), page, order=("-starts_at", "-id"))
    meetings = result["items"]
    lines = Attendance.objects.filter(person_id=me, meeting_id__in=[meeting.pk for meeting in meetings])
    mine = {line.meeting_id: show_line(line, private=True) for line in lines}
    result["items"] = [{**show_meeting(meeting), "mine": mine[meeting.pk]} for meeting in meetings]
    return result


@query(VIEW_OWN_MEETING)
def can_see_meeting(*, meeting_id: UUID) -> bool:
    """Whether the acting person may see a meeting (and with it its files). Raises NotFound when not."""
    visible_meeting(meeting_id)
    return True


@query(VIEW_OWN_MEETING)
def why_meeting(*, meeting_id: UUID) -> dict[str, Any]:
    """Why the acting person sees a meeting: rights over its organisation, or a part in it. Raises NotFound."""
    meeting, manages = visible_meeting(meeting_id)
    me = current_actor().person_id
    found = reasons_at(action=VIEW_MEETING, org_path=meeting.org_path) if manages else []
    lines = Attendance.objects.unscoped("one's own line").filter(meeting=meeting, person_id=me)
    roles = {"您是会议的主持人": me == meeting.chair_id, "您是会议的记录人": me == meeting.recorder_id}
    texts = [text for text, holds in roles.items() if holds and me is not None]
    if me is not None and not texts and lines.exists():
        texts.append("您在会议的参加人员名单上")
    seen = texts if meeting.state != MeetingState.PLANNED else []
    return {"reasons": [*found, *(taking_part(text) for text in seen)]}


@query(VIEW_OWN_MEETING)
def meeting_detail(*, meeting_id: UUID) -> dict[str, Any]:
    """One meeting with agenda, minutes, votes, resolutions, files, addenda, credits, and the own line."""
    meeting, manages = visible_meeting(meeting_id)
    parts = parts_of(meeting)
    figures = tally_of(meeting.pk)
    mine = (
        Attendance.objects.unscoped("one's own line")
        .filter(meeting=meeting, person_id=current_actor().person_id)
        .first()
    )
    keeps = keeps_record(meeting)
    shown = show_detail(meeting, parts, figures, manages=manages)
    shown["can_keep"] = keeps
    shown["can_sign"] = signs_as_chair(meeting)
    shown["mine"] = show_line(mine, private=True) if mine else None
    shown["gaps"] = [show_gap(gap) for gap in content_gaps(record_content(meeting, parts, figures))] if keeps else []
    shown["findings"] = _findings(meeting, figures) if manages else []
    return shown


def _findings(meeting: Meeting, figures: Tally) -> list[dict[str, Any]]:
    """What an inspection would find in an archived record (section 10), told to those who look after it."""
    if meeting.state != MeetingState.ARCHIVED or meeting.ended_at is None or meeting.recorded_at is None:
        return []
    failed = rows_of(DutyCredit, meeting).filter(satisfies=False).order_by("duty")
    facts = ArchivedFacts(
        kind=MeetingKind(meeting.kind),
        tally=figures,
        is_late_entry=meeting.entry_kind == EntryKind.LATE,
        days_late=(meeting.recorded_at - meeting.ended_at).days,
        is_working_day=is_working_day(meeting.held_on),
        failed_credits=tuple((DutyKind(duty), reason) for duty, reason in failed.values_list("duty", "reason")),
        conflicting_people=tuple(people_elsewhere(meeting_id=meeting.pk)),
    )
    return [{"number": f.number, "code": f.code, "text": f.text} for f in findings_of(facts)]


@query(VIEW_OWN_MEETING)
def attendance_list(*, meeting_id: UUID, page: PageRequest, state: str = "", text: str = "") -> dict[str, Any]:
    """The list of a meeting in the order of names; reasons only for those who look after it or keep its record."""
    meeting, manages = visible_meeting(meeting_id)
    sees_reasons = manages or keeps_record(meeting)
    rows = Attendance.objects.unscoped("the list of a meeting that may be seen").filter(meeting=meeting)
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(person_name__icontains=text) | Q(person_key__startswith=text.lower()))
    me = current_actor().person_id
    result = paginate(
        rows,
        page,
        order=("person_key", "id"),
        show=lambda line: show_line(line, private=sees_reasons or line.person_id == me),
    )
    return {**result, "tally": show_tally(tally_of(meeting.pk))}


@query(KEEP_RECORD)
def part_detail(*, part_id: UUID) -> MeetingPart:
    """One agenda item as it stands now, to compare with a draft that came too late. Raises NotFound."""
    return _kept_part(part_id, "vote")


def _kept_part(part_id: UUID, *related: str) -> MeetingPart:
    rows = MeetingPart.objects.unscoped("an item of a record that the acting person keeps; asked next")
    part: MeetingPart = rows.select_related(*related).get(pk=part_id)
    keeper_scope(part.meeting_id)
    return part


@query(KEEP_RECORD)
def repeated_in_minutes(*, part_id: UUID, text: str) -> list[dict[str, Any]]:
    """Passages of a draft that stand in earlier minutes of the same organisation (BEY-5).

    For the author alone: nothing is stored, counted or shown to anybody else.
    """
    part = _kept_part(part_id, "meeting")
    rows = (
        MeetingPart.objects.unscoped("passages that the author wrote again, and nothing else, are shown")
        .filter(meeting__organisation_id=part.meeting.organisation_id)
        .exclude(meeting_id=part.meeting_id)
        .exclude(minutes_text="")
        .order_by("-meeting__held_on", "position")
        .values_list("meeting_id", "meeting__held_on", "meeting__kind", "title", "minutes_text")
    )
    earlier = [
        Earlier(str(meeting_id), f"{held_on} {MeetingKind(kind).label}“{title}”", body)
        for meeting_id, held_on, kind, title, body in rows[:COMPARED_PARTS]
    ]
    return [
        {
            "start": found.start,
            "end": found.end,
            "passage": found.passage,
            "meeting_id": found.source_id,
            "source": found.source,
        }
        for found in repeated_passages(plain_text(text), earlier)
    ]


@query(VIEW_MEETING)
def people_elsewhere(*, meeting_id: UUID) -> list[str]:
    """Names of people signed in here and in another meeting at the same time (inspection finding 5)."""
    meeting = Meeting.objects.get(pk=meeting_id)
    if meeting.started_at is None or meeting.ended_at is None:
        return []
    here = Attendance.objects.filter(meeting=meeting, state__in=HERE, role=AttendanceRole.DUE).values("person_id")
    others = Attendance.objects.unscoped("the same person at two places at once").filter(
        person_id__in=here,
        state__in=HERE,
        meeting__started_at__lt=meeting.ended_at,
        meeting__ended_at__gt=meeting.started_at,
    )
    return sorted(set(others.exclude(meeting=meeting).values_list("person_name", flat=True)))

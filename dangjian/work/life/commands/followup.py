"""What follows from changes of the directory: planned meetings keep up with them. Called by handlers only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.members.models import Person
from dangjian.kernel.doors import Unit, command
from dangjian.work.life.commands.steps.lists import invite
from dangjian.work.life.events import MeetingCancelled
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import PLAN_MEETING
from dangjian.work.life.queries.loading.facts import people_due
from dangjian.work.life.rules.kinds import AttendanceRole, AttendanceState, MeetingState

_BEFORE = (MeetingState.PLANNED, MeetingState.NOTIFIED)


@command(PLAN_MEETING)
def cancel_for_dissolved(unit: Unit, *, organisation_id: UUID, dissolved_on: date) -> int:
    """Cancel what an organisation had planned for its last day or later. May run twice. Returns how many."""
    meetings = Meeting.objects.filter(organisation_id=organisation_id, state__in=_BEFORE, held_on__gte=dissolved_on)
    number = 0
    for meeting in meetings.order_by("starts_at", "id"):
        reason = f"{meeting.org_name}已于{dissolved_on}撤销，会议自动取消。"
        was_notified = meeting.state == MeetingState.NOTIFIED
        unit.update(
            meeting,
            state=MeetingState.CANCELLED.value,
            cancelled_at=unit.now,
            cancel_reason=reason,
            note=reason,
        )
        unit.emit(MeetingCancelled(meeting.pk, reason, was_notified))
        number += 1
    return number


@command(PLAN_MEETING)
def refresh_lists(unit: Unit, *, person_ids: Collection[UUID]) -> int:
    """Take people off the lists of meetings to come where they are not due any more, and put them on where they are.

    Meetings that have begun keep their snapshot. May run twice. Returns how many lines changed.
    """
    affected = set(person_ids)
    places = Person.objects.filter(pk__in=affected).values("organisation_id")
    meetings = (
        Meeting.objects.filter(state__in=_BEFORE, held_on__gte=unit.today)
        .filter(Q(organisation__in=places) | Q(attendance__person_id__in=affected))
        .select_related("organisation")
        .distinct()
    )
    changed = 0
    for meeting in meetings.order_by("starts_at", "id"):
        due = {person.pk: person for person in people_due(meeting, meeting.organisation)}
        listed = Attendance.objects.filter(meeting=meeting, person_id__in=affected)
        gone = listed.filter(role=AttendanceRole.DUE, state__in=[AttendanceState.DUE, AttendanceState.EXEMPT])
        changed += unit.delete_many(gone.exclude(person_id__in=list(due)), note="人员变动，调整应到名单")
        have = set(Attendance.objects.filter(meeting=meeting).values_list("person_id", flat=True))
        new = [person for pk, person in due.items() if pk in affected and pk not in have]
        changed += len(invite(unit, meeting, new, ()))
    return changed

"""What follows from changes of the directory: planned meetings keep up with them. Called by handlers only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dangjian.directory.members.models import OrgRelation, Person
from dangjian.kernel.doors import Unit, command
from dangjian.work.life.commands.steps.lists import invite
from dangjian.work.life.events import MeetingCancelled
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.permissions import FROM_REGISTER, PLAN_MEETING
from dangjian.work.life.ports import UNTOUCHED
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
def refresh_lists(unit: Unit, *, person_ids: Collection[UUID], organisation_id: UUID | None = None) -> int:
    """Take people off the lists of meetings to come where they are not due any more, and put them on where they are.

    Looked at are the meetings of their branches, those whose list they stand on, and those of `organisation_id` (where
    they took up or left a post). Meetings that have begun keep their snapshot. May run twice. Returns how many lines
    changed.
    """
    affected = set(person_ids)
    places = Person.objects.filter(pk__in=affected).values("organisation_id")
    meetings = (
        _to_come(unit)
        .filter(Q(organisation__in=places) | Q(attendance__person_id__in=affected) | Q(organisation_id=organisation_id))
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


@command(PLAN_MEETING)
def list_newcomers(unit: Unit) -> int:
    """Put people who came on the register after a meeting was planned on its list, where they are due.

    For imports, which announce thousands of people at once. Who was taken off a list by hand stays off. May run twice.
    Returns how many lines were added.
    """
    meetings = list(_to_come(unit).select_related("organisation").order_by("starts_at", "id"))
    if not meetings:
        return 0
    arrivals = _arrivals({meeting.organisation_id for meeting in meetings}, min(m.created_at for m in meetings))
    added = 0
    for meeting in meetings:
        fresh = {person for person, at in arrivals.get(meeting.organisation_id, ()) if at > meeting.created_at}
        if not fresh:
            continue
        fresh -= set(
            Attendance.objects.filter(meeting=meeting, person_id__in=fresh).values_list("person_id", flat=True)
        )
        due = [person for person in people_due(meeting, meeting.organisation) if person.pk in fresh]
        added += len(invite(unit, meeting, due, ()))
    return added


def _to_come(unit: Unit) -> QuerySet[Any]:
    """Meetings that have not begun."""
    rows: QuerySet[Any] = Meeting.objects.filter(state__in=_BEFORE, held_on__gte=unit.today)
    return rows


def _arrivals(organisation_ids: Collection[UUID], since: datetime) -> dict[UUID, list[tuple[UUID, datetime]]]:
    """Who came on the register of each organisation since a moment, and when that was entered."""
    relations = OrgRelation.objects.filter(
        organisation_id__in=organisation_ids, valid_to__isnull=True, recorded_at__gt=since
    )
    found: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    for organisation_id, person_id, at in relations.values_list("organisation_id", "person_id", "recorded_at"):
        found[organisation_id].append((person_id, at))
    return found


@command(FROM_REGISTER)
def forget_people(unit: Unit, *, person_ids: Collection[UUID]) -> int:
    """Take people whose import is undone off the lists of meetings to come. Returns how many lines went."""
    lines = Attendance.objects.unscoped("lines of people who leave the register again, wherever they are due")
    rows = lines.filter(UNTOUCHED, person_id__in=list(person_ids))
    return unit.delete_many(rows, note="撤回导入，移出应到名单")

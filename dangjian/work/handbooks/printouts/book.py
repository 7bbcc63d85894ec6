"""What a handbook is made of, loaded by a fixed number of statements whatever the number of meetings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.actor import current_actor
from dangjian.kernel.models import Tenant
from dangjian.work.life.models import Addendum, Attendance, Meeting, MeetingFile, MeetingPart, Resolution, Talk
from dangjian.work.life.rules.kinds import MeetingState

RECORDED_STATES = (MeetingState.RECORDED, MeetingState.SIGNED, MeetingState.ARCHIVED)
"""States in which a record is complete enough to be printed; others stand in the list of meetings only."""


@dataclass
class MeetingRecord:
    """One meeting with everything that belongs to its record."""

    meeting: Meeting
    parts: list[MeetingPart] = field(default_factory=list)
    lines: list[Attendance] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    photos: list[MeetingFile] = field(default_factory=list)
    papers: list[MeetingFile] = field(default_factory=list)
    addenda: list[Addendum] = field(default_factory=list)


@dataclass
class Book:
    """A branch in one year."""

    organisation: Organisation
    year: int
    is_demo: bool
    tenant_name: str
    superior: str
    units: list[str]
    cells: list[PartyCell]
    people: list[Person]
    candidates: list[Person]
    posts: list[PostHolding]
    meetings: list[Meeting]
    records: list[MeetingRecord]
    talks: list[dict[str, Any]]
    talked_to: int


def load_book(organisation: Organisation, year: int) -> Book:
    """Everything a handbook shows. Call it inside a query; the organisation was loaded in scope."""
    tenant = Tenant.objects.get(pk=current_actor().tenant_id)
    first, last = date(year, 1, 1), date(year, 12, 31)
    people = Person.objects.filter(organisation=organisation, register_state=RegisterState.ACTIVE)
    people = people.select_related("cell").order_by("name_key", "id")
    meetings = list(_meetings(organisation, first, last))
    talks = Talk.objects.filter(organisation=organisation, talked_on__gte=first, talked_on__lte=last)
    above = Organisation.objects.unscoped("the name of the superior is known to its branches")
    cells = PartyCell.objects.filter(organisation=organisation, dissolved_on__isnull=True)
    return Book(
        organisation=organisation,
        year=year,
        is_demo=tenant.is_demo,
        tenant_name=tenant.name,
        superior=above.filter(pk=organisation.parent_id).values_list("full_name", flat=True).first() or "",
        units=list(organisation.units.order_by("sort", "name_key").values_list("name", flat=True)),
        cells=list(cells.order_by("sort", "id")),
        people=list(people.filter(person_category__in=PARTY_MEMBERS)),
        candidates=list(people.exclude(person_category__in=PARTY_MEMBERS)),
        posts=list(_posts(organisation, first, last)),
        meetings=meetings,
        records=_records(meetings),
        talks=list(talks.values("talker_name").annotate(count=Count("id")).order_by("-count", "talker_name")),
        talked_to=talks.values("talked_to_id").distinct().count(),
    )


def _meetings(organisation: Organisation, first: date, last: date) -> Any:
    rows = Meeting.objects.filter(organisation=organisation, held_on__gte=first, held_on__lte=last)
    return rows.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "id")


def _posts(organisation: Organisation, first: date, last: date) -> Any:
    held = Q(started_on__lte=last) & (Q(ended_on__isnull=True) | Q(ended_on__gte=first))
    return PostHolding.objects.filter(held, organisation=organisation).select_related("cell").order_by("sort", "id")


def _records(meetings: list[Meeting]) -> list[MeetingRecord]:
    found = {m.pk: MeetingRecord(m) for m in meetings if m.state in RECORDED_STATES}
    ids = list(found)
    for part in MeetingPart.objects.filter(meeting_id__in=ids).select_related("vote").order_by("position"):
        found[part.meeting_id].parts.append(part)
    for line in Attendance.objects.filter(meeting_id__in=ids).order_by("person_key", "id"):
        found[line.meeting_id].lines.append(line)
    for resolution in Resolution.objects.filter(meeting_id__in=ids).order_by("created_at", "id"):
        found[resolution.meeting_id].resolutions.append(resolution)
    for addendum in Addendum.objects.filter(meeting_id__in=ids).order_by("created_at", "id"):
        found[addendum.meeting_id].addenda.append(addendum)
    for file in MeetingFile.objects.filter(meeting_id__in=ids).order_by("created_at", "id"):
        record = found[file.meeting_id]
        (record.photos if file.content_type.startswith("image/") else record.papers).append(file)
    return list(found.values())


def by_kind(records: list[MeetingRecord]) -> dict[str, list[MeetingRecord]]:
    """Records by kind of meeting, in the order of time."""
    found: dict[str, list[MeetingRecord]] = defaultdict(list)
    for record in records:
        found[record.meeting.kind].append(record)
    return found


def known_organisation(organisation_id: UUID) -> Organisation:
    """An organisation of the bound scope. Raises NotFound through the door when it is out of reach."""
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    return organisation

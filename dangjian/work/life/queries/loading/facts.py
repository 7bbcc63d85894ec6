"""Rows turned into the values that the rules judge. No function here is a door: commands and queries call them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from dangjian.directory.members.enums import PARTY_MEMBERS, PersonCategory, RegisterState
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel import clock
from dangjian.kernel.models import ScopedModel
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models import Attendance, Meeting, MeetingFile, MeetingPart, Resolution
from dangjian.work.life.rules.attendance import Mark, PersonFacts, Tally, is_due, tally
from dangjian.work.life.rules.credit import MeetingFacts, PartFacts
from dangjian.work.life.rules.kinds import (
    HERE,
    AttendanceRole,
    AttendanceState,
    ItemKind,
    MeetingKind,
    MeetingMode,
    ResolutionKind,
)
from dangjian.work.life.rules.record import PartContent, RecordContent
from dangjian.work.life.rules.text import plain_text

SECRETARIES = frozenset({PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.FULL_TIME_DEPUTY_SECRETARY})
"""Posts that exist without a committee too; any other committee post means that there is one."""


def held_on_q(day: date) -> Q:
    """Posts held on a day."""
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))


def committee_of(organisation_id: UUID, day: date) -> dict[UUID, str]:
    """Members of the committee of an organisation on a day: person id and first post."""
    found: dict[UUID, str] = {}
    rows = PostHolding.objects.unscoped("who sits on a committee is known to the organisation").filter(
        held_on_q(day), organisation_id=organisation_id, post_kind__in=COMMITTEE_POSTS
    )
    for person_id, kind in rows.order_by("sort", "started_on").values_list("person_id", "post_kind"):
        found.setdefault(person_id, kind)
    return found


def people_due(meeting: Meeting, organisation: Organisation, *, as_of: date | None = None) -> list[Person]:
    """Who is due at a meeting: by its kind, the members of the branch, of the cell, or of the committee.

    With `as_of` the register is read as it was on a day in the past, for a meeting entered afterwards.
    """
    kind = MeetingKind(meeting.kind)
    committee = committee_of(organisation.pk, as_of or clock.local_date(meeting.starts_at))
    people = Person.objects.unscoped("committee members may belong to other branches")
    if as_of is None:
        people = people.filter(
            Q(organisation_id=organisation.pk) | Q(pk__in=list(committee)), register_state=RegisterState.ACTIVE
        )
    else:
        people = people.filter(Q(pk__in=_belonged_to(organisation.pk, as_of)) | Q(pk__in=list(committee)))
    found = []
    for person in people.order_by("name_key", "id").only(*PERSON_FIELDS):
        if as_of is not None:
            person.person_category = category_on(person, as_of)
        facts = PersonFacts(
            person_category=person.person_category,
            membership_status=person.membership_status,
            is_committee_member=person.pk in committee,
            cell_key=str(person.cell_id or ""),
        )
        if is_due(kind, facts, cell_key=str(meeting.cell_id or "-")):
            found.append(person)
    return found


def _belonged_to(organisation_id: UUID, day: date) -> QuerySet[Any]:
    relations = OrgRelation.objects.unscoped("who belonged to the branch on a day").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), organisation_id=organisation_id, valid_from__lte=day
    )
    people: QuerySet[Any] = relations.values("person_id")
    return people


def category_on(person: Person, day: date) -> str:
    """What a member was on a day in the past; empty before joining."""
    if person.person_category not in PARTY_MEMBERS:
        return person.person_category
    if person.joined_on is not None and person.joined_on > day:
        return ""
    if person.confirmed_on is not None and person.confirmed_on > day:
        return PersonCategory.PROBATIONARY_MEMBER.value
    return person.person_category


PERSON_FIELDS = (
    "id",
    "tenant_id",
    "org_path",
    "name",
    "name_key",
    "person_category",
    "membership_status",
    "vote_suspended",
    "attendance_exempt",
    "cell_id",
    "organisation_id",
    "joined_on",
    "confirmed_on",
)
"""Columns of a person that organisational life needs; the sealed ones stay where they are."""


def marks_of(rows: Iterable[tuple[str, str, bool]]) -> list[Mark]:
    """Lines of an attendance list from role, state and vote."""
    return [Mark(AttendanceRole(role), AttendanceState(state), vote) for role, state, vote in rows]


def tally_of(meeting_id: UUID) -> Tally:
    """The figures of a meeting's attendance list."""
    rows = Attendance.objects.unscoped("the figures of a meeting that was loaded in scope").filter(
        meeting_id=meeting_id
    )
    counted = rows.order_by().values_list("role", "state", "has_vote").annotate(number=Count("id"))
    return tally(mark for *line, number in counted for mark in marks_of([(line[0], line[1], line[2])]) * number)


def rows_of(model: type[ScopedModel], meeting: Meeting) -> QuerySet[Any]:
    """Rows that belong to a meeting which was found to be visible: participants see its whole record."""
    rows: QuerySet[Any] = model.objects.unscoped("belongs to a meeting that may be seen").filter(meeting=meeting)
    return rows


def parts_of(meeting: Meeting) -> list[MeetingPart]:
    """Agenda items in order, with their vote and files at hand."""
    files = Prefetch("files", queryset=rows_of(MeetingFile, meeting))
    return list(rows_of(MeetingPart, meeting).select_related("vote").prefetch_related(files).order_by("position"))


def record_content(meeting: Meeting, parts: list[MeetingPart], figures: Tally) -> RecordContent:
    """What the rule of minimum contents looks at."""
    lines = list(rows_of(Attendance, meeting).values_list("person_name", "role", "state", "reason"))
    due = AttendanceRole.DUE.value
    kinds = list(rows_of(Resolution, meeting).values_list("kind", flat=True))
    return RecordContent(
        kind=MeetingKind(meeting.kind),
        place=meeting.place,
        is_online=meeting.mode == MeetingMode.ONLINE,
        chair=meeting.chair_name,
        recorder=meeting.recorder_name,
        theme=meeting.theme,
        has_started=meeting.started_at is not None,
        has_ended=meeting.ended_at is not None,
        tally=figures,
        parts=tuple(part_content(part) for part in parts),
        present_names=tuple(name for name, role, state, _ in lines if role == due and state in HERE),
        away_names=tuple(name for name, _, state, _ in lines if state not in HERE),
        resolutions=kinds.count(ResolutionKind.RESOLUTION.value),
        rectifications=kinds.count(ResolutionKind.RECTIFICATION.value),
        absent_without_reason=sum(
            1 for _, role, state, why in lines if role == due and state == AttendanceState.ABSENT and not why
        ),
    )


def part_content(part: MeetingPart) -> PartContent:
    """One agenda item for the rule of minimum contents."""
    return PartContent(
        title=part.title,
        item_kind=ItemKind(part.item_kind),
        minutes=part.minutes_text,
        needs_vote=part.needs_vote,
        has_vote_count=getattr(part, "vote", None) is not None,
        lecturer=part.presenter_name if part.item_kind == ItemKind.LECTURE else "",
        has_lecture_text=has_lecture_text(part),
    )


LECTURE_TEXT_LENGTH = 300
"""Minutes of this length count as the text of the lecture where no file is attached."""


def has_lecture_text(part: MeetingPart) -> bool:
    """Whether the text of a lecture is kept: as a document, or written out in the minutes."""
    if part.item_kind != ItemKind.LECTURE:
        return False
    has_document = any(not file.content_type.startswith("image/") for file in part.files.all())
    return has_document or len(part.minutes_text) >= LECTURE_TEXT_LENGTH


def meeting_facts(meeting: Meeting, parts: list[MeetingPart], figures: Tally) -> MeetingFacts:
    """What the credit rule looks at."""
    return MeetingFacts(
        kind=MeetingKind(meeting.kind),
        on=meeting.held_on,
        parts=tuple(_part_facts(part) for part in parts),
        cell_key=str(meeting.cell_id or ""),
        evaluation_year=meeting.evaluation_year,
        due=figures.due,
        present=figures.present,
        rectifications=rows_of(Resolution, meeting).filter(kind=ResolutionKind.RECTIFICATION).count(),
    )


def _part_facts(part: MeetingPart) -> PartFacts:
    vote = getattr(part, "vote", None)
    is_lecture = part.item_kind == ItemKind.LECTURE
    return PartFacts(
        part_id=str(part.pk),
        duty=DutyKind(part.duty) if part.duty else None,
        title=part.title,
        minutes=plain_text(part.minutes),
        had_to_vote=part.needs_vote or vote is not None,
        is_quorate=vote is None or vote.is_quorate,
        lecturer=part.presenter_name if is_lecture else "",
        has_lecture_text=has_lecture_text(part),
    )

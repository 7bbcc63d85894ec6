"""Putting people on the list of a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput
from dangjian.work.life.events import PeopleListed
from dangjian.work.life.models import Attendance, Meeting
from dangjian.work.life.queries.loading.facts import PERSON_FIELDS
from dangjian.work.life.rules.kinds import AttendanceRole, AttendanceState, MeetingState
from dangjian.work.life.rules.quorum import has_vote

MOST_PEOPLE = 20_000


def invite(unit: Unit, meeting: Meeting, due: Iterable[Person], guest_ids: Sequence[UUID]) -> list[Attendance]:
    """Put people on the list: those due with or without vote, guests without; who comes after the notice is told.

    Raises BadInput for unknown guests.
    """
    lines = [_line(meeting, person, AttendanceRole.DUE) for person in due]
    listed = {line.person_id for line in lines}
    guests = [person for person in people_by_ids(guest_ids, "guest_ids") if person.pk not in listed]
    lines += [_line(meeting, person, AttendanceRole.NON_VOTING) for person in guests]
    if len(lines) > MOST_PEOPLE:
        raise BadInput("life.attendance.too_many", f"名单超过{MOST_PEOPLE}人。", field="guest_ids")
    _name_organisations(lines)
    if lines and meeting.state == MeetingState.NOTIFIED:
        unit.emit(PeopleListed(meeting.pk, tuple(line.person_id for line in lines)))
    return unit.create_many(lines)


def _line(meeting: Meeting, person: Person, role: AttendanceRole) -> Attendance:
    is_due = role is AttendanceRole.DUE
    is_exempt = is_due and person.attendance_exempt
    line = Attendance(
        meeting=meeting,
        org_path=meeting.org_path,
        person_id=person.pk,
        person_name=person.name,
        person_key=person.name_key[:200],
        role=role.value,
        has_vote=is_due
        and has_vote(
            person_category=person.person_category,
            membership_status=person.membership_status,
            is_rights_suspended=person.vote_suspended,
        ),
        state=(AttendanceState.EXEMPT if is_exempt else AttendanceState.DUE).value,
        reason="年老体弱或患病，免于考勤" if is_exempt else "",
    )
    line.person = person
    return line


def refresh_votes(unit: Unit, meeting: Meeting) -> int:
    """Bring the right to vote of those due up to date, right before the snapshot is taken. Returns how many changed.

    Somebody may have been confirmed, suspended or moved between the plan and the meeting.
    """
    lines = list(
        Attendance.objects.filter(meeting=meeting, role=AttendanceRole.DUE).only("id", "has_vote", "person_id")
    )
    people = Person.objects.unscoped("the right to vote of people on a list")
    facts = people.filter(pk__in=[line.person_id for line in lines]).values_list(
        "id", "person_category", "membership_status", "vote_suspended"
    )
    now = {
        person_id: has_vote(person_category=category, membership_status=status, is_rights_suspended=suspended)
        for person_id, category, status, suspended in facts
    }
    changed = [line for line in lines if line.has_vote != now.get(line.person_id, False)]
    for line in changed:
        line.has_vote = not line.has_vote
    unit.update_batch(changed, ["has_vote"])
    return len(changed)


def _name_organisations(lines: list[Attendance]) -> None:
    ids = {line.person.organisation_id for line in lines}
    rows = Organisation.objects.unscoped("names of the branches of people on a list").filter(pk__in=ids)
    names = dict(rows.values_list("id", "short_name"))
    for line in lines:
        line.person_org_name = names.get(line.person.organisation_id, "")


def people_by_ids(ids: Sequence[UUID], field: str) -> list[Person]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    people = Person.objects.unscoped("guests of a meeting may come from other branches")
    found = list(people.filter(pk__in=wanted).only(*PERSON_FIELDS))
    if len(found) != len(wanted):
        raise BadInput("life.attendance.person", "名单中有未找到的人员，请重新选择。", field=field)
    return found

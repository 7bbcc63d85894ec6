"""Meetings in which a step of somebody's development was voted on: list, minutes, figures, signatures, archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit
from dangjian.ops.demo.loading.loaded import moment
from dangjian.work.life.models import Attendance, Meeting, MeetingPart, VoteCount
from dangjian.work.life.queries.loading.book import vote_rule_of
from dangjian.work.life.rules.kinds import (
    AttendanceRole,
    AttendanceState,
    CheckInSource,
    EntryKind,
    ItemKind,
    MeetingKind,
    MeetingState,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.quorum import explain, has_passed, is_quorate

TITLE = "研究发展党员事项"
MINUTES = "会议听取有关情况介绍，与会人员逐一发表意见，认为该同志政治立场坚定、工作积极、群众基础较好，经表决作出决定。"


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides: the organisation, the kind of its meeting, those with the vote."""

    organisation: Organisation
    kind: MeetingKind
    matter: VoteMatter
    people: Sequence[Person]


def voted(unit: Unit, body: Body, on: date, *, about: str) -> str:
    """A meeting that was held, signed and archived with one vote that passed; the reference of the vote."""
    rule = vote_rule_of(body.matter, on)
    due = len(body.people)
    absent = 1 if due > 4 else 0
    present = due - absent
    meeting = unit.create(_meeting(body, on, due, present))
    unit.create_many(_lines(body, meeting, absent))
    part = MeetingPart(
        meeting=meeting,
        org_path=meeting.org_path,
        position=1,
        item_kind=ItemKind.DECISION.value,
        title=about,
        needs_vote=True,
        vote_matter=body.matter.value,
        minutes=f"<p>{MINUTES}</p>",
        minutes_text=MINUTES,
        minutes_by=meeting.recorder_name,
        minutes_at=meeting.recorded_at,
        created_at=meeting.created_at,
    )
    unit.create(part)
    quorate = is_quorate(rule, due_voters=due, present_voters=present)
    passed = has_passed(rule, due_voters=due, present_voters=present, vote_for=present)
    method = VoteMethod.SECRET_PAPER if rule.must_be_secret else VoteMethod.SHOW_OF_HANDS
    unit.create(
        VoteCount(
            part=part,
            org_path=meeting.org_path,
            matter=body.matter.value,
            method=method.value,
            due_voters=due,
            present_voters=present,
            quorum_needed=rule.quorum.needed(due),
            is_quorate=quorate,
            ballots_issued=present,
            ballots_returned=present,
            vote_for=present,
            vote_against=0,
            vote_abstain=0,
            is_passed=passed,
            explanation=explain(rule, due=due, present=present, vote_for=present, quorate=quorate, passed=passed),
            counted_by=meeting.recorder_name,
            created_at=meeting.created_at,
        )
    )
    return str(part.pk)


def _meeting(body: Body, on: date, due: int, present: int) -> Meeting:
    chair, recorder = body.people[0], body.people[1 % due]
    starts, ends = moment(on, 8), moment(on, 8, 40)
    return Meeting(
        organisation=body.organisation,
        org_path=body.organisation.org_path,
        org_name=body.organisation.short_name,
        kind=body.kind.value,
        state=MeetingState.ARCHIVED.value,
        title=TITLE,
        theme=TITLE,
        place="会议室",
        starts_at=starts,
        ends_at=ends,
        held_on=on,
        chair=chair,
        chair_name=chair.name,
        recorder=recorder,
        recorder_name=recorder.name,
        planner_person_id=recorder.pk,
        planner_name=recorder.name,
        due_count=due,
        present_count=present,
        leave_count=due - present,
        due_voters=due,
        entry_kind=EntryKind.ON_TIME.value,
        created_at=starts - timedelta(days=3),
        notified_at=starts - timedelta(days=3),
        opened_at=starts,
        started_at=starts,
        ended_at=ends,
        recorded_at=ends + timedelta(minutes=5),
        recorder_signed_at=ends + timedelta(minutes=8),
        recorder_signature=recorder.name,
        chair_signed_at=ends + timedelta(minutes=10),
        chair_signature=chair.name,
        archived_at=ends + timedelta(minutes=12),
    )


def _lines(body: Body, meeting: Meeting, absent: int) -> list[Attendance]:
    here = len(body.people) - absent
    return [_line(meeting, person, is_here=place < here) for place, person in enumerate(body.people)]


def _line(meeting: Meeting, person: Person, *, is_here: bool) -> Attendance:
    came: dict[str, Any] = {"source": CheckInSource.LIST.value, "event_at": meeting.starts_at} if is_here else {}
    return Attendance(
        meeting=meeting,
        org_path=meeting.org_path,
        person=person,
        person_name=person.name,
        person_key=person.name_key[:200],
        person_org_name=person.organisation.short_name,
        role=AttendanceRole.DUE.value,
        has_vote=True,
        state=(AttendanceState.PRESENT if is_here else AttendanceState.LEAVE).value,
        reason="" if is_here else "出差",
        leave_state="none" if is_here else "approved",
        recorded_at=meeting.ends_at,
        created_at=meeting.created_at,
        **came,
    )

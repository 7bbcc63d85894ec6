"""A meeting before it is stored, the people named in it, and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.kernel import clock
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.duties.rules.calendar import period_for
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.events import MeetingNotified
from dangjian.work.life.models import Meeting
from dangjian.work.life.queries.loading.book import duty_rules
from dangjian.work.life.queries.loading.facts import PERSON_FIELDS
from dangjian.work.life.rules.kinds import MeetingKind, MeetingMode, MeetingState
from dangjian.work.life.rules.planning import PartPlan, kinds_of, needs_evaluation_year
from dangjian.work.life.rules.record import may_step


def new_meeting(
    unit: Unit,
    *,
    organisation_id: UUID,
    kind: MeetingKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    mode: MeetingMode,
    place: str,
    theme: str,
    chair_id: UUID | None,
    recorder_id: UUID | None,
    cell_id: UUID | None,
    evaluation_year: int | None,
    parts: Sequence[PartPlan],
    online_link: str = "",
) -> tuple[Meeting, Organisation]:
    """A checked meeting that is not stored yet, and the organisation that holds it."""
    organisation = unit.get(Organisation, organisation_id, lock=False)
    if organisation.dissolved_on is not None and organisation.dissolved_on <= clock.local_date(starts_at):
        raise BadInput("life.meeting.dissolved", "该党组织届时已撤销，不能安排会议。", field="organisation_id")
    if kind not in kinds_of(organisation.org_kind):
        raise BadInput("life.meeting.kind", f"{organisation.short_name}不召开{kind.label}。", field="kind")
    if not place.strip() and mode is not MeetingMode.ONLINE:
        raise BadInput("life.meeting.place", "请填写地点；线上会议请选择“线上”。", field="place")
    held_on = clock.local_date(starts_at)
    cell = _cell(kind, organisation, cell_id)
    if evaluation_year is None and needs_evaluation_year(kind, parts):
        rule = duty_rules(held_on)[DutyKind.ORGANISATIONAL_LIFE_MEETING]
        evaluation_year = period_for(rule, held_on).start.year
    chair, recorder = person_of(chair_id, "chair_id"), person_of(recorder_id, "recorder_id")
    meeting = Meeting(
        organisation=organisation,
        org_path=organisation.org_path,
        org_name=organisation.short_name,
        cell=cell,
        cell_name=cell.name if cell else "",
        kind=kind.value,
        title=title,
        theme=theme,
        mode=mode.value,
        place=place,
        online_link=online_link,
        starts_at=starts_at,
        ends_at=ends_at,
        held_on=held_on,
        evaluation_year=evaluation_year,
        chair=chair,
        chair_name=chair.name if chair else "",
        recorder=recorder,
        recorder_name=recorder.name if recorder else "",
        planner_person_id=unit.actor.person_id,
        planner_name=unit.actor.name,
    )
    return meeting, organisation


def _cell(kind: MeetingKind, organisation: Organisation, cell_id: UUID | None) -> PartyCell | None:
    if kind is not MeetingKind.CELL_MEETING:
        return None
    cell: PartyCell | None = PartyCell.objects.filter(pk=cell_id, organisation=organisation).first()
    if cell is None:
        raise BadInput("life.meeting.cell", "请选择本支部的党小组。", field="cell_id")
    return cell


def person_of(person_id: UUID | None, field: str) -> Person | None:
    """A person of the tenant named in a meeting (the chair may come from above). Raises BadInput when unknown."""
    if person_id is None:
        return None
    people = Person.objects.unscoped("people named in a meeting may belong to other branches")
    person: Person | None = people.filter(pk=person_id).only(*PERSON_FIELDS).first()
    if person is None:
        raise BadInput("life.meeting.person", "没有找到所选人员，请重新选择。", field=field)
    return person


def tell(unit: Unit, meeting: Meeting) -> None:
    """Mark a meeting as notified (again) and announce it."""
    unit.update(meeting, state=MeetingState.NOTIFIED.value, notified_at=unit.now)
    unit.emit(MeetingNotified(meeting.pk, meeting.organisation_id, meeting.kind, meeting.starts_at, meeting.version))


def require_step(meeting: Meeting, state: MeetingState, text: str) -> None:
    """Raise Conflict unless the meeting may go to `state` now."""
    if not may_step(MeetingState(meeting.state), state):
        raise Conflict("life.meeting.state", text, extra={"state": meeting.state})

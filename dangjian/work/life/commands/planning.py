"""Planning a meeting, telling people, changing and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.life.commands.steps.lists import invite
from dangjian.work.life.commands.steps.meetings import new_meeting, person_of, require_step, tell
from dangjian.work.life.commands.steps.parts import write_parts
from dangjian.work.life.commands.steps.series import join_series
from dangjian.work.life.events import MeetingCancelled, MeetingChanged, MeetingPlanned
from dangjian.work.life.models import Meeting
from dangjian.work.life.permissions import PLAN_MEETING
from dangjian.work.life.queries.loading.facts import people_due
from dangjian.work.life.rules.kinds import ItemKind, MeetingKind, MeetingMode, MeetingState
from dangjian.work.life.rules.planning import PartPlan, time_problem
from dangjian.work.life.rules.record import EDITABLE


@command(PLAN_MEETING)
def plan_meeting(
    unit: Unit,
    *,
    organisation_id: UUID,
    kind: MeetingKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    mode: MeetingMode = MeetingMode.ON_SITE,
    place: str = "",
    online_link: str = "",
    theme: str = "",
    chair_id: UUID | None = None,
    recorder_id: UUID | None = None,
    cell_id: UUID | None = None,
    evaluation_year: int | None = None,
    parts: Sequence[PartPlan] = (),
    guest_ids: Sequence[UUID] = (),
    series_id: UUID | None = None,
    starts_series: bool = False,
    notify: bool = False,
) -> Meeting:
    """Put a meeting on the calendar, with its agenda and the list of those due; with `notify` people are told at once.

    Raises NotFound for an organisation outside the actor's places, BadInput for impossible times, kinds or people.
    """
    problem = time_problem(starts_at=starts_at, ends_at=ends_at, now=unit.now)
    if problem:
        raise BadInput(problem[0], problem[1], field=problem[2])
    meeting, organisation = new_meeting(
        unit,
        organisation_id=organisation_id,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        mode=mode,
        place=place,
        online_link=online_link,
        theme=theme,
        chair_id=chair_id,
        recorder_id=recorder_id,
        cell_id=cell_id,
        evaluation_year=evaluation_year,
        parts=parts,
    )
    carried = join_series(unit, meeting, series_id, starts_series=starts_series)
    unit.create(meeting)
    plans = list(parts) or [PartPlan(title=theme or title, item_kind=_usual_item(kind))]
    write_parts(
        unit, meeting, [*plans, *(plan for plan, _ in carried)], carried_from=dict(_carried_positions(plans, carried))
    )
    invite(unit, meeting, people_due(meeting, organisation), guest_ids)
    unit.emit(MeetingPlanned(meeting.pk, organisation.pk, meeting.kind, meeting.starts_at))
    if notify:
        tell(unit, meeting)
    return meeting


def _carried_positions(plans: Sequence[PartPlan], carried: Sequence[tuple[PartPlan, UUID]]) -> list[tuple[int, UUID]]:
    """Positions of carried-over items behind the planned ones, with the item each comes from."""
    return [(len(plans) + offset, source) for offset, (_, source) in enumerate(carried)]


def _usual_item(kind: MeetingKind) -> ItemKind:
    if kind is MeetingKind.PARTY_LECTURE:
        return ItemKind.LECTURE
    if kind in {MeetingKind.THEME_PARTY_DAY, MeetingKind.CENTRE_GROUP_STUDY}:
        return ItemKind.STUDY
    if kind in {MeetingKind.ORGANISATIONAL_LIFE_MEETING, MeetingKind.DEMOCRATIC_LIFE_MEETING}:
        return ItemKind.CRITICISM
    return ItemKind.DISCUSSION


@command(PLAN_MEETING)
def notify_meeting(unit: Unit, *, meeting_id: UUID) -> Meeting:
    """Tell the people on the list; once more reminds those who have not come or asked for leave.

    Raises Conflict when the meeting has begun or was cancelled.
    """
    meeting = unit.get(Meeting, meeting_id)
    if meeting.state != MeetingState.NOTIFIED:
        require_step(meeting, MeetingState.NOTIFIED, "会议已开始或已取消，不能再发通知。")
    tell(unit, meeting)
    return meeting


@command(PLAN_MEETING)
def change_meeting(
    unit: Unit,
    *,
    meeting_id: UUID,
    expected_version: int,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    mode: MeetingMode,
    place: str,
    online_link: str = "",
    theme: str = "",
    chair_id: UUID | None = None,
    recorder_id: UUID | None = None,
    evaluation_year: int | None = None,
) -> Meeting:
    """Change what was planned; people who had been told of it hear of a new time or place.

    While the meeting runs, only what does not touch its time may change. Raises StaleEdit, BadInput, Conflict.
    """
    meeting = unit.get(Meeting, meeting_id, expected_version=expected_version)
    if meeting.state not in EDITABLE:
        raise Conflict("life.meeting.closed", "记录已提交，不能再修改；确需更正请退回修改或在归档后补充说明。")
    is_running = meeting.state == MeetingState.IN_PROGRESS
    moved = (meeting.starts_at, meeting.ends_at) != (starts_at, ends_at)
    if moved and is_running:
        raise Conflict("life.meeting.running", "会议已开始，不能再改计划时间。")
    problem = time_problem(starts_at=starts_at, ends_at=ends_at, now=unit.now) if moved else None
    if problem:
        raise BadInput(problem[0], problem[1], field=problem[2])
    if not place.strip() and mode is not MeetingMode.ONLINE:
        raise BadInput("life.meeting.place", "请填写地点；线上会议请选择“线上”。", field="place")
    chair, recorder = person_of(chair_id, "chair_id"), person_of(recorder_id, "recorder_id")
    is_news = moved or (meeting.place, meeting.mode) != (place, mode.value)
    unit.update(
        meeting,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        held_on=clock.local_date(starts_at) if moved else meeting.held_on,
        mode=mode.value,
        place=place,
        online_link=online_link,
        theme=theme,
        chair=chair,
        chair_name=chair.name if chair else "",
        recorder=recorder,
        recorder_name=recorder.name if recorder else "",
        evaluation_year=evaluation_year or meeting.evaluation_year,
    )
    if is_news and meeting.state == MeetingState.NOTIFIED:
        unit.emit(MeetingChanged(meeting.pk, meeting.starts_at, meeting.version))
    return meeting


@command(PLAN_MEETING)
def cancel_meeting(unit: Unit, *, meeting_id: UUID, reason: str) -> Meeting:
    """Cancel a meeting that has not begun; those who had been told hear why."""
    meeting = unit.get(Meeting, meeting_id)
    if not reason.strip():
        raise BadInput("life.meeting.cancel_reason", "请写明取消的原因。", field="reason")
    require_step(meeting, MeetingState.CANCELLED, "会议已开始、已记录或已取消，不能取消。")
    was_notified = meeting.state == MeetingState.NOTIFIED
    unit.update(
        meeting,
        state=MeetingState.CANCELLED.value,
        cancelled_at=unit.now,
        cancel_reason=reason.strip(),
        note=reason.strip(),
    )
    unit.emit(MeetingCancelled(meeting.pk, reason.strip(), was_notified))
    return meeting

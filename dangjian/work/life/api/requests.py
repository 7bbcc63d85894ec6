"""Requests of organisational life."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from dangjian.kernel.http import LongText, Name, Schema
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.commands import Tick
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    ItemKind,
    MeetingKind,
    MeetingMode,
    ResolutionKind,
    TalkOccasion,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.planning import PartPlan

Short = Annotated[str, StringConstraints(max_length=120)]
Theme = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Link = Annotated[str, StringConstraints(max_length=400, pattern=r"^(https?://\S+)?$")]
PeriodKey = Annotated[str, StringConstraints(max_length=8)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Year = Annotated[int, Field(ge=2018, le=2100)]
Ids = Annotated[list[UUID], Field(max_length=2000)]


class PartIn(Schema):
    """An agenda item; with `id` an existing one is kept with its minutes."""

    id: UUID | None = None
    title: Name
    item_kind: ItemKind = ItemKind.DISCUSSION
    duty: DutyKind | None = None
    presenter_id: UUID | None = None
    needs_vote: bool = False
    vote_matter: VoteMatter | None = None
    carry_over: bool = False

    def plan(self) -> PartPlan:
        """The item as the command takes it."""
        return PartPlan(
            title=self.title,
            item_kind=self.item_kind,
            duty=self.duty,
            presenter_id=self.presenter_id,
            needs_vote=self.needs_vote,
            vote_matter=self.vote_matter.value if self.vote_matter else "",
            carry_over=self.carry_over,
            part_id=self.id,
        )


Parts = Annotated[list[PartIn], Field(max_length=60)]


class _PlanFields(Schema):
    organisation_id: UUID
    kind: MeetingKind
    title: Name
    theme: Theme = ""
    mode: MeetingMode = MeetingMode.ON_SITE
    place: Short = ""
    chair_id: UUID | None = None
    recorder_id: UUID | None = None
    cell_id: UUID | None = None
    evaluation_year: Year | None = None
    parts: Parts = []
    guest_ids: Ids = []

    def arguments(self) -> dict[str, Any]:
        """Arguments of the command."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {**given, "parts": [part.plan() for part in self.parts]}


class MeetingIn(_PlanFields):
    """A meeting to plan; with `notify` people are told at once."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    online_link: Link = ""
    series_id: UUID | None = None
    starts_series: bool = False
    notify: bool = False


class PastMeetingIn(_PlanFields):
    """A meeting that was held without a plan here."""

    started_at: AwareDatetime
    ended_at: AwareDatetime


class MeetingChange(Schema):
    """What was planned, changed."""

    title: Name
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    mode: MeetingMode
    place: Short = ""
    online_link: Link = ""
    theme: Theme = ""
    chair_id: UUID | None = None
    recorder_id: UUID | None = None
    evaluation_year: Year | None = None


class ReasonIn(Schema):
    """Why."""

    reason: Reason


class EndMeetingIn(Schema):
    """When the meeting ended; now by default."""

    ended_at: AwareDatetime | None = None


class AgendaIn(Schema):
    """The whole agenda."""

    parts: Parts


class MinutesIn(Schema):
    """Minutes of one agenda item as rich text."""

    minutes: LongText


class CheckInBody(Schema):
    """The code of the screen; `device_at` when it was scanned without network."""

    code: Annotated[str, StringConstraints(min_length=3, max_length=90)]
    device_at: AwareDatetime | None = None


class TickIn(Schema):
    """One line of the list entered by hand."""

    attendance_id: UUID
    state: AttendanceState
    reason: Theme = ""
    event_at: AwareDatetime | None = None

    def tick(self) -> Tick:
        """The line as the command takes it."""
        return Tick(self.attendance_id, self.state, self.reason, self.event_at)


class TicksIn(Schema):
    """Lines of the list entered by hand."""

    ticks: Annotated[list[TickIn], Field(min_length=1, max_length=2000)]


class ListChange(Schema):
    """People to put on the list or to take off it."""

    add_due: Ids = []
    add_guests: Ids = []
    remove: Ids = []


class LeaveDecision(Schema):
    """Granted or refused."""

    grant: bool
    note: Theme = ""


class VoteIn(Schema):
    """The figures of a vote. By show of hands issued and returned follow from the hands."""

    method: VoteMethod
    vote_for: Count
    vote_against: Count
    vote_abstain: Count
    ballots_invalid: Count = 0
    ballots_issued: Count | None = None
    ballots_returned: Count | None = None


class ResolutionIn(Schema):
    """A resolution, or a problem to put right with measure, holder and date."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    kind: ResolutionKind = ResolutionKind.RESOLUTION
    problem: Annotated[str, StringConstraints(max_length=400)] = ""
    part_id: UUID | None = None
    holder_id: UUID | None = None
    due_on: date | None = None


class EvidenceIn(Schema):
    """What was done."""

    evidence: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class FilesIn(Schema):
    """Uploaded files to keep with the record."""

    file_ids: Annotated[list[UUID], Field(min_length=1, max_length=60)]
    part_id: UUID | None = None
    caption: Short = ""


class AddendumIn(Schema):
    """A dated addition to an archived record."""

    text: LongText
    reason: Reason


class TalkIn(Schema):
    """A heart-to-heart talk."""

    organisation_id: UUID
    talker_id: UUID
    talked_to_id: UUID
    talked_on: date
    place: Short = ""
    occasion: TalkOccasion = TalkOccasion.REGULAR
    gist: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class ExemptionIn(Schema):
    """A duty that is not asked for in one period."""

    organisation_id: UUID
    duty: DutyKind
    period_key: PeriodKey
    reason: Reason


class TemplateIn(Schema):
    """An agenda to keep."""

    organisation_id: UUID
    kind: MeetingKind
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    title: Short = ""
    theme: Theme = ""
    mode: MeetingMode = MeetingMode.ON_SITE
    place: Short = ""
    minutes_long: Annotated[int, Field(ge=10, le=1440)] = 60
    parts: Parts = []

    def arguments(self) -> dict[str, Any]:
        """Arguments of the command."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {**given, "parts": [part.plan() for part in self.parts]}


class RepeatedIn(Schema):
    """A draft to compare with earlier minutes."""

    text: LongText

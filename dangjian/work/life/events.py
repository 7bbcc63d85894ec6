"""Facts of organisational life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class MeetingPlanned(Event):
    """A meeting was put on the calendar."""

    name: ClassVar[str] = "work.life.MeetingPlanned"

    meeting_id: UUID
    organisation_id: UUID
    kind: str
    starts_at: datetime


@dataclass(frozen=True)
class MeetingNotified(Event):
    """The people due at a meeting are to be told."""

    name: ClassVar[str] = "work.life.MeetingNotified"

    meeting_id: UUID
    organisation_id: UUID
    kind: str
    starts_at: datetime
    notice_number: int
    """Version of the meeting when it was announced: tells one notice from the next."""


@dataclass(frozen=True)
class PeopleListed(Event):
    """People were put on the list of a meeting that the others had been told of already."""

    name: ClassVar[str] = "work.life.PeopleListed"

    meeting_id: UUID
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class MeetingChanged(Event):
    """Time, place or mode of a meeting that people had been told of changed."""

    name: ClassVar[str] = "work.life.MeetingChanged"

    meeting_id: UUID
    starts_at: datetime
    change_number: int


@dataclass(frozen=True)
class MeetingCancelled(Event):
    """A planned meeting will not take place."""

    name: ClassVar[str] = "work.life.MeetingCancelled"

    meeting_id: UUID
    reason: str
    was_notified: bool


@dataclass(frozen=True)
class MeetingOpened(Event):
    """A meeting began; its quorum snapshot is fixed."""

    name: ClassVar[str] = "work.life.MeetingOpened"

    meeting_id: UUID
    due_voters: int


@dataclass(frozen=True)
class MeetingRecorded(Event):
    """The record is complete and waits for signatures."""

    name: ClassVar[str] = "work.life.MeetingRecorded"

    meeting_id: UUID
    entry_kind: str


@dataclass(frozen=True)
class RecordSigned(Event):
    """Somebody signed the record; `is_complete` when both signatures stand."""

    name: ClassVar[str] = "work.life.RecordSigned"

    meeting_id: UUID
    person_id: UUID | None
    is_complete: bool


@dataclass(frozen=True)
class RecordReturned(Event):
    """The record was sent back for correction; its signatures are void."""

    name: ClassVar[str] = "work.life.RecordReturned"

    meeting_id: UUID
    reason: str
    returned_by: str
    return_number: int


@dataclass(frozen=True)
class MeetingArchived(Event):
    """The record is closed for good; `duties` it satisfied."""

    name: ClassVar[str] = "work.life.MeetingArchived"

    meeting_id: UUID
    organisation_id: UUID
    kind: str
    held_on: date
    duties: tuple[str, ...]


@dataclass(frozen=True)
class LeaveAsked(Event):
    """Somebody due asked for leave."""

    name: ClassVar[str] = "work.life.LeaveAsked"

    meeting_id: UUID
    attendance_id: UUID


@dataclass(frozen=True)
class LeaveDecided(Event):
    """Leave was granted or refused."""

    name: ClassVar[str] = "work.life.LeaveDecided"

    meeting_id: UUID
    attendance_id: UUID
    is_granted: bool


@dataclass(frozen=True)
class ResolutionAssigned(Event):
    """A resolution of an archived record has a holder: it is that person's task."""

    name: ClassVar[str] = "work.life.ResolutionAssigned"

    resolution_id: UUID
    meeting_id: UUID
    holder_id: UUID
    due_on: date | None


@dataclass(frozen=True)
class ResolutionClosed(Event):
    """A resolution was carried out or withdrawn."""

    name: ClassVar[str] = "work.life.ResolutionClosed"

    resolution_id: UUID
    state: str


@dataclass(frozen=True)
class TalkRecorded(Event):
    """A talk took place. No names, no gist."""

    name: ClassVar[str] = "work.life.TalkRecorded"

    talk_id: UUID
    organisation_id: UUID
    talked_on: date

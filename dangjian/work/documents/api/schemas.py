"""What the API of documents takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.files.api import FileOut
from dangjian.kernel.http import PageRequest, Schema

DocumentKind = Literal["notice", "report"]
DocumentState = Literal["draft", "sent", "withdrawn", "superseded"]
Text60 = Annotated[str, StringConstraints(max_length=60)]


class DocumentFields(Schema):
    """What is written. Without `read_by` three working days (urgent: one), without `word` the usual one."""

    title: Annotated[str, StringConstraints(min_length=2, max_length=120)]
    body: Annotated[str, StringConstraints(min_length=2, max_length=8000)]
    target_ids: list[UUID] = Field(default=[], max_length=500)
    with_below: bool = False
    audience: Literal["officers", "members"] = "officers"
    is_urgent: bool = False
    read_by: date | None = None
    word: Annotated[str, StringConstraints(max_length=40)] = ""
    file_ids: list[UUID] = Field(default=[], max_length=20)


class DocumentBody(DocumentFields):
    """A new document of an organisation."""

    kind: DocumentKind
    organisation_id: UUID
    supersedes_id: UUID | None = None


class DocumentRevision(DocumentFields):
    """A draft as it shall be. Its kind and its organisation stay."""


class WithdrawBody(Schema):
    """Why a document is withdrawn; everybody it reached reads it."""

    reason: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class SentQuery(PageRequest):
    """Which documents of one's places; without a state all that were sent."""

    kind: DocumentKind | Literal[""] = ""
    state: DocumentState | Literal[""] = ""
    text: Text60 = ""


class ReceivedQuery(PageRequest):
    kind: DocumentKind | Literal[""] = ""
    text: Text60 = ""


class MineQuery(PageRequest):
    unread_only: bool = False


class ReadersQuery(PageRequest):
    """Which readers: of one organisation, those who have not read."""

    target_id: UUID | None = None
    unread_only: bool = False


class RequestQuery(PageRequest):
    show: Literal["open", "late", "unheld", "over", "all"] = "all"
    text: Text60 = ""


class DocumentListed(Schema):
    """A document in a list."""

    id: UUID
    kind: DocumentKind
    title: str
    org_name: str
    number: str
    is_urgent: bool
    read_by: date
    state: DocumentState
    sent_at: datetime | None


class SentRow(DocumentListed):
    """With how many it reached and how many have read it."""

    told: int
    read: int


class ReceivedRow(DocumentListed):
    received_by: str
    """The organisation that it went to."""


class MineRow(DocumentListed):
    read_at: datetime | None


class NamedDocument(Schema):
    id: UUID
    title: str
    number: str


class TargetName(Schema):
    id: UUID
    name: str


class OwnReceipt(Schema):
    read_at: datetime | None


class OfficialDocumentOut(SentRow):
    """One document. Its text is empty for those it was withdrawn from; `mine` says that it was sent to oneself."""

    version: int
    organisation_id: UUID
    body: str
    audience: Literal["officers", "members"]
    word: str
    with_below: bool
    targets: list[TargetName]
    drafter_name: str
    sent_by_name: str
    is_distributed: bool
    ended_at: datetime | None
    end_reason: str
    urged_at: datetime | None
    supersedes: NamedDocument | None
    superseded_by: NamedDocument | None
    files: list[FileOut]
    may_send: bool
    is_senders: bool
    mine: OwnReceipt | None


class DocumentRef(Schema):
    id: UUID
    version: int
    number: str


class ReadOut(Schema):
    read_at: datetime


class UrgedOut(Schema):
    """How many were reminded."""

    told: int


class ReadingRow(Schema):
    """How many have read in one organisation."""

    target_id: UUID
    org_name: str
    told: int
    read: int


class ReaderRow(Schema):
    id: UUID
    person_name: str
    org_name: str
    read_at: datetime | None


class RequestRow(Schema):
    """A request, as the list of cases shows it, with its number once it has gone up."""

    id: UUID
    number: str
    title: str
    process_key: str
    process_title: str
    organisation_name: str
    starter_name: str
    state: Literal["running", "paused", "done", "refused", "withdrawn"]
    state_label: str
    now_at: str
    now_with: str
    is_unheld: bool
    due_on: date | None
    is_late: bool
    started_on: date

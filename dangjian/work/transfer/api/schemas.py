"""Requests and answers of transfers."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Page, Schema
from dangjian.work.transfer.rules.checks import TransferCause
from dangjian.work.transfer.rules.hops import HopKind, TransferScope
from dangjian.work.transfer.rules.states import RefusalReason, TransferState

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]


class TransferListed(Schema):
    """A transfer in a list. `days_overdue` counts beyond the limit of the leg at hand."""

    id: UUID
    person_id: UUID
    person_name: str
    scope: TransferScope
    scope_label: str
    state: TransferState
    state_label: str
    now_with: HopKind
    now_with_label: str
    from_name: str
    to_name: str
    asked_on: date
    hop_due_on: date | None
    days_overdue: int
    is_ended: bool
    accepted_on: date | None
    ended_on: date | None


class TransferPage(Page[TransferListed]):
    """A page of transfers."""


class TransferHopOut(Schema):
    """A leg of a transfer: who had it, how long, and what they did."""

    number: int
    kind_label: str
    organisation_name: str
    arrived_on: date
    due_on: date | None
    left_on: date | None
    days: int
    days_overdue: int
    outcome: str
    outcome_label: str
    acted_by: str
    remark: str
    clause: str


class AheadOut(Schema):
    """A leg that is still to come."""

    kind_label: str
    organisation_name: str


class TransferBase(TransferListed):
    """A transfer with its legs."""

    version: int
    cause: TransferCause
    cause_label: str
    reason: str
    organisation_id: UUID
    to_organisation_id: UUID | None
    from_committee_name: str
    to_committee_name: str
    asked_by: str
    is_own_request: bool
    checked_by: str
    dues_paid_until: str
    unpaid_months: int
    refused_for_label: str
    refusal_note: str
    accepted_by: str
    hops: list[TransferHopOut]
    ahead: list[AheadOut]


class TransferOut(TransferBase):
    """A transfer, and what the asking person can do with it now."""

    can_check: bool
    can_issue: bool
    can_receive: bool
    can_withdraw: bool


class OwnTransferOut(TransferBase):
    """One's own transfer."""

    can_withdraw: bool


class OwnTransfers(Schema):
    """One's own transfers, newest first."""

    items: list[OwnTransferOut]
    can_ask: bool
    branch_name: str


class AskTransferIn(Schema):
    """A member asks to be moved."""

    to_organisation_id: UUID
    cause: TransferCause
    reason: Words = ""


class DeclaredIn(Schema):
    """What the secretary of the sending branch confirms."""

    no_discipline_case: bool = False
    file_checked: bool = False


class StartTransferIn(AskTransferIn):
    """The branch begins a transfer."""

    person_id: UUID
    declared: DeclaredIn


class CheckTransferIn(Schema):
    """The branch has checked; `to_organisation_id` corrects where the member goes."""

    declared: DeclaredIn
    to_organisation_id: UUID | None = None


class AcceptTransferIn(Schema):
    """The receiving side accepts; its committee may name another of its branches."""

    to_organisation_id: UUID | None = None


class RefuseTransferIn(Schema):
    """A coded reason, and what has to be put right."""

    refusal: RefusalReason
    remark: Told


class WithdrawTransferIn(Schema):
    """Why a transfer is taken back."""

    remark: Told


class LegOut(Schema):
    """A leg of a way with its limit."""

    kind_label: str
    days: int | None
    clause: str


class TransferPreview(Schema):
    """What a transfer would need, and what stands against it."""

    scope_label: str
    needs_letter: bool
    from_name: str
    to_name: str
    committees: list[str]
    legs: list[LegOut]
    blocks: list[str]
    warnings: list[str]
    is_probationary: bool
    dues_paid_until: str
    unpaid_months: int


class PreviewQuery(Schema):
    """Whom, and where to."""

    person_id: UUID
    to_organisation_id: UUID


class TargetQuery(Schema):
    """Part of a branch's name, pinyin or initials."""

    text: str = Field("", max_length=40)


class TargetOut(Schema):
    """A branch that takes relations in."""

    organisation_id: UUID
    name: str
    parent_name: str


class TargetPage(Page[TargetOut]):
    """A page of branches."""

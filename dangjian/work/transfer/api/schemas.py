"""Requests and answers of transfers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.foundation.printing.formats import PrintFormat
from dangjian.kernel.http import Page, Schema
from dangjian.work.transfer.rules.checks import TransferCause
from dangjian.work.transfer.rules.hops import HopKind, Outside, TransferScope
from dangjian.work.transfer.rules.letters import LetterState
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


class LetterOut(Schema):
    """A letter of a transfer, without its codes."""

    letter_no: str
    state: LetterState
    state_label: str
    issued_on: date
    valid_until: date
    days_left: int | None
    warning_label: str
    issued_by: str
    receipt_no: str


class TransferOut(TransferBase):
    """A transfer, and what the asking person can do with it now."""

    letters: list[LetterOut]
    batch_count: int
    can_check: bool
    can_issue: bool
    can_return: bool
    can_note: bool
    can_take_receipt: bool
    can_print: bool
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


class OutsideIn(Schema):
    """A receiver outside the enterprise."""

    scope: Literal["intra_province", "cross_province", "special_system"]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=160)]
    committee_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=160)]

    def value(self) -> Outside:
        """As the commands take it."""
        return Outside(TransferScope(self.scope), self.name, self.committee_name)


class AskTransferIn(Schema):
    """A member asks to be moved: to a branch of the enterprise, or outside."""

    to_organisation_id: UUID | None = None
    outside: OutsideIn | None = None
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
    legs: list[LegOut]
    blocks: list[str]
    warnings: list[str]
    is_probationary: bool
    dues_paid_until: str
    unpaid_months: int
    default_days: int
    ceiling_days: int


class PreviewQuery(Schema):
    """Whom, and where to; outside the enterprise without a branch."""

    person_id: UUID
    to_organisation_id: UUID | None = None


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


Month = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=40)]
Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class IssueTransferIn(Schema):
    """For how many days the letter counts; the usual term of the rule book without it."""

    valid_days: int | None = Field(None, ge=1, le=366)


class AcceptanceIn(Schema):
    """When the receiving organisation outside took the member in."""

    accepted_on: date


class ReceiptIn(Schema):
    """When the receipt came back, and its number."""

    received_on: date
    receipt_no: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    accepted_on: date | None = None


class LetterPrintQuery(Schema):
    """The format of a letter or receipt."""

    file_format: PrintFormat = PrintFormat.PDF


class IncomingOut(Schema):
    """A letter that came in from outside."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str
    organisation_name: str
    letter_no: str
    issuer_name: str
    issued_on: date
    valid_until: date
    dues_paid_until: str
    received_on: date
    received_by: str
    receipt_no: str
    receipt_sent_on: date | None
    is_electronic: bool


class IncomingPage(Page[IncomingOut]):
    """A page of letters that came in."""


class ReceiveLetterIn(Schema):
    """What stands on a letter from outside, and of whom it speaks."""

    organisation_id: UUID
    letter_no: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]
    issuer_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=160)]
    issued_on: date
    valid_days: int = Field(ge=1, le=366)
    dues_paid_until: Month = ""
    received_on: date
    name: Named
    id_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=15, max_length=18)]
    person_category: Literal["full_member", "probationary_member"]
    joined_on: date | None = None
    confirmed_on: date | None = None


class SendReceiptIn(Schema):
    """When the receipt went back."""

    sent_on: date


class LetterCodeIn(Schema):
    """The code printed on a letter of another enterprise of this installation."""

    code: Code


class ReceiveByCodeIn(LetterCodeIn):
    """Take in the member of a letter by its code."""

    organisation_id: UUID


class SendBackByCodeIn(LetterCodeIn):
    """Send a letter back: a coded reason, and what has to be put right."""

    refusal: RefusalReason
    remark: Told


class LetterSentBack(Schema):
    """A letter that went back to its issuer."""

    letter_no: str
    issuer_name: str


class LetterSeen(Schema):
    """What a letter of another enterprise says, before it is accepted."""

    letter_no: str
    issuer_name: str
    issued_on: date
    valid_until: date
    person_name: str
    category_label: str
    from_name: str
    to_name: str
    dues_paid_until: str
    unpaid_months: int


class LetterVerified(Schema):
    """What anybody is told who scans the code of a letter."""

    letter_no: str
    state: LetterState
    state_label: str
    valid_until: date
    is_valid: bool


class StartWholeIn(Schema):
    """All members of a branch go to another one."""

    organisation_id: UUID
    to_organisation_id: UUID
    declared: DeclaredIn
    reason: Words = ""


class WholeOut(Schema):
    """How many a step for a whole branch moved on, how many it left, and one of its transfers."""

    count: int
    skipped: int
    first_id: UUID

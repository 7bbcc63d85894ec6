"""Requests and answers of dues. Amounts come in as people write them, in yuan, and go out in fen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import PageRequest, Schema
from dangjian.work.dues.rules.kinds import BaseSource, Channel, FixingMode, FixReason, PayerKind, Rounding
from dangjian.work.dues.rules.money import fen_of

Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]
Yuan = Annotated[str, StringConstraints(max_length=20)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Calculable = Literal["wage", "annual_salary", "self_employed", "retired", "farmer", "token", "union_fee", "league"]
Short = Annotated[str, StringConstraints(max_length=160)]


def fen(text: str | None, field: str) -> int | None:
    """Fen of an amount in yuan; None for an empty one. Raises BadInput."""
    if not text:
        return None
    found = fen_of(text)
    if found is None:
        raise BadInput("dues.amount", "金额请填写数字，单位为元，最多两位小数，如 6000 或 6000.50。", field=field)
    return found


class DuesBaseOut(Schema):
    """One fixing of a member's dues."""

    id: UUID
    person_id: UUID
    person_name: str
    valid_from: str
    valid_until: str
    payer_kind: str
    payer_label: str
    base_fen: int | None
    amount_fen: int
    rate: int
    is_capped: bool
    source_label: str
    reason_label: str
    note: str
    approved_by: str
    recorded_by: str
    recorded_at: datetime
    words: str
    clause: str


class DuesOrderOut(Schema):
    """What a member owes for a month."""

    id: UUID
    person_id: UUID
    person_name: str
    period: str
    payer_label: str
    due_fen: int
    paid_fen: int
    is_capped: bool
    paid_at: datetime | None
    state: str
    excuse: str


class DuesPaymentOut(Schema):
    """One payment."""

    id: UUID
    person_id: UUID
    person_name: str
    org_name: str
    period: str
    kind: str
    kind_label: str
    amount_fen: int
    paid_on: date
    channel_label: str
    receipt_no: str
    handed_over_by: str
    recorded_by: str
    recorded_at: datetime
    is_reversed: bool
    reversed_reason: str


class DuesReceiptOut(DuesPaymentOut):
    """A receipt: everything handed over together."""

    lines: list[DuesPaymentOut]
    total_fen: int


class MyDuesOut(Schema):
    """One's own dues."""

    month: str
    current: DuesBaseOut | None
    orders: list[DuesOrderOut]
    payments: list[DuesPaymentOut]
    bases: list[DuesBaseOut]
    unpaid_months: int


class CalculationIn(Schema):
    """An amount to compute dues from; nothing is kept."""

    payer_kind: Calculable
    amount_yuan: Yuan = ""
    rounding: Rounding | None = None


class CalculationOut(Schema):
    """What would be owed."""

    amount_fen: int
    words: str
    clause: str


class NotAssessedOut(Schema):
    """A member without an order in the month."""

    person_id: UUID
    person_name: str
    has_base: bool
    owes_nothing: bool


class DuesSheetOut(Schema):
    """The monthly sheet of a branch."""

    organisation_id: UUID
    org_name: str
    period: str
    items: list[DuesOrderOut]
    due_fen: int
    paid_fen: int
    not_assessed: list[NotAssessedOut]


class BranchBaseOut(Schema):
    """A member and the entry that holds."""

    person_id: UUID
    person_name: str
    is_retired: bool
    base: DuesBaseOut | None


class BranchBasesOut(Schema):
    """Entries of a branch."""

    organisation_id: UUID
    org_name: str
    period: str
    items: list[BranchBaseOut]


class DuesHistoryOut(Schema):
    """All entries of a member."""

    person_id: UUID
    person_name: str
    items: list[DuesBaseOut]


class BranchMonth(Schema):
    """A branch and a month."""

    organisation_id: UUID
    period: Month


class DuesBaseIn(Schema):
    """What is fixed for one member."""

    person_id: UUID
    valid_from: Month
    payer_kind: PayerKind
    source: BaseSource = BaseSource.HR_FILE
    reason: FixReason = FixReason.YEAR
    base_yuan: Yuan = ""
    quarter_net_yuan: Yuan = ""
    agreed_yuan: Yuan = ""
    note: Short = ""
    approved_by: Short = ""


class DuesBasesIn(Schema):
    """Fixings of several members: all or nothing."""

    entries: Annotated[list[DuesBaseIn], Field(min_length=1, max_length=300)]


class DuesSavedOut(Schema):
    """How many were saved."""

    count: int


class DuesSettingIn(Schema):
    """How an organisation and those below it keep dues."""

    organisation_id: UUID
    valid_from: Month
    fixing_mode: FixingMode
    rounding: Rounding
    collection_day: Annotated[int, Field(ge=1, le=28)]
    share_up: Annotated[int, Field(ge=0, le=10_000)]


class DuesSettingOut(Schema):
    """What holds at a place now."""

    organisation_id: UUID
    org_name: str
    fixing_mode: str
    fixing_label: str
    rounding: str
    rounding_label: str
    collection_day: int
    share_up: int
    is_own: bool
    valid_from: str


class DuesPlaceFilter(Schema):
    """One organisation."""

    organisation_id: UUID


class DuesKindOut(Schema):
    """A kind of payer in a preview."""

    payer_label: str
    people: int
    total_fen: int


class DuesMissingOut(Schema):
    """A member who cannot be assessed."""

    person_id: UUID
    person_name: str
    text: str


class DuesPreviewOut(Schema):
    """What a run would do."""

    organisation_id: UUID
    org_name: str
    period: str
    people: int
    total_fen: int
    branches: int
    kinds: list[DuesKindOut]
    known: int
    exempt: int
    nothing_due: int
    elsewhere: int
    missing_count: int
    missing: list[DuesMissingOut]


class DuesRunOut(Schema):
    """A run."""

    id: UUID
    organisation_id: UUID
    org_name: str
    period: str
    state: str
    made: int
    total_fen: int
    problem: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


class DuesRunDetailOut(DuesRunOut):
    """A run and how far it is."""

    done: int
    total: int


class DuesReasonIn(Schema):
    """A reason."""

    reason: Reason


class DuesTickIn(Schema):
    """Members of a branch who paid what they owe for a month."""

    organisation_id: UUID
    period: Month
    order_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    paid_on: date
    channel: Channel = Channel.CASH


class MonthPaidIn(Schema):
    """An amount for a month."""

    period: Month
    amount_yuan: Yuan


class TakePaymentIn(Schema):
    """Money of one member."""

    person_id: UUID
    organisation_id: UUID | None = None
    months: Annotated[list[MonthPaidIn], Field(max_length=24)] = []
    voluntary_yuan: Yuan = ""
    paid_on: date
    channel: Channel = Channel.CASH
    reference: Annotated[str, StringConstraints(max_length=64)] = ""
    handed_over_by: Annotated[str, StringConstraints(max_length=80)] = ""


class TakenOut(Schema):
    """Receipts that were made."""

    count: int
    total_fen: int
    receipt_nos: list[str]


class DuesPaymentFilter(PageRequest):
    """Receipts of an organisation."""

    organisation_id: UUID
    period: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2})?$")] = ""


class LateFilter(Schema):
    """Members behind in a subtree."""

    organisation_id: UUID
    at_least: Annotated[int, Field(ge=1, le=36)] = 1


class LateOut(Schema):
    """A member who is behind."""

    person_id: UUID
    person_name: str
    organisation_id: UUID
    org_name: str
    months: int
    since: str
    owed_fen: int
    state: str
    state_label: str


class LateListOut(Schema):
    """Members behind."""

    total: int
    items: list[LateOut]


class DuesCaseFilter(PageRequest):
    """Cases for people to decide."""

    organisation_id: UUID | None = None
    is_open: bool | None = None


class DuesCaseOut(Schema):
    """A case."""

    id: UUID
    person_id: UUID
    person_name: str
    org_name: str
    since: str
    months: int
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    outcome: str


class DuesOutcomeIn(Schema):
    """What people decided."""

    outcome: Annotated[str, StringConstraints(min_length=4, max_length=400)]


class PublicityOut(Schema):
    """What is published to the members of a branch."""

    organisation_id: UUID
    org_name: str
    period: str
    people: int
    paid_people: int
    paid_names: list[str]
    total_fen: int | None


class DuesRef(Schema):
    """A row that was made."""

    id: UUID


class BankFileIn(Schema):
    """An uploaded statement and the organisation whose account it is."""

    file_id: UUID
    organisation_id: UUID


class BankUnreadableOut(Schema):
    """A line that could not be taken."""

    row: int
    text: str


class BankTakenOut(Schema):
    """What became of a file."""

    added: int
    known: int
    unreadable: list[BankUnreadableOut]


class BankFilter(PageRequest):
    """Lines of an organisation's account."""

    organisation_id: UUID
    state: Annotated[str, StringConstraints(pattern=r"^(open|matched|left)?$")] = ""


class BankMonthOut(Schema):
    """A part of an amount."""

    period: str
    amount_fen: int


class BankCandidateOut(Schema):
    """Who may have paid a line, and what speaks for it."""

    person_id: UUID
    person_name: str
    org_name: str
    reasons: list[str]
    months: list[BankMonthOut]
    rest_fen: int
    is_exact: bool


class BankLineOut(Schema):
    """A line of a statement."""

    id: UUID
    happened_on: date
    amount_fen: int
    payer_name: str
    remark: str
    reference: str
    file_name: str
    state: str
    person_name: str
    note: str
    decided_by: str
    candidates: list[BankCandidateOut]


class BankMatchIn(Schema):
    """Who paid a line, and for what."""

    person_id: UUID
    months: Annotated[list[MonthPaidIn], Field(max_length=24)] = []
    voluntary_yuan: Yuan = ""

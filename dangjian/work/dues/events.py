"""Facts about dues that others react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class DuesBaseFixed(Event):
    """The dues of a member were fixed anew from a month on; how high stands nowhere in the event."""

    name = "work.dues.DuesBaseFixed"
    version = 1
    base_id: UUID
    person_id: UUID
    organisation_id: UUID
    valid_from: str


@dataclass(frozen=True)
class DuesAssessed(Event):
    """A month was assessed for an organisation and those below it."""

    name = "work.dues.DuesAssessed"
    version = 1
    run_id: UUID
    organisation_id: UUID
    period: str
    made: int


@dataclass(frozen=True)
class DuesPaid(Event):
    """Money was taken in by an organisation."""

    name = "work.dues.DuesPaid"
    version = 1
    posting_id: UUID
    organisation_id: UUID
    person_ids: tuple[UUID, ...]
    paid_on: date


@dataclass(frozen=True)
class DuesPaymentReversed(Event):
    """A payment was taken back."""

    name = "work.dues.DuesPaymentReversed"
    version = 1
    payment_id: UUID
    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class DuesSixMonthsUnpaid(Event):
    """A member has not paid for six months in a row: a matter for people to decide (第十四条)."""

    name = "work.dues.DuesSixMonthsUnpaid"
    version = 1
    case_id: UUID
    person_id: UUID
    organisation_id: UUID
    since: str
    months: int


@dataclass(frozen=True)
class DuesRemitted(Event):
    """An organisation passed dues up."""

    name = "work.dues.DuesRemitted"
    version = 1
    remittance_id: UUID
    organisation_id: UUID
    to_organisation_id: UUID


@dataclass(frozen=True)
class DuesCaseClosed(Event):
    """People decided what is done about a case."""

    name = "work.dues.DuesCaseClosed"
    version = 1
    case_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class DuesExpenseRecorded(Event):
    """An expense waits for a second person."""

    name = "work.dues.DuesExpenseRecorded"
    version = 1
    expense_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class DuesExpenseSettled(Event):
    """An expense was booked, refused, withdrawn or reversed."""

    name = "work.dues.DuesExpenseSettled"
    version = 1
    expense_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class DuesMoneyHeld(Event):
    """A payment platform reported money that does not fit: a matter for people."""

    name = "work.dues.DuesMoneyHeld"
    version = 1
    money_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class DuesMoneySettled(Event):
    """People decided what is done about money that was held."""

    name = "work.dues.DuesMoneySettled"
    version = 1
    money_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class DuesAllocated(Event):
    """An organisation passed dues down; it waits for the receiver."""

    name = "work.dues.DuesAllocated"
    version = 1
    allocation_id: UUID
    from_organisation_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class DuesAllocationSettled(Event):
    """An allocation arrived, or was taken back."""

    name = "work.dues.DuesAllocationSettled"
    version = 1
    allocation_id: UUID
    organisation_id: UUID
    is_reversed: bool

"""Answers of the board of duties."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from dangjian.kernel.http import Schema


class PeriodOut(Schema):
    """A period in key and words."""

    key: str
    label: str


class DutyHeadOut(Schema):
    """A column of the board with its totals by status."""

    duty: str
    label: str
    period: str
    explanation: str
    clause: str
    totals: dict[str, int]


class DutyCellOut(Schema):
    """A cell of the board."""

    duty: str
    status: str
    done: int
    required: int
    planned_on: date | None


class MatrixRowOut(Schema):
    """A row of the board."""

    organisation_id: UUID
    org_path: str
    name: str
    parent_id: UUID | None
    cells: list[DutyCellOut]
    needs_action: bool


class MatrixOut(Schema):
    """The board. `next_after` is null on the last page."""

    period: PeriodOut
    duties: list[DutyHeadOut]
    rows: list[MatrixRowOut]
    next_after: str | None


class SummaryCellOut(Schema):
    """How many branches stand how."""

    duty: str
    totals: dict[str, int]


class SummaryRowOut(Schema):
    """An organisation with all its branches added up."""

    organisation_id: UUID
    org_path: str
    name: str
    org_kind: str
    branches: int
    cells: list[SummaryCellOut]


class SummaryOut(Schema):
    """The board added up."""

    period: PeriodOut
    duties: list[DutyHeadOut]
    rows: list[SummaryRowOut]


class StateOut(Schema):
    """One duty in one period with its reason."""

    duty: str
    label: str
    period_key: str
    period_label: str
    status: str
    status_label: str
    required: int
    done: int
    planned_on: date | None
    late_from: date | None
    missing_from: date | None
    text: str
    clause: str
    open_subjects: list[str]
    open_count: int


class RecordOut(Schema):
    """The record a credit comes from."""

    duty: str
    period_key: str
    happened_on: date
    satisfies: bool
    reason: str
    meeting_id: UUID
    meeting_title: str
    meeting_kind: str
    part_id: UUID | None
    part_title: str | None


class ExemptionOut(Schema):
    """An exemption."""

    id: UUID
    duty: str
    period_key: str
    reason: str
    granted_by: str
    created_at: datetime


class StatesOut(Schema):
    """Drill-down of one organisation."""

    organisation_id: UUID
    name: str
    period: PeriodOut
    states: list[StateOut]
    records: list[RecordOut]
    exemptions: list[ExemptionOut]


class UnfinishedOut(Schema):
    """A meeting whose record is not closed."""

    id: UUID
    title: str
    state: str
    held_on: date


class MonthOut(Schema):
    """This month of one organisation."""

    organisation_id: UUID
    name: str
    period: PeriodOut
    states: list[StateOut]
    not_owed: list[StateOut]
    unfinished: list[UnfinishedOut]


class ViolationOut(StateOut):
    """A duty that is late or missing."""

    organisation_id: UUID
    org_name: str


class DoubtOut(Schema):
    """A record that stands out."""

    meeting_id: UUID
    org_name: str
    title: str
    held_on: date
    text: str


class DutyViolationsOut(Schema):
    """What stands out in a period."""

    period: PeriodOut
    duties: list[ViolationOut]
    total: int
    records: list[DoubtOut]

"""Handbook and attendance ledger as files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, model_validator

from dangjian.foundation.printing.formats import PrintFormat, file_answer
from dangjian.foundation.printing.schemas import PrintOut
from dangjian.foundation.printing.show import show_print
from dangjian.kernel.http import ApiRouter, Query, Schema
from dangjian.work.handbooks import printouts
from dangjian.work.handbooks.commands import ask_handbook
from dangjian.work.handbooks.queries import attendance_ledger
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import MeetingKind

router = ApiRouter(module="work", app="life", tag="组织生活")
"""Its routes keep the names they had when the books were a part of `work.life`."""

Year = Annotated[int, Field(ge=2018, le=2100)]


class LedgerRowOut(Schema):
    """Attendance of one person."""

    person_id: UUID
    person_name: str
    due: int
    present: int
    remote: int
    leave: int
    absent: int
    exempt: int
    rate: Decimal | None


class LedgerOut(Schema):
    """The attendance ledger."""

    items: list[LedgerRowOut]


class LedgerFilter(Schema):
    """Attendance of an organisation between two days."""

    organisation_id: UUID
    since: date
    until: date
    kind: MeetingKind | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise ValueError("截止日期早于起始日期")
        return self


class HandbookFilter(Schema):
    """Which branch (or, in the background, committee), which calendar year, which format."""

    organisation_id: UUID
    year: Year
    file_format: PrintFormat = PrintFormat.PDF


class LedgerFileFilter(Schema):
    """Attendance of an organisation between two days, as a file."""

    organisation_id: UUID
    since: date
    until: date
    kind: MeetingKind | None = None
    file_format: PrintFormat = PrintFormat.PDF


@router.get(
    "/handbook",
    name="get_handbook",
    action=VIEW_MEETING,
    produces="*/*",
    summary="打印党支部工作手册",
    audit_kind="look",
)
def get_handbook(request: HttpRequest, filters: Query[HandbookFilter]) -> Any:
    """The handbook of one branch, at once."""
    return file_answer(printouts.print_handbook(**filters.model_dump()))


@router.post(
    "/handbook", name="ask_handbook", action=VIEW_MEETING, out=PrintOut, status=202, summary="后台生成党支部工作手册"
)
def post_handbook(request: HttpRequest, body: HandbookFilter) -> Any:
    """The handbooks of all branches below a committee, or of one branch, in the background."""
    return show_print(ask_handbook(**body.model_dump()))


@router.get(
    "/attendance-ledger/file",
    name="get_attendance_file",
    action=VIEW_MEETING,
    produces="*/*",
    summary="打印考勤台账",
    audit_kind="look",
)
def get_attendance_file(request: HttpRequest, filters: Query[LedgerFileFilter]) -> Any:
    """The attendance ledger, at once."""
    given = filters.model_dump()
    return file_answer(printouts.print_ledger(**{**given, "kind": given["kind"] or ""}))


@router.get("/attendance-ledger", name="list_attendance_ledger", action=VIEW_MEETING, out=LedgerOut)
def list_attendance_ledger(request: HttpRequest, filters: Query[LedgerFilter]) -> Any:
    """考勤台账"""
    items = attendance_ledger(
        organisation_id=filters.organisation_id, since=filters.since, until=filters.until, kind=filters.kind or ""
    )
    return {"items": items}

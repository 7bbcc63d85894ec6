"""Handbook and attendance ledger as files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from dangjian.foundation.printing.formats import PrintFormat, file_answer
from dangjian.foundation.printing.schemas import PrintOut
from dangjian.foundation.printing.show import show_print
from dangjian.kernel.http import Query, Schema
from dangjian.work.life import printouts
from dangjian.work.life.api.router import router
from dangjian.work.life.commands.printouts import ask_handbook
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import MeetingKind

Year = Annotated[int, Field(ge=2018, le=2100)]


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


@router.get("/handbook", name="get_handbook", action=VIEW_MEETING, produces="*/*", summary="打印党支部工作手册")
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
)
def get_attendance_file(request: HttpRequest, filters: Query[LedgerFileFilter]) -> Any:
    """The attendance ledger, at once."""
    given = filters.model_dump()
    return file_answer(printouts.print_ledger(**{**given, "kind": given["kind"] or ""}))

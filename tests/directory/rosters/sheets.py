"""Small roster files and the way they go, for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import xlsxwriter

from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.models import ImportBatch
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.files import intake
from dangjian.kernel.jobs import run_pending
from tests.world import identity_number

HEAD = [
    "姓名",
    "性别",
    "公民身份号码",
    "民族",
    "出生日期",
    "学历",
    "人员类别",
    "所在党支部",
    "入党日期",
    "转正日期",
    "手机号码",
]


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx file of these sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def member_row(serial: int, name: str, branch: str = "一车间党支部", **changes: str) -> list[str]:
    """A faultless row of `HEAD` for an invented full member."""
    from datetime import date

    born = date(1975 + serial % 20, serial % 12 + 1, serial % 28 + 1)
    values = {
        "姓名": name,
        "性别": "男" if serial % 2 else "女",
        "公民身份号码": identity_number(serial, born),
        "民族": "汉族",
        "出生日期": born.isoformat(),
        "学历": "大学本科",
        "人员类别": "正式党员",
        "所在党支部": branch,
        "入党日期": "2012-07-01",
        "转正日期": "2013-07-01",
        "手机号码": f"139{serial:08d}",
    }
    return [(values | changes)[title] for title in HEAD]


def upload(actor: Actor, content: bytes, name: str = "名册.xlsx", organisation_id: UUID | None = None) -> ImportBatch:
    """Give the file and begin an import."""
    with acting_as(actor):
        file = intake(io.BytesIO(content), name=name, purpose="directory.rosters.upload")
        stored, parts = queries.understand_file(file_id=file.pk)
        return commands.create_batch(file=stored, parts=parts, organisation_id=organisation_id)


def checked(actor: Actor, content: bytes, name: str = "名册.xlsx", organisation_id: UUID | None = None) -> ImportBatch:
    """Import a file as far as the preview."""
    batch = upload(actor, content, name, organisation_id)
    with acting_as(actor):
        commands.request_preview(batch_id=batch.pk)
        run_pending()
        return queries.get_batch(batch_id=batch.pk)


def committed(actor: Actor, batch: ImportBatch, *, skip_faulty: bool = False) -> ImportBatch:
    """Commit a previewed batch."""
    with acting_as(actor):
        now = queries.get_batch(batch_id=batch.pk)
        commands.begin_commit(batch_id=batch.pk, expected_version=now.version, skip_faulty=skip_faulty)
        run_pending()
        return queries.get_batch(batch_id=batch.pk)


def rows_of(actor: Actor, batch: ImportBatch, part: int = 0) -> list[dict[str, Any]]:
    """All staged rows of a sheet."""
    with acting_as(actor):
        found: list[dict[str, Any]] = queries.list_rows(batch_id=batch.pk, part=part)["items"]
        return found


def codes_of(actor: Actor, batch: ImportBatch, part: int = 0) -> dict[int, list[str]]:
    """Codes of the problems by row number."""
    return {
        row["number"]: [p["code"] for p in row["problems"]] for row in rows_of(actor, batch, part) if row["problems"]
    }

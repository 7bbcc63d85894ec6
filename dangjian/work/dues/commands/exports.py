"""Statements as a workbook. Every export is recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, write_workbook
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.scratch import scratch_folder
from dangjian.work.dues import queries
from dangjian.work.dues.permissions import VIEW_STATEMENT
from dangjian.work.dues.rules.money import yuan

_COLUMNS = {
    "opening_fen": "本级期初结余",
    "due_fen": "应交",
    "paid_fen": "其中已交",
    "collected_fen": "本期收款",
    "voluntary_fen": "其中自愿多交",
    "own_collected_fen": "本级收款",
    "from_below_fen": "收到下级上缴",
    "from_above_fen": "收到上级下拨",
    "interest_fen": "利息",
    "passed_up_fen": "上缴上级",
    "allocated_fen": "下拨下级",
    "own_spent_fen": "本级使用",
    "spent_fen": "使用（含下级）",
    "closing_fen": "本级期末结余",
    "difference_fen": "差额",
}


@command(VIEW_STATEMENT)
def export_statement(unit: Unit, *, organisation_id: UUID, first_month: str, last_month: str) -> bytes:
    """The statement of an organisation and everything below it, level by level, in yuan. Raises NotFound, BadInput."""
    place = unit.get(Organisation, organisation_id, lock=False)
    found = queries.statement(
        organisation_id=organisation_id, first_month=first_month, last_month=last_month, whole_tree=True
    )
    unit.note(f"导出党费汇总表 {first_month} 至 {last_month}", about=place)
    least = found["items"][0]["level"]
    columns = [SheetColumn("党组织", 40), SheetColumn("应交人次"), SheetColumn("交清人次")]
    columns += [SheetColumn(f"{title}（元）", 16) for title in _COLUMNS.values()]
    rows = [
        ["　" * (line["level"] - least) + line["org_name"], line["people"], line["people_paid"], *_amounts(line)]
        for line in found["items"]
    ]
    title = f"{place.short_name}党费汇总表（{first_month} 至 {last_month}，含下级）"
    with scratch_folder("dues") as folder:
        path = folder / "statement.xlsx"
        write_workbook(path, [TableSheet("党费汇总表", columns, rows, title=title)], title=title)
        return path.read_bytes()


def _amounts(line: dict[str, Any]) -> list[str]:
    """Amounts as text: a spreadsheet keeps them to the fen."""
    return [yuan(line[name]).replace(",", "") for name in _COLUMNS]

"""The ledger of tasks as a workbook. Every export is recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, write_workbook
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scratch import scratch_folder
from dangjian.work.tasks.permissions import EXPORT_TASKS
from dangjian.work.tasks.queries.lists import Wanted, found_tasks
from dangjian.work.tasks.queries.loading.show import show_row, sums_of

MOST_ROWS = 20_000
_COLUMNS = (
    ("title", "任务", 40), ("source_label", "来源", 12), ("source_ref", "依据", 24), ("issuer_name", "交办单位", 18),
    ("org_name", "承办单位", 18), ("holder_name", "责任人", 10), ("starts_on", "交办日期", 12),
    ("due_on", "完成时限", 12), ("state_label", "状态", 10), ("lamp_label", "亮灯", 10), ("percent", "进度（%）", 10),
    ("parts", "分解任务", 10), ("parts_closed", "已办结", 10), ("parts_late", "逾期", 10),
    ("extensions", "延期次数", 10),
)  # fmt: skip


@command(EXPORT_TASKS)
def export_tasks(unit: Unit, *, organisation_id: UUID, wanted: Wanted) -> bytes:
    """Tasks of an organisation and what is below it, as the list shows them. Raises NotFound, BadInput for too many."""
    place = unit.get(Organisation, organisation_id, lock=False)
    rows = found_tasks(replace(wanted, organisation_id=organisation_id)).order_by("org_path", "due_on", "id")
    tasks = list(rows[: MOST_ROWS + 1])
    if len(tasks) > MOST_ROWS:
        raise BadInput("tasks.export.too_many", f"超过 {MOST_ROWS} 条，请缩小筛选范围后再导出。", field="state")
    sums: dict[UUID, Any] = {}
    for first in range(0, len(tasks), 500):
        sums |= sums_of([task.pk for task in tasks[first : first + 500]], unit.today)
    shown = [show_row(task, unit.today, sums.get(task.pk)) for task in tasks]
    unit.note(f"导出督办任务台账 {len(tasks)} 条", about=place)
    title = f"{place.short_name}督办任务台账（{unit.today}）"
    columns = [SheetColumn(name, width) for _, name, width in _COLUMNS]
    with scratch_folder("tasks") as folder:
        path = folder / "tasks.xlsx"
        table = [[row[key] for key, _, _ in _COLUMNS] for row in shown]
        write_workbook(path, [TableSheet("督办任务", columns, table, title=title)], title=title)
        return path.read_bytes()

"""The numbers of the statistics page as a workbook, so that nobody copies them into one."""

from __future__ import annotations

import io

from dangjian.directory.members.permissions import LIST_MEMBERS
from dangjian.directory.members.queries.counts import count_members
from dangjian.directory.members.queries.filters import MemberFilter
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, Value, write_workbook
from dangjian.kernel.doors import query


@query(LIST_MEMBERS)
def counts_workbook(*, filters: MemberFilter, rows: str, columns: str = "") -> bytes:
    """The counts by one or two dimensions with their sums as .xlsx. Raises BadInput for an unknown dimension."""
    found = count_members(filters=filters, rows=rows, columns=columns)
    across = [column["label"] for column in found["columns"]]
    titles = [found["row_title"], *across, "合计" if across else "人数"]
    lines: list[list[Value]] = []
    for row, cells, total in zip(found["rows"], found["cells"], found["row_sums"], strict=True):
        lines.append([row["label"], *(cells if across else []), total])
    sums = [sum(line) for line in zip(*found["cells"], strict=True)] if across else []
    lines.append(["合计", *sums, found["total"]])
    title = f"党员统计：{found['row_title']}" + (f"和{found['column_title']}" if across else "")
    target = io.BytesIO()
    write_workbook(target, [TableSheet("党员统计", [SheetColumn(name) for name in titles], lines)], title=title)
    return target.getvalue()

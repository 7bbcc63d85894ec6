"""The copy of one's own data, as an export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.exports.registry import Exported, Exporter, register_exporter
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet
from dangjian.kernel.actor import current_actor
from dangjian.kernel.privacy import Part, parts_about
from dangjian.ops.privacy.queries import looks_at_me
from dangjian.ops.privacy.show import rows_in_words
from dangjian.ops.settings.words import thing_title

MOST_ROWS = 10_000
"""Rows of one table in the copy, the latest first."""
LOOKS = "谁查看过我的敏感信息"


def _my_data(*, person_id: str | None, account_id: str) -> Exported:
    person = UUID(person_id) if person_id else None
    parts = list(
        parts_about(
            tenant_id=current_actor().tenant_id,
            person_id=person,
            account_id=UUID(account_id),
            most=MOST_ROWS,
            reveal=True,
        )
    )
    looks = looks_at_me(person_id=person, most=MOST_ROWS)
    return Exported(sheets=_sheets(parts, looks), data=_data(parts, looks))


def _title(part: Part) -> str:
    return thing_title(part.table) or part.purpose


def _data(parts: list[Part], looks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = [
        {
            "名称": _title(part),
            "数据表": part.table,
            "目的": part.purpose,
            "依据": part.basis,
            "保存期限": part.retention,
            "字段": {entry.field: f"{entry.title}（{entry.data_class.value}）" for entry in part.columns},
            "条数": part.count,
            "记录": [
                dict(zip([entry.field for entry in part.columns], row, strict=True)) for row in rows_in_words(part)
            ],
        }
        for part in parts
    ]
    return [*tables, {"名称": LOOKS, "条数": len(looks), "记录": looks}]


def _sheets(parts: list[Part], looks: list[dict[str, Any]]) -> list[TableSheet]:
    summary = TableSheet(
        "说明",
        [SheetColumn(title, 30) for title in ("内容", "条数", "目的", "依据", "保存期限")],
        [[_title(part), part.count, part.purpose, part.basis, part.retention] for part in parts],
    )
    tables = [
        TableSheet(
            f"{number}{_title(part)}"[:31],
            [SheetColumn(entry.title, 18) for entry in part.columns],
            rows_in_words(part),
        )
        for number, part in enumerate(parts, start=1)
    ]
    seen = TableSheet(
        LOOKS,
        [SheetColumn("时间", 20), SheetColumn("查看人"), SheetColumn("用途", 40)],
        [[look["at"], look["actor_name"], look["purpose"]] for look in looks],
    )
    return [summary, *tables, seen]


MY_DATA = register_exporter(Exporter("ops.privacy.my_data", "我的数据", _my_data))

"""The template of a catalogue: a sheet to fill in, and a sheet that says how."""

from __future__ import annotations

import io
from collections.abc import Sequence

from dangjian.foundation.tabular.catalogue import Catalogue, Field
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, write_workbook

PREPARED_ROWS = 2_000
"""Rows prepared with text format and drop-down lists."""


def template_columns(fields: Sequence[Field]) -> list[SheetColumn]:
    """Columns of a template or an export in the layout of the template."""
    return [
        SheetColumn(
            title=f"{each.title}*" if each.required else each.title,
            width=each.width,
            choices=each.choices,
            note=each.note,
            required=each.required,
        )
        for each in fields
    ]


def write_template(catalogues: Sequence[Catalogue], *, rules: Sequence[str]) -> bytes:
    """A template workbook: one sheet for each catalogue, then the instructions; `rules` are general sentences."""
    sheets = []
    lines: list[tuple[str, ...]] = [("", "", "", rule) for rule in rules]
    for catalogue in catalogues:
        fields = [each for each in catalogue.fields if each.in_template]
        sheets.append(TableSheet(catalogue.title, template_columns(fields), blank_rows=PREPARED_ROWS))
        for each in fields:
            need = "必填" if each.required else "选填"
            choices = "可选：" + "、".join(each.choices) if each.choices and "、" not in each.note else ""
            lines.append((f"{catalogue.title}：{each.title}", need, each.example, f"{each.note}{choices}"))
    columns = [SheetColumn("栏目", 30), SheetColumn("要求", 8), SheetColumn("示例", 34), SheetColumn("说明", 80)]
    sheets.append(TableSheet("填写说明", columns, lines))
    target = io.BytesIO()
    write_workbook(target, sheets, title="导入模板")
    return target.getvalue()

"""The export as a file, marked with who asked for it and when (SEC-DATA-08)."""

from __future__ import annotations

import io
import json
from datetime import datetime

from dangjian.foundation.exports.registry import Exported
from dangjian.foundation.tabular.writer import MarkedRow, write_csv, write_workbook
from dangjian.kernel.clock import local_time


def mark_of(asked_by: str, moment: datetime) -> str:
    """The watermark: who, when, and that it is not to be passed on."""
    return f"导出人：{asked_by}　导出时间：{local_time(moment):%Y-%m-%d %H:%M}　内部资料，请勿外传"


def written(exported: Exported, *, title: str, form: str, mark: str) -> bytes:
    """The bytes of the file."""
    if form == "json":
        content = {"说明": mark, "内容": exported.data}
        return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode("utf-8")
    if form == "csv":
        text = io.StringIO(newline="")
        sheet = exported.sheets[0]
        write_csv(text, sheet.columns, (row.values if isinstance(row, MarkedRow) else row for row in sheet.rows))
        text.write(f'"{mark}"\r\n')
        return text.getvalue().encode("utf-8-sig")
    target = io.BytesIO()
    write_workbook(target, exported.sheets, title=title, author=mark, mark=mark)
    return target.getvalue()

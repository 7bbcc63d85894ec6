"""The process that opens workbooks: `python -m dangjian.foundation.tabular.reader_process '<request as JSON>'`.

A workbook can name a cell in the last row and column of a sheet and so ask the parser for terabytes, or repeat one
long text a million times. No check beforehand finds every such file, therefore parsing happens in a process of its own
with bounded memory and time; if it dies, the file is refused and the server lives on.

Answers are lines of JSON on standard output: one object first, then (for rows) one array of rows per line.
Dates travel as `["2010-07-01"]`, times of day as `[null]`.
"""

from __future__ import annotations

import datetime
import resource
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dangjian.foundation.tabular.prescan import SheetScan, scan_sheets

_CHUNK = 1_000
_PLAIN = (str, float, int, bool)
_MERGED_KEPT = 200_000


def _cell(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return [value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    return [None] if isinstance(value, (datetime.time, datetime.timedelta)) else str(value)


def _rows(sheet: CalamineSheet, scan: SheetScan | None, limit: int) -> Iterator[list[Any]]:
    """Rows of a sheet from its first row and column, trailing blanks cut, formula errors as their text."""
    errors = scan.errors if scan else {}
    # The parser leaves blank columns on the left out, while merged cells and errors count them.
    blank = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows()):
        if number >= limit:
            return
        row = [*blank, *(value if value.__class__ in _PLAIN else _cell(value) for value in values)]
        if number in errors:
            for column, text in errors[number].items():
                row.extend([""] * (column + 1 - len(row)))
                row[column] = text
        while row and row[-1] == "":
            row.pop()
        yield row


def _write(value: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(value))
    sys.stdout.buffer.write(b"\n")


def _refuse(code: str, text: str) -> int:
    _write({"refused": {"code": code, "text": text}})
    return 0


def _describe(book: CalamineWorkbook, index: int, scan: SheetScan | None, head: int) -> dict[str, Any]:
    meta = book.sheets_metadata[index]
    answer: dict[str, Any] = {
        "index": index,
        "name": meta.name,
        "visible": meta.visible == SheetVisibleEnum.Visible,
        "rows": 0,
        "columns": 0,
        "head": [],
        "merged": [],
        "beyond": scan.beyond if scan else "",
    }
    if answer["beyond"]:
        return answer
    sheet = book.get_sheet_by_index(index)
    last = sheet.end or (-1, -1)
    answer["rows"], answer["columns"] = last[0] + 1, last[1] + 1
    answer["head"] = list(_rows(sheet, scan, head))
    answer["merged"] = [(a, b, c, d) for (a, b), (c, d) in (sheet.merged_cell_ranges or ())[:_MERGED_KEPT]]
    return answer


def _inspect(request: dict[str, Any], book: CalamineWorkbook, scans: dict[str, SheetScan]) -> None:
    sheets = [
        _describe(book, index, scans.get(meta.name), request["head"])
        for index, meta in enumerate(book.sheets_metadata[: request["sheets"]])
        if meta.typ == SheetTypeEnum.WorkSheet
    ]
    _write({"sheets": sheets})


def _stream(request: dict[str, Any], book: CalamineWorkbook, scans: dict[str, SheetScan]) -> None:
    index = request["sheet"]
    scan = scans.get(book.sheets_metadata[index].name)
    described = _describe(book, index, scan, 0)
    _write({"sheets": [described]})
    if described["beyond"]:
        return
    for chunk in _chunks(_rows(book.get_sheet_by_index(index), scan, request["rows"] + 1)):
        _write(chunk)


def _chunks(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    chunk: list[list[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def main(request: dict[str, Any]) -> int:
    """Answer one request; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"] + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    scans: dict[str, SheetScan] = {}
    if request["kind"] == "xlsx":
        scans = scan_sheets(request["path"], request["rows"], request["columns"], request.get("sheet"))
    try:
        with CalamineWorkbook.from_path(request["path"]) as book:
            (_inspect if request["operation"] == "inspect" else _stream)(request, book, scans)
    except PasswordError:
        return _refuse("tabular.file.encrypted", "文件设置了打开密码，无法读取。请取消密码后重新上传。")
    except CalamineError:
        return _refuse(
            "tabular.file.broken", "文件已损坏，无法读取。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后重新上传。"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(orjson.loads(sys.argv[1])))

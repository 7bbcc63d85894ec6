"""Reading tables: what sheets a file has, and the rows of one of them, as plain Python values.

A cell is text, a number, a boolean, a date or blank (""). Rows are numbered as Excel shows them only for people;
inside, indexes start at 0.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import orjson

from dangjian.foundation.tabular.limits import DEFAULT_LIMITS, Limits
from dangjian.foundation.tabular.problems import TableRefused
from dangjian.foundation.tabular.sniff import FileKind, sniff
from dangjian.foundation.tabular.textfile import read_text_rows, too_many_columns, too_many_rows

Cell = str | float | int | bool | date | datetime | time
Row = list[Cell]

HEAD_ROWS = 60
"""Rows looked at to find the headings and to guess columns."""
_SHEETS_LOOKED_AT = 40
_ROOT = str(Path(__file__).resolve().parents[3])


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its first rows and merged cells as (first row, first column, last row, last column), from 0."""

    index: int
    name: str
    visible: bool
    rows: int
    columns: int
    head: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A table file that may be read."""

    path: Path
    kind: FileKind
    sheets: tuple[Sheet, ...]


def open_book(path: Path, file_name: str, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Look into a table file. Raises TableRefused when it must not or cannot be read."""
    kind = sniff(path, file_name, limits)
    if kind == "csv":
        return Book(path, kind, (_text_sheet(path, limits),))
    with closing(_ask(path, kind, limits, {"operation": "inspect", "head": HEAD_ROWS})) as answers:
        described = next(answers)["sheets"]
    sheets = tuple(_sheet(each, limits, len(described)) for each in described)
    filled = tuple(sheet for sheet in sheets if sheet.head)
    if not filled:
        raise TableRefused("tabular.file.no_rows", "工作簿里没有数据。请检查是否选错了文件。")
    return Book(path, kind, filled)


def read_rows(book: Book, sheet: Sheet, limits: Limits = DEFAULT_LIMITS) -> Iterator[Row]:
    """Rows of a sheet from the first, one after the other, values of vertically merged cells repeated in each row.

    Trailing blanks are cut. Raises TableRefused when the sheet exceeds the limits.
    """
    if book.kind == "csv":
        yield from _trimmed(read_text_rows(book.path, limits))
        return
    merges = _MergedValues(sheet.merged)
    number = 0
    with closing(_ask(book.path, book.kind, limits, {"operation": "rows", "sheet": sheet.index})) as answers:
        _sheet(next(answers)["sheets"][0], limits, 1)
        for chunk in answers:
            for values in chunk:
                if number >= limits.sheet_rows:
                    raise too_many_rows(limits)
                if len(values) > limits.columns:
                    raise too_many_columns(limits)
                yield merges.fill(number, _decode(values))
                number += 1


def _text_sheet(path: Path, limits: Limits) -> Sheet:
    head: list[tuple[Cell, ...]] = []
    count = width = 0
    for row in _trimmed(read_text_rows(path, limits)):
        count += 1
        width = max(width, len(row))
        if len(head) < HEAD_ROWS:
            head.append(tuple(row))
    if not any(str(cell).strip() for row in head for cell in row):
        raise TableRefused("tabular.file.no_rows", "文件里没有数据。请检查是否选错了文件。")
    return Sheet(0, "文本表格", True, count, width, tuple(head))


def _trimmed(rows: Iterator[list[str]]) -> Iterator[Row]:
    for row in rows:
        values: Row = [*row]
        while values and values[-1] == "":
            values.pop()
        yield values


def _sheet(answer: dict[str, Any], limits: Limits, of_sheets: int) -> Sheet:
    """A described sheet. One that exceeds the limits is refused, or left out when the book has others."""
    if answer["beyond"] and of_sheets == 1:
        raise too_many_rows(limits) if answer["beyond"] == "rows" else too_many_columns(limits)
    merges = _MergedValues(tuple(tuple(merge) for merge in answer["merged"]))
    head = tuple(tuple(merges.fill(number, _decode(row))) for number, row in enumerate(answer["head"]))
    return Sheet(
        index=answer["index"],
        name=answer["name"],
        visible=answer["visible"],
        rows=answer["rows"],
        columns=answer["columns"],
        head=head,
        merged=tuple(tuple(merge) for merge in answer["merged"]),
    )


class _MergedValues:
    """Repeats the value of a cell that is merged over several rows; titles merged over columns stay where they are."""

    def __init__(self, merged: tuple[tuple[int, ...], ...]) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _right in merged:
            if bottom > top:
                self._starts.setdefault(top, []).append((left, bottom))
        self._open: dict[int, tuple[int, Cell]] = {}

    def fill(self, number: int, row: Row) -> Row:
        for column, (bottom, value) in list(self._open.items()):
            if number > bottom:
                del self._open[column]
            else:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = value
        for column, bottom in self._starts.get(number, ()):
            if column < len(row) and row[column] != "":
                self._open[column] = (bottom, row[column])
        return row


def _decode(values: list[Any]) -> Row:
    return [value if value.__class__ is not list else _date(value[0]) for value in values]


def _date(text: str | None) -> Cell:
    if text is None:
        return time()
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _ask(path: Path, kind: FileKind, limits: Limits, request: dict[str, Any]) -> Generator[Any, None, None]:
    """Start the reading process and give its answers one by one. Raises TableRefused when it refuses or dies."""
    request = request | {
        "path": str(path),
        "kind": kind,
        "rows": limits.sheet_rows,
        "columns": limits.columns,
        "sheets": _SHEETS_LOOKED_AT,
        "memory": limits.reader_memory,
        "seconds": limits.reader_seconds,
    }
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": _ROOT, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "dangjian.foundation.tabular.reader_process", orjson.dumps(request).decode()]
    process = subprocess.Popen(  # noqa: S603 - our own module; the request is one JSON argument, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            answer = orjson.loads(line)
            if isinstance(answer, dict) and "refused" in answer:
                raise TableRefused(answer["refused"]["code"], answer["refused"]["text"])
            yield answer
        if process.wait() != 0:
            raise TableRefused(
                "tabular.file.unreadable",
                "文件内容超出可以读取的范围或结构异常。请把需要的数据复制到新建的工作簿（只粘贴数值）后重新上传。",
            )
    finally:
        process.stdout.close()
        process.kill()
        process.wait()

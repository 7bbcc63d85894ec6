"""Text tables: character set, separator, rows. UTF-8 with or without mark, UTF-16 with mark, GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from dangjian.foundation.tabular.inert import without_apostrophe
from dangjian.foundation.tabular.limits import Limits
from dangjian.foundation.tabular.problems import TableRefused

_SEPARATORS = (",", "\t", ";", "|", "，")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its character set. Raises TableRefused when it is none of those accepted."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        charsets: tuple[str, ...] = ("utf-16",)
    elif content.startswith(b"\xef\xbb\xbf"):
        charsets = ("utf-8-sig",)
    else:
        charsets = ("utf-8", "gb18030")
    for charset in charsets:
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, charset
    raise TableRefused(
        "tabular.text.unknown_charset",
        "无法识别文件的文字编码。请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后上传。",
    )


def separator_of(text: str) -> str:
    """The sign that separates columns: the one that splits the first lines into the most columns most evenly."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    best, best_score = ",", 0.0
    for sign in _SEPARATORS:
        counts = sorted(_count_outside_quotes(line, sign) for line in lines)
        if counts and counts[-1]:
            usual = counts[len(counts) // 2]
            score = usual * 2 + sum(count == usual for count in counts) / len(counts) + (0.5 if sign == "," else 0)
            if usual and score > best_score:
                best, best_score = sign, score
    return best


def _count_outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])


def read_text_rows(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Rows of a text table, cells as text. Raises TableRefused beyond the limits or when quotes do not close."""
    text, _charset = decode(path.read_bytes())
    separator = separator_of(text)
    csv.field_size_limit(limits.cell_characters * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number > limits.sheet_rows:
                raise too_many_rows(limits)
            while len(row) > limits.columns and not row[-1].strip():
                row.pop()
            if len(row) > limits.columns:
                raise too_many_columns(limits)
            yield [_plain(cell, number, limits) for cell in row]
    except csv.Error as error:
        raise TableRefused(
            "tabular.text.broken_row",
            f"第 {number + 1} 行附近的引号或内容有误，无法继续读取。请用 Excel 打开检查该行，另存为 .xlsx 后上传。",
        ) from error


def _plain(cell: str, number: int, limits: Limits) -> str:
    """A cell as its author meant it: the apostrophe that keeps formulas inert is not part of the value."""
    if len(cell) > limits.cell_characters:
        raise TableRefused(
            "tabular.text.cell_too_long",
            f"第 {number} 行有一个单元格超过 {limits.cell_characters} 字，多半是引号没有成对。请检查该行后重新上传。",
        )
    return without_apostrophe(cell)


def too_many_rows(limits: Limits) -> TableRefused:
    """The refusal for a table that is too long."""
    return TableRefused(
        "tabular.table.too_many_rows",
        f"表格超过 {limits.rows:,} 行。请删去末尾的空白行，或按单位拆分成几个文件分别导入。",
    )


def too_many_columns(limits: Limits) -> TableRefused:
    """The refusal for a table that is too wide."""
    return TableRefused(
        "tabular.table.too_many_columns",
        f"表格超过 {limits.columns} 列。请删去右侧无关的列后重新上传。",
    )

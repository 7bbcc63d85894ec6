"""What is wrong with a file or a cell: a stable code, a Chinese sentence that says the cure, a suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["error", "warning"]


class TableRefused(Exception):
    """The file as a whole cannot be read. `code` is stable, `text` is Chinese and says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Fault(NamedTuple):
    """What is wrong with one value, wherever it stands."""

    code: str
    text: str
    level: Level = "error"
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A fault at its place. `row` is the row number of the sheet as Excel shows it (first row 1), `column` the index of
    the column in the sheet (first column 0), -1 for the row as a whole; `field` is the recognised field or ""."""

    row: int
    column: int
    field: str
    code: str
    text: str
    level: Level = "error"
    suggestion: str = ""


def column_letter(index: int) -> str:
    """The letters Excel shows for a column index from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell as Excel shows it (B12); only the row when the column is -1."""
    return f"{column_letter(column)}{row}" if column >= 0 else f"第{row}行"

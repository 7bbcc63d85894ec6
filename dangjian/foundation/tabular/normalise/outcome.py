"""What a normaliser answers, and what all normalisers do first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from dangjian.foundation.tabular.prescan import UNCALCULATED
from dangjian.foundation.tabular.problems import Fault
from dangjian.foundation.tabular.workbook import Cell

_FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_BLANKS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "/",
        "\\",
        "／",
        "、",
        ".",
        "…",
        "无",
        "暂无",
        "空",
        "NULL",
        "null",
        "None",
        "nan",
    }
)


class Outcome(NamedTuple):
    """The clean value (None: blank), what is wrong, and text that belongs elsewhere (a second telephone number)."""

    value: Any = None
    fault: Fault | None = None
    extra: str = ""


Normaliser = Callable[[Cell], Outcome]

BLANK = Outcome()


def cell_text(cell: Cell) -> str:
    """A cell as text, the way a person reads it in Excel: 1001.0 is 1001, a date is 2010-07-01."""
    if cell.__class__ is str:
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return str(cell)


def formula_fault(cell: Cell) -> Fault | None:
    """The fault of a cell whose formula failed or was never calculated."""
    if cell.__class__ is not str or not cell or cell[0] != "#":
        return None
    text = str(cell).strip()
    if text == UNCALCULATED:
        return Fault(
            "cell.formula_uncalculated",
            "公式没有保存计算结果。请用 Excel 打开，复制该列后“选择性粘贴→数值”，保存后重新上传；或在此直接填写。",
        )
    if text.upper() in _FORMULA_ERRORS:
        return Fault("cell.formula_error", f"公式出错（{text}）。请在 Excel 中改正公式，或在此直接填写正确的值。")
    return None


def is_blank(text: str) -> bool:
    """Whether people mean "nothing" by this text: a dash, a slash, 无."""
    return text in _BLANKS

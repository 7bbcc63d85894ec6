"""Dates in the forms people write them, with their precision.

A normalised date is ISO text: `2010-07-01` is exact to the day, `2010-07` to the month. Texts of both kinds compare
in the order of time, and go through JSON unchanged.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

from dangjian.foundation.tabular.normalise.outcome import BLANK, Outcome, formula_fault, is_blank
from dangjian.foundation.tabular.normalise.text import clean_text
from dangjian.foundation.tabular.problems import Fault, Level
from dangjian.foundation.tabular.workbook import Cell

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 367, 73_050
"""Serial numbers of 1901-01-01 and 2099-12-31: outside of them a number is not taken for an Excel date."""
_FIRST_YEAR, _LAST_YEAR = 1850, 2099

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号.]?(?:\s*[T ]?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_DAY_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[月.]?")
_MONTH_TOGETHER = re.compile(r"(\d{4})(\d{2})")
_SERIAL = re.compile(r"(\d{4,5})(?:\.0+)?")
_YEAR = re.compile(r"((?:18|19|20)\d{2})\s*年?")
_SHORT_YEAR = re.compile(r"'?(\d{2})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?\s*月?")
_DAY_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_SIGNS = str.maketrans({"—": "-", "–": "-", "―": "-", "﹣": "-", "。": ".", "、": ".", "，": ".", ",": ".", "~": "/"})


def first_day(value: str) -> date:
    """The (first) day of a normalised date."""
    return date.fromisoformat(value if len(value) == 10 else value + "-01")


def precision(value: str) -> Literal["day", "month"]:
    """How exact a normalised date is."""
    return "day" if len(value) == 10 else "month"


def certainly_before(left: str, right: str) -> bool:
    """Whether `left` lies before `right` at the precision both have: 2010-07 is not before 2010-07-15."""
    length = min(len(left), len(right))
    return left[:length] < right[:length]


def normalise_date(cell: Cell) -> Outcome:
    """A date, exact to the day or the month; see the module for its form."""
    if isinstance(cell, datetime):
        return _found(cell.year, cell.month, cell.day, cell.isoformat(" "))
    if isinstance(cell, date):
        return _found(cell.year, cell.month, cell.day, cell.isoformat())
    if isinstance(cell, time):
        return _wrong("date.zero", "单元格里是 0 或时间，不是日期。请按“2010-07-01”的样式填写。")
    if isinstance(cell, bool):
        return _wrong("date.unreadable", "这里应填日期，例如 2010-07-01。")
    if isinstance(cell, (int, float)):
        return _from_number(float(cell))
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell).translate(_SIGNS).lstrip("'‘’`").rstrip("生起.")
    if is_blank(text) or is_blank(cell.strip()):
        return BLANK
    return _from_text(text)


def _from_number(number: float) -> Outcome:
    """A number cell: an Excel serial, a day or month written together, or a month written with a point."""
    if number.is_integer():
        whole = int(number)
        if _FIRST_SERIAL <= whole <= _LAST_SERIAL and not _looks_like_year(whole):
            day = _EXCEL_EPOCH + timedelta(days=whole)
            return Outcome(day.isoformat())
        return _from_text(str(whole))
    if _FIRST_SERIAL <= number <= _LAST_SERIAL and not _looks_like_year(int(number)):
        return Outcome((_EXCEL_EPOCH + timedelta(days=int(number))).isoformat())
    text = repr(number)
    year, _, decimals = text.partition(".")
    if _looks_like_year(int(number)) and decimals == "1":
        return Outcome(
            None,
            Fault(
                "date.ambiguous_month",
                f"“{text}”可能是 10 月（Excel 去掉了 {year}.10 末尾的 0），也可能是 1 月。"
                f"请改填 {year}-10 或 {year}-01。",
                "warning",
                f"{year}-10",
            ),
        )
    return _from_text(text)


def _looks_like_year(number: int) -> bool:
    return 1900 <= number <= _LAST_YEAR


def _from_text(text: str) -> Outcome:
    for pattern in (_DAY, _DAY_TOGETHER):
        if match := pattern.fullmatch(text):
            return _found(int(match[1]), int(match[2]), int(match[3]), text)
    for pattern in (_MONTH, _MONTH_TOGETHER):
        if match := pattern.fullmatch(text):
            return _found_month(int(match[1]), int(match[2]), text)
    if match := _YEAR.fullmatch(text):
        return _wrong(
            "date.year_only", f"“{text}”只有年份。请补充月份，例如 {match[1]}-07；知道日期的请填 {match[1]}-07-01。"
        )
    if (match := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return Outcome((_EXCEL_EPOCH + timedelta(days=int(match[1]))).isoformat())
    if match := _CHINESE.fullmatch(text):
        return _from_chinese(match)
    return _unreadable(text)


def _unreadable(text: str) -> Outcome:
    if match := _SHORT_YEAR.fullmatch(text):
        year = ("19" if int(match[1]) > 30 else "20") + match[1]
        guess = "-".join([year, match[2].zfill(2), *([match[3].zfill(2)] if match[3] else [])])
        return _wrong(
            "date.two_digit_year", f"“{text}”的年份只有两位，无法确定世纪。请填写四位年份，例如 {guess}。", guess
        )
    if match := _DAY_LAST.fullmatch(text):
        guess = f"{match[3]}-{match[1].zfill(2)}-{match[2].zfill(2)}"
        return _wrong("date.day_order", f"“{text}”的年月日顺序不明确。请按“年-月-日”填写，例如 {guess}。", guess)
    if _DAY_TOGETHER.match(text) or _MONTH.match(text):
        return _wrong("date.extra_text", f"“{text}”里除日期外还有其他内容。请只填一个日期，例如 2010-07-01。")
    return _wrong("date.unreadable", f"“{text[:40]}”不是可以识别的日期。请按“2010-07-01”或“2010-07”的样式填写。")


def _from_chinese(match: re.Match[str]) -> Outcome:
    year = int(match[1].translate(_CHINESE_DIGITS))
    month = _chinese_number(match[2])
    if match[3]:
        return _found(year, month, _chinese_number(match[3]), match[0])
    return _found_month(year, month, match[0])


def _chinese_number(text: str) -> int:
    tens, mark, ones = text.partition("十")
    if not mark:
        return int(text.translate(_CHINESE_DIGITS))
    return (int(tens.translate(_CHINESE_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_CHINESE_DIGITS)) if ones else 0
    )


def _found(year: int, month: int, day: int, text: str) -> Outcome:
    if day == 0 or month == 0:
        return _wrong("date.zero", f"“{text}”的月或日是 0。请按“2010-07-01”的样式填写；只知道月份的填“2010-07”。")
    try:
        found = date(year, month, day)
    except ValueError:
        return _wrong("date.not_in_calendar", f"日历上没有“{text}”这一天，请核对后改正。")
    return _in_range(found.isoformat(), year, text)


def _found_month(year: int, month: int, text: str) -> Outcome:
    if not 1 <= month <= 12:
        return _wrong("date.not_in_calendar", f"“{text}”的月份不在 1 至 12 之间，请核对后改正。")
    return _in_range(f"{year:04d}-{month:02d}", year, text)


def _in_range(value: str, year: int, text: str) -> Outcome:
    if not _FIRST_YEAR <= year <= _LAST_YEAR or value in {"1899-12-30", "1899-12-31", "1900-01-00"}:
        return _wrong("date.out_of_range", f"“{text}”的年份不合理，请核对后改正。")
    return Outcome(value)


def _wrong(code: str, text: str, suggestion: str = "", level: Level = "error") -> Outcome:
    return Outcome(None, Fault(code, text, level, suggestion))

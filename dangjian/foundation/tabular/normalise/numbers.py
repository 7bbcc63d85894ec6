"""Identity numbers, telephone numbers, amounts, counts: numbers that spreadsheets like to spoil."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

from dangjian.foundation.codes.numbers import (
    identity_fault,
    is_credit_code,
    is_first_generation,
    is_mobile,
    widen_identity_number,
)
from dangjian.foundation.tabular.normalise.outcome import BLANK, Normaliser, Outcome, cell_text, formula_fault, is_blank
from dangjian.foundation.tabular.normalise.text import clean_text
from dangjian.foundation.tabular.problems import Fault
from dangjian.foundation.tabular.workbook import Cell

_NOISE = re.compile(r"[\s'‘’`\"“”\-—_.,，。;；:：]+")
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?1[4-9]", re.IGNORECASE)
_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,2}\d{6,9}|[HM]\d{8,10}|\d{8,10}\([0-9A-Z]\)")
_LOST = "Excel 把证件号码当成数字，后几位已经丢失。请向本人核实，把单元格设为“文本”格式后重新填写 18 位号码。"
_IDENTITY_TEXTS = {
    "shape": (
        "id.shape",
        "“{}”不是 18 位公民身份号码（共 {} 位）。请核对后补全；港澳台居民、外国人证件请填在“证件类型”列注明。",
    ),
    "check_digit": ("id.check_digit", "“{}”的校验码不对，多半有一位录错。请对照身份证改正。"),
    "date": ("id.date", "“{}”中的出生日期不存在。请对照身份证改正。"),
}


def normalise_identity_number(cell: Cell) -> Outcome:
    """A citizen identity number as 18 signs in upper case; 15-digit numbers are widened (GB 11643)."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) >= 1e15:
            return Outcome(None, Fault("id.precision_lost", _LOST))
        cell = cell_text(cell)
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell))
    if is_blank(text):
        return BLANK
    if _EXPONENT.fullmatch(text.replace(" ", "")):
        return Outcome(None, Fault("id.precision_lost", _LOST))
    number = _NOISE.sub("", text).upper().replace("×", "X")
    if is_first_generation(number):
        number = widen_identity_number(number)
    return _judge_identity(number)


def _judge_identity(number: str) -> Outcome:
    wrong = identity_fault(number)
    if not wrong:
        if number.endswith("000"):
            text = "号码以 000 结尾，可能是 Excel 把它当成数字后丢失了末尾。请对照身份证核对。"
            return Outcome(number, Fault("id.suspicious_zeros", text, "warning"))
        return Outcome(number)
    if len(number) == 18 and number.isdigit() and number.endswith("000"):
        return Outcome(None, Fault("id.precision_lost", _LOST))
    if wrong == "shape" and "*" in number:
        return Outcome(
            None,
            Fault("id.masked", "号码中有星号，是脱敏后的导出文件。请填写完整号码，或清空此格（不会删除已有号码）。"),
        )
    if wrong == "shape" and _OTHER_DOCUMENT.fullmatch(number):
        return Outcome(
            None, Fault("id.other_document", f"“{number}”像护照或港澳台证件号码，不是公民身份号码。请核对。")
        )
    code, text = _IDENTITY_TEXTS[wrong]
    return Outcome(None, Fault(code, text.format(number[:24], len(number))))


def normalise_credit_code(cell: Cell) -> Outcome:
    """A unified social credit code, 18 signs in upper case (GB 32100)."""
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell))
    if is_blank(text):
        return BLANK
    code = _NOISE.sub("", text).upper()
    if not is_credit_code(code):
        return Outcome(
            None, Fault("credit_code.invalid", f"“{code[:24]}”不是有效的统一社会信用代码，请对照营业执照改正。")
        )
    return Outcome(code)


_PHONE_SPLIT = re.compile(
    r"[、,，;；/／|\n\r]+|\s{2,}|(?<=\d)\s*(?:或|和)\s*(?=\d)|\s+(?=1\d{2}[\s\-]?\d{4}[\s\-]?\d{4}(?!\d))"
)
_COUNTRY = re.compile(r"(?:(?:\+|00)86|^\s*86)[\s\-—]*(?=1[\d\s\-]{10,}$|1\d{10})")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}(?:(?:转|#|\*)\d{1,6})?")
_PHONE_LABEL = re.compile(r"(?:手机|电话|联系电话|办公|家|宅电|座机|单位|小灵通|短号)[:：]?|\(.*?\)|（.*?）")


def phone_normaliser(want: Literal["mobile", "any"]) -> Normaliser:
    """A normaliser for telephone numbers.

    `mobile`: the first mobile number is the value; landlines and further numbers are handed on as `extra` with a
    warning. `any`: the first number of either kind.
    """

    def normalise(cell: Cell) -> Outcome:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            number = cell_text(cell)
            if is_mobile(number):
                return Outcome(number)
        fault = formula_fault(cell)
        if fault:
            return Outcome(None, fault)
        text = cell_text(cell)
        if is_mobile(text):
            return Outcome(text)
        if is_blank(clean_text(text)):
            return BLANK
        return _several(text, want)

    return normalise


def _several(text: str, want: Literal["mobile", "any"]) -> Outcome:
    numbers, strange = [], []
    for part in _PHONE_SPLIT.split(_COUNTRY.sub("", text)):
        cleaned = clean_text(_PHONE_LABEL.sub("", part))
        number = re.sub(r"[\s\-—'‘’()（）.·]+", "", cleaned)
        if is_mobile(number) or _LANDLINE.fullmatch(number):
            numbers.append(number)
        elif number:
            strange.append(part.strip())
    if strange or not numbers:
        shown = clean_text("、".join(strange) or text)[:40]
        if "*" in shown:
            return Outcome(
                None,
                Fault(
                    "phone.masked", "号码中有星号，是脱敏后的导出文件。请填写完整号码，或清空此格（不会删除已有号码）。"
                ),
            )
        return Outcome(
            None, Fault("phone.unreadable", f"“{shown}”不是电话号码。手机号应为 1 开头的 11 位数字，请核对。")
        )
    first = next((number for number in numbers if is_mobile(number)), None) if want == "mobile" else numbers[0]
    others = [number for number in numbers if number != first]
    if first is None:
        return Outcome(
            None,
            Fault("phone.not_mobile", f"“{numbers[0]}”是固定电话，已转入备注。请补充 11 位手机号。", "warning"),
            "、".join(numbers),
        )
    if others:
        text = f"一格里有 {len(numbers)} 个号码，采用 {first}，其余转入备注。"
        return Outcome(first, Fault("phone.several", text, "warning"), "、".join(others))
    return Outcome(first)


_AMOUNT_NOISE = re.compile(r"[\s,，￥¥元圆]|RMB|CNY|人民币", re.IGNORECASE)


def normalise_amount(cell: Cell) -> Outcome:
    """An amount of money in yuan as integer fen: 1,234.50 is 123450."""
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell))
    if is_blank(text):
        return BLANK
    try:
        fen = Decimal(_AMOUNT_NOISE.sub("", text)) * 100
    except InvalidOperation:
        return Outcome(None, Fault("amount.unreadable", f"“{text[:40]}”不是金额。请只填数字，例如 1234.50。"))
    if not fen.is_finite() or abs(fen) >= Decimal(10) ** 14:
        return Outcome(None, Fault("amount.unreadable", f"“{text[:40]}”不是合理的金额，请核对。"))
    rounded = fen.quantize(Decimal(1))
    if isinstance(cell, float) and abs(rounded - fen) < Decimal("0.001"):
        return Outcome(int(rounded))
    if rounded != fen:
        return Outcome(None, Fault("amount.too_exact", f"“{text[:40]}”的小数超过两位。金额精确到分，请核对。"))
    return Outcome(int(rounded))


def count_normaliser(*, most: int = 1_000_000, unit: str = "") -> Normaliser:
    """A normaliser for whole numbers from 0 to `most`; a `unit` behind the number (月, 人) is accepted."""
    units = re.compile(rf"(?:{unit or '个'}|个月|个|人|名|岁|年)$")

    def normalise(cell: Cell) -> Outcome:
        fault = formula_fault(cell)
        if fault:
            return Outcome(None, fault)
        text = clean_text(cell_text(cell)).replace(",", "")
        if is_blank(text):
            return BLANK
        digits = units.sub("", text)
        if not digits.isascii() or not digits.isdigit() or int(digits) > most:
            return Outcome(None, Fault("number.unreadable", f"“{text[:40]}”不是 0 至 {most} 的整数，请核对。"))
        return Outcome(int(digits))

    return normalise

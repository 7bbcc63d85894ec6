"""Checked numbers: citizen identity number (GB 11643), unified social credit code (GB 32100), mobile number.

All functions take and return text; an identity number is never a number in the computer's sense.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_18 = re.compile(r"[1-9]\d{16}[\dX]")
_ID_15 = re.compile(r"[1-9]\d{14}")
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_MOBILE = re.compile(r"1\d{10}")


def identity_check_digit(first_17: str) -> str:
    """The eighteenth sign for seventeen digits (GB 11643)."""
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True)) % 11]


def widen_identity_number(first_generation: str) -> str:
    """A 15-digit number of the first generation as 18 signs: "19" before the year, check digit behind."""
    first_17 = first_generation[:6] + "19" + first_generation[6:]
    return first_17 + identity_check_digit(first_17)


def identity_birth_date(number: str) -> date | None:
    """Birth date in an 18-sign number; None when it is no date of the calendar."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def identity_sex(number: str) -> Literal["male", "female"]:
    """Sex in an 18-sign number: the seventeenth digit is odd for men."""
    return "male" if int(number[16]) % 2 else "female"


def identity_fault(number: str) -> Literal["", "shape", "check_digit", "date"]:
    """What is wrong with an 18-sign number; "" when it is valid."""
    if not _ID_18.fullmatch(number) or not number.isascii():
        return "shape"
    if identity_check_digit(number[:17]) != number[17]:
        return "check_digit"
    born = identity_birth_date(number)
    return "date" if born is None or born.year < 1850 else ""


def is_identity_number(number: str) -> bool:
    """Whether an 18-sign number has a right check digit and a possible birth date."""
    return not identity_fault(number)


def is_first_generation(number: str) -> bool:
    """Whether the text has the shape of a 15-digit number of the first generation."""
    return bool(_ID_15.fullmatch(number)) and number.isascii()


def credit_code_check_sign(first_17: str) -> str:
    """The eighteenth sign of a unified social credit code (GB 32100). Raises ValueError for a foreign sign."""
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(first_17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Whether the text is a unified social credit code with the right check sign."""
    if len(code) != 18 or any(sign not in _CREDIT_SIGNS for sign in code):
        return False
    return credit_code_check_sign(code[:17]) == code[17]


def is_mobile(number: str) -> bool:
    """Whether the text is a mobile number: eleven digits beginning with 1."""
    return bool(_MOBILE.fullmatch(number)) and number.isascii()

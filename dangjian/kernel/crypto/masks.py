"""How sensitive values are shown to those who need to recognise them but not to know them."""

from __future__ import annotations

import re
from collections.abc import Callable

Mask = Callable[[str], str]

_DIVISIONS = re.compile(r"^(.*?(?:省|自治区))?(.*?(?:市|自治州|地区|盟))?(.*?(?:(?<![小社园校厂矿])区|县|旗|市))?")


def mask_all(value: str) -> str:
    """Nothing is shown, not even the length."""
    return "******" if value else ""


def mask_identity_number(value: str) -> str:
    """First four and last two characters: 1101************2X. Shorter document numbers show the last two only."""
    if len(value) >= 15:
        return value[:4] + "*" * (len(value) - 6) + value[-2:]
    return "*" * max(len(value) - 2, 4) + value[-2:] if len(value) > 4 else mask_all(value)


def mask_phone(value: str) -> str:
    """First three and last four digits: 138****5678; shorter numbers show the last three."""
    if len(value) >= 11:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    return "*" * (len(value) - 3) + value[-3:] if len(value) > 5 else mask_all(value)


def mask_address(value: str) -> str:
    """Province, city and county stay, the rest goes: 北京市海淀区****."""
    if not value:
        return ""
    match = _DIVISIONS.match(value)
    return (match.group(0) if match else "") + "****"


def mask_account(value: str) -> str:
    """Bank card or account: the last four digits."""
    return "*" * (len(value) - 4) + value[-4:] if len(value) > 8 else mask_all(value)


def mask_name(value: str) -> str:
    """The first character stays: 张**."""
    return value[:1] + "*" * max(len(value) - 1, 1) if value else ""

"""Account names and phone numbers: folding, shape, and what a typed identifier may mean."""

from __future__ import annotations

import re
import unicodedata

LOGIN_NAME_MIN = 2
LOGIN_NAME_MAX = 64

_LOGIN_NAME = re.compile(r"^[\w.\-@]+$")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_PHONE_NOISE = re.compile(r"[\s\-()（）]+")


def fold_name(text: str) -> str:
    """The comparison form of an account name: NFKC, case folded, NFKC again, no white space around (SEC-AUTH-01).

    Two names with the same folded form are the same name: `Admin`, `ADMIN` and `ａｄｍｉｎ` all give `admin`.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.strip()


def fold_phone(text: str) -> str | None:
    """A mainland mobile number as its eleven digits, or None when `text` is not one.

    Accepts full-width digits, blanks, hyphens, brackets and the prefix +86 or 0086.
    """
    digits = _PHONE_NOISE.sub("", unicodedata.normalize("NFKC", text))
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits if _MOBILE.match(digits) and digits.isascii() else None


def mask_phone(phone: str) -> str:
    """A phone number as it may stand in a list: first three and last four digits (SEC-DATA-05)."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"


def login_name_flaw(text: str) -> str | None:
    """Why `text` cannot be an account name, in words for the user, or None when it can.

    A name of the shape of a mobile number is refused: at log-in it would be taken for somebody's phone.
    """
    folded = fold_name(text)
    if len(folded) < LOGIN_NAME_MIN:
        return f"账号名至少 {LOGIN_NAME_MIN} 个字符。"
    if len(folded) > LOGIN_NAME_MAX:
        return f"账号名最多 {LOGIN_NAME_MAX} 个字符。"
    if not _LOGIN_NAME.match(folded):
        return "账号名只能使用汉字、字母、数字和 . - _ @。"
    if fold_phone(folded) is not None:
        return "账号名不能是手机号；手机号本身就可以用来登录。"
    return None


def numbered_name(stem: str, number: int) -> str:
    """The `number`-th candidate for an automatic account name: `zhangwei`, `zhangwei2`, `zhangwei3` …"""
    cut = stem[: LOGIN_NAME_MAX - 6]
    return cut if number == 1 else f"{cut}{number}"

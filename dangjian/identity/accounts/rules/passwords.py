"""Password policy (SEC-AUTH-02; composition and change interval by GB/T 22239 8.1.4.1 a)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dangjian.foundation.pinyin import sort_key
from dangjian.identity.accounts.rules.common_passwords import is_common
from dangjian.identity.accounts.rules.names import fold_name, fold_phone

SHORTEST = 8
LONGEST = 128
REMEMBERED = 5
"""How many earlier passwords may not come back."""
VALID_DAYS = 90
"""Days until a password has to be changed; an installation may set another number, 0 for never."""

PRODUCT_WORDS = ("dangjian", "党建", "智慧党建")


@dataclass(frozen=True)
class PasswordFlaw:
    """One reason against a password: stable code and what to do, in the user's words."""

    code: str
    text: str


def password_flaws(password: str, *, context: Iterable[str] = ()) -> tuple[PasswordFlaw, ...]:
    """All reasons against `password`; empty when it may be used.

    `context` holds what others know about the person: see `context_words`. The password itself is never altered,
    cut or normalised.
    """
    flaws = []
    if len(password) < SHORTEST:
        flaws.append(PasswordFlaw("too_short", f"密码至少 {SHORTEST} 个字符。"))
    if len(password) > LONGEST:
        flaws.append(PasswordFlaw("too_long", f"密码最多 {LONGEST} 个字符。"))
    missing = _missing_classes(password)
    if missing:
        flaws.append(PasswordFlaw("classes", f"密码还需要包含{'、'.join(missing)}。"))
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password):
        flaws.append(PasswordFlaw("control", "密码不能包含换行等控制字符。"))
    if len(password) <= LONGEST and is_common(password):
        flaws.append(PasswordFlaw("common", "这个密码太常见，容易被猜到，请换一个。"))
    if _contains_context(password, context):
        flaws.append(PasswordFlaw("context", "密码不能包含自己的姓名、账号、手机号，或单位、系统的名称。"))
    return tuple(flaws)


def context_words(*, login_name: str, display_name: str, phone: str, organisation: str) -> tuple[str, ...]:
    """What a guesser would try first for this person: names, their pinyin, the phone number's end, the product."""
    words = {fold_name(login_name), fold_name(display_name), fold_name(organisation), *PRODUCT_WORDS}
    words.add(sort_key(display_name).replace(" ", ""))
    words.add(sort_key(organisation, person=False).replace(" ", ""))
    digits = fold_phone(phone) or ""
    if digits:
        words.update({digits, digits[-8:], digits[-6:]})
    return tuple(sorted(word for word in words if _is_telling(word)))


def is_expired(*, changed_at: datetime | None, now: datetime, valid_days: int = VALID_DAYS) -> bool:
    """Whether the password has to be changed before anything else."""
    if valid_days <= 0 or changed_at is None:
        return False
    return now >= changed_at + timedelta(days=valid_days)


def _missing_classes(password: str) -> list[str]:
    kinds = {
        "大写字母": any(letter.isascii() and letter.isupper() for letter in password),
        "小写字母": any(letter.isascii() and letter.islower() for letter in password),
        "数字": any(letter.isascii() and letter.isdigit() for letter in password),
        "符号": any(not (letter.isascii() and letter.isalnum()) for letter in password),
    }
    return [name for name, present in kinds.items() if not present]


def _contains_context(password: str, context: Iterable[str]) -> bool:
    folded = fold_name(password)
    return any(fold_name(word) in folded for word in context if _is_telling(fold_name(word)))


def _is_telling(word: str) -> bool:
    """Short Latin words occur in any password by chance; two Chinese characters do not."""
    return len(word) >= (4 if word.isascii() else 2)

"""Numbers, codes and states of letters of introduction (组织关系介绍信)."""

from __future__ import annotations

import secrets
from datetime import date

from dangjian.kernel.crypto import sm3
from dangjian.work.duties.rules.kinds import Labelled

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Signs that are read aloud and typed without mistakes."""
ACCEPT_LENGTH = 28
"""138 bits: nobody guesses a letter (SEC-CRY-04)."""


class LetterState(Labelled):
    """How a letter stands."""

    STANDING = "standing", "有效"
    USED = "used", "已接收"
    VOID = "void", "已作废"
    EXPIRED = "expired", "已逾期失效"


def letter_no(year: int, serial: int) -> str:
    """A number as letters bear it."""
    return f"{year_mark(year)}第 {serial:04d} 号"


def year_mark(year: int) -> str:
    """What the numbers of a year begin with."""
    return f"〔{year}〕"


def new_public_code() -> str:
    """What the QR code carries: 128 bits."""
    return secrets.token_hex(16)


def new_accept_code() -> str:
    """What another enterprise types to accept, in groups of four."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(ACCEPT_LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, ACCEPT_LENGTH, 4))


def accept_key(code: str) -> str:
    """What a code is found by, however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign in _SIGNS)
    return sm3(plain.encode()).hex()


def state_on(state: LetterState, valid_until: date, today: date) -> LetterState:
    """How a letter stands on a day, also before the daily look has noted that it ran out."""
    return LetterState.EXPIRED if state is LetterState.STANDING and valid_until < today else state

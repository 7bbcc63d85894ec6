"""Money in whole fen: reading, showing, shares, rounding. No floats anywhere."""

from __future__ import annotations

import re

from dangjian.work.dues.rules.kinds import Rounding

TEN_THOUSAND = 10_000
"""Rates are parts of ten thousand: 50 is 0.5 %."""
MOST_FEN = 10**12
"""Ten thousand million yuan: no pay and no dues of a person come near."""
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{1,2}))?\Z")


def fen_of(text: str) -> int | None:
    """Fen of an amount in yuan as people write it ("12,345.6"); None when it is no amount."""
    found = _AMOUNT.match(text.strip().replace("，", ",").removeprefix("¥").removesuffix("元").strip())
    if found is None:
        return None
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    return fen if fen < MOST_FEN else None


def yuan(fen: int) -> str:
    """An amount as people read it: 12,345.67."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def percent(rate: int) -> str:
    """A rate as people read it: 50 → 0.5%."""
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def half_up(numerator: int, denominator: int) -> int:
    """A fraction as a whole number, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def share(amount: int, rate: int) -> int:
    """`rate` ten-thousandths of an amount, to the fen, halves up; what is left is kept, so that both always add up."""
    return half_up(amount * rate, TEN_THOUSAND)


def rounded_share(amount: int, rate: int, rounding: Rounding) -> int:
    """`rate` ten-thousandths of an amount by the organisation's way of rounding, applied to the exact product."""
    exact = amount * rate
    if rounding is Rounding.JIAO_FLOOR:
        return exact // (10 * TEN_THOUSAND) * 10
    if rounding is Rounding.YUAN_CEIL:
        return -(-exact // (100 * TEN_THOUSAND)) * 100
    return half_up(exact, TEN_THOUSAND)

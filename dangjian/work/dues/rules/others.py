"""Fees of the trade union and dues of the Youth League, computed for comparison (dues.md, sections 10 and 11)."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian.work.dues.rules.money import TEN_THOUSAND, half_up, share
from dangjian.work.dues.rules.sharing import Split, split


@dataclass(frozen=True, slots=True)
class LeagueTerms:
    """Below `edge` a fixed amount, from it on a share cut to whole yuan, never above `most`."""

    edge: int
    fixed: int
    rate: int
    most: int


def union_fee(basic_pay: int, *, rate: int, step: int) -> int:
    """A member's fee: a share of the basic pay, of which the part below ten yuan is not counted."""
    return half_up(basic_pay // step * step * rate, TEN_THOUSAND)


def union_contribution(wages: int, *, rate: int, share_up: int) -> tuple[int, Split]:
    """The employer's contribution (工会法 第四十三条), and its share passed up."""
    whole = share(wages, rate)
    return whole, split(whole, share_up)


def league_dues(income: int, terms: LeagueTerms) -> int:
    """Monthly dues of a League member with income: the fraction of a yuan is cut off."""
    if income < terms.edge:
        return terms.fixed
    return min(income * terms.rate // (100 * TEN_THOUSAND) * 100, terms.most)

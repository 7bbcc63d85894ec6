"""What a member owes for a month (《关于中国共产党党费收缴、使用和管理的规定》第一条至第八条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dangjian.work.dues.rules.kinds import BY_BASE, PayerKind, Rounding
from dangjian.work.dues.rules.money import half_up, percent, rounded_share, yuan


@dataclass(frozen=True, slots=True)
class Bracket:
    """A rate for the whole base, up to an edge that is inside; `up_to` 0 has no edge."""

    up_to: int
    rate: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers that hold in a month, and where each stands. Two months with equal terms compute alike."""

    wage: tuple[Bracket, ...]
    retired: tuple[Bracket, ...]
    farmer_least: int
    farmer_most: int
    token: int
    cap: int
    clauses: tuple[tuple[str, str], ...] = ()

    def clause(self, kind: PayerKind) -> str:
        """The clause by which a payer of that kind owes, as printed."""
        return dict(self.clauses).get(kind.value, "")

    @property
    def numbers(self) -> tuple[Any, ...]:
        """What decides about an amount; the clauses do not."""
        edges = tuple((each.up_to, each.rate) for each in (*self.wage, *self.retired))
        return (edges, self.farmer_least, self.farmer_most, self.token, self.cap)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What somebody owes for a month, and why in words."""

    amount: int
    rate: int = 0
    is_capped: bool = False
    words: str = ""


class NotAssessable(Exception):
    """The dues cannot be computed; the text (Chinese) says what is missing."""


def brackets(value: Mapping[str, Any]) -> tuple[Bracket, ...]:
    """Brackets from the rule book (`step1` …), lowest first. Raises ValueError where the edges do not rise."""
    found = tuple(Bracket(int(value[name]["up_to"]), int(value[name]["rate"])) for name in sorted(value))
    edges = [each.up_to for each in found]
    if not found or edges[-1] != 0 or any(a >= b for a, b in pairwise(edges[:-1])):
        raise ValueError("brackets must rise, and the last one has no edge")
    return found


def bracket_of(base: int, table: tuple[Bracket, ...]) -> Bracket:
    """The bracket of a base: its rate holds for the whole base, not for the slice above the edge."""
    return next(each for each in table if each.up_to == 0 or base <= each.up_to)


def monthly_average(quarter_net: int) -> int:
    """Base of the self-employed: a third of the net income of the previous quarter (第四条)."""
    return half_up(quarter_net, 3)


def assess(
    kind: PayerKind, terms: Terms, *, base: int | None = None, agreed: int | None = None, rounding: Rounding
) -> Assessment:
    """What is owed for one month.

    `base` in fen for payers with a base; `agreed` is the amount that was agreed for farmers and reduced payers. Raises
    NotAssessable.
    """
    if kind in BY_BASE:
        if base is None or base < 0:
            raise NotAssessable("没有核定党费计算基数")
        return _by_base(kind, terms, base, rounding)
    if kind is PayerKind.EXEMPT:
        return Assessment(0, words="经上级党委同意免交")
    if kind is PayerKind.TOKEN:
        return Assessment(terms.token, words=f"每月 {yuan(terms.token)} 元")
    if agreed is None:
        raise NotAssessable("没有核定每月交纳数额")
    if kind is PayerKind.REDUCED:
        return Assessment(agreed, words=f"经上级党委同意少交，每月 {yuan(agreed)} 元")
    if not terms.farmer_least <= agreed <= terms.farmer_most:
        raise NotAssessable(f"农民党员每月交纳 {yuan(terms.farmer_least)} 元至 {yuan(terms.farmer_most)} 元")
    return Assessment(agreed, words=f"核定每月 {yuan(agreed)} 元")


def _by_base(kind: PayerKind, terms: Terms, base: int, rounding: Rounding) -> Assessment:
    table = terms.retired if kind is PayerKind.RETIRED else terms.wage
    found = bracket_of(base, table)
    amount = rounded_share(base, found.rate, rounding)
    text = f"基数 {yuan(base)} 元（{_edges(found, table)}）× {percent(found.rate)} = {yuan(amount)} 元"
    if amount > terms.cap:
        text += f"，按每月一般不超过 {yuan(terms.cap)} 元核定，多交自愿"
        return Assessment(terms.cap, found.rate, True, text)
    return Assessment(amount, found.rate, False, text)


def _edges(found: Bracket, table: tuple[Bracket, ...]) -> str:
    place = table.index(found)
    above = f"{yuan(table[place - 1].up_to)} 元以上" if place else ""
    up_to = f"{yuan(found.up_to)} 元以下（含）" if found.up_to else ""
    return "至 ".join(part for part in (above, up_to) if part) + "，全额按此档"

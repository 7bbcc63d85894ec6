"""The rule book as dues read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from dangjian.foundation.rulebook.queries import rules_under
from dangjian.foundation.rulebook.rules import RuleVersion
from dangjian.kernel.crypto import sm3
from dangjian.work.dues.rules.kinds import AGREED_ABOVE, FixingMode, PayerKind, Rounding
from dangjian.work.dues.rules.months import first_day
from dangjian.work.dues.rules.rates import Terms, brackets

M = TypeVar("M", FixingMode, Rounding)
_HARDSHIP = "dues.rate.hardship"


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that holds for dues in a month."""

    terms: Terms
    mode: FixingMode
    rounding: Rounding
    back_months: int
    ahead_months: int
    breach_months: int
    to_centre: int
    share_branch: int
    share_committee: int
    versions: dict[str, RuleVersion]

    def key(self, rounding: Rounding) -> str:
        """Names what decides about amounts: two months with one key compute alike."""
        return sm3(orjson.dumps([self.terms.numbers, rounding.value]))[:8].hex()


def book_of(month: str) -> Book:
    """The rules that hold at the beginning of a month; at most one query."""
    found = rules_under("dues.", on=first_day(month))

    def value(name: str) -> Any:
        return found[f"dues.{name}"].value

    keys = {kind: _HARDSHIP if kind in AGREED_ABOVE else f"dues.rate.{kind}" for kind in PayerKind}
    terms = Terms(
        wage=brackets(value("rate.wage")),
        retired=brackets(value("rate.retired")),
        farmer_least=value("rate.farmer")["least"],
        farmer_most=value("rate.farmer")["most"],
        token=value("rate.token"),
        cap=value("monthly_cap"),
        clauses=tuple((kind.value, found[key].citation) for kind, key in keys.items()),
    )
    return Book(
        terms=terms,
        mode=_known(FixingMode, value("fixing.mode"), FixingMode.ANNUAL_FIXED),
        rounding=_known(Rounding, value("rounding.mode"), Rounding.FEN_HALF_UP),
        back_months=value("arrears.back_months"),
        ahead_months=value("arrears.ahead_months"),
        breach_months=value("arrears.breach_months"),
        to_centre=value("voluntary.to_centre"),
        share_branch=min(value("remittance.share")["branch"], 10_000),
        share_committee=min(value("remittance.share")["committee"], 10_000),
        versions=found,
    )


def _known(kind: type[M], text: str, default: M) -> M:
    """A mode by its name; a name that an administrator mistyped is the default."""
    return kind(text) if text in {each.value for each in kind} else default

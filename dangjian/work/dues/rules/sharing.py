"""Passing up and keeping (dues.md, section 7): every level's sum is what it received, split without remainder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from dangjian.work.dues.rules.kinds import Account
from dangjian.work.dues.rules.money import share


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of one organisation, or of several, over the same months."""

    due: int = 0
    paid: int = 0
    """Of what was due in these months, whenever it came."""
    people: int = 0
    people_paid: int = 0
    collected: int = 0
    """Money taken in by the organisations themselves in these months, voluntary payments included."""
    voluntary: int = 0
    from_below: int = 0
    passed_up: int = 0
    spent: int = 0
    from_above: int = 0
    """Allocations that arrived."""
    allocated: int = 0
    """Allocations sent down, arrived or not."""
    interest: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(self)))

    @property
    def kept(self) -> int:
        """What is left with the organisation of what came in: passed up, passed down, spent and kept add up to it."""
        came = self.collected + self.from_below + self.from_above + self.interest
        return came - self.passed_up - self.allocated - self.spent


NOTHING = Sums()


def own_collection(totals: Mapping[str, int]) -> int:
    """What an organisation took in from its own members, by the totals of its accounts (debits positive).

    Money that came or went otherwise is no collection: nothing of it is shared with the superior.
    """
    others = (Account.FROM_BELOW, Account.PASSED_UP, Account.SPENT, Account.ALLOCATED, Account.FROM_ABOVE)
    return sum(totals.get(account, 0) for account in (Account.MONEY, *others, Account.INTEREST))


def rolled_up(own: Mapping[str, Sums], paths: Iterable[str], segment: int) -> dict[str, Sums]:
    """Sums with everything below, for each path: one walk from the leaves up, however deep the tree is."""
    found = {path: own.get(path, NOTHING) for path in paths}
    for path in sorted(found, key=len, reverse=True):
        above = path[:-segment]
        if path and above in found:
            found[above] = found[above] + found[path]
    return found


@dataclass(frozen=True, slots=True)
class Split:
    """A share passed up and what is kept."""

    up: int
    kept: int


def split(amount: int, rate: int) -> Split:
    """Compute the share passed up, keep the remainder: the two always add up."""
    up = share(amount, rate)
    return Split(up, amount - up)


def goes_up_whole(amount: int, limit: int) -> bool:
    """Whether a single voluntary payment goes to the centre in full (第十一条); it is no part of any share's basis."""
    return amount >= limit

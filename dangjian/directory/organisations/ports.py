"""Questions that this app asks and others of the directory (or above) answer (`kernel.ports`).

- `organisations.strength(roots=("",), on=None)` -> dict[str, Strength]: people of each organisation, by its path.
- `organisations.unit_strength()` -> dict[UUID, int]: full members of each administrative unit.
- `organisations.posts_now(root="", organisation_ids=None)` -> list[PostNow]: posts held now.
- `organisations.secretary_ended(root="")` -> dict[UUID, date]: when the last secretary of an organisation left.
- `organisations.move_people(person_ids=, to_organisation_id=, on=, reason=, note=)` -> int.
- `organisations.people_ids(organisation_id=)` -> list[UUID]: everybody on the register of a branch.

The answers read through the scope that the asking door has bound. An app that must keep an organisation from being
dissolved registers a blocker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.foundation.duties import ports as duties
from dangjian.kernel import ports

NEAREST_HOLDERS = duties.NEAREST_HOLDERS
STRENGTH = "organisations.strength"
UNIT_STRENGTH = "organisations.unit_strength"
POSTS_NOW = "organisations.posts_now"
SECRETARY_ENDED = "organisations.secretary_ended"
MOVE_PEOPLE = "organisations.move_people"
PEOPLE_IDS = "organisations.people_ids"


@dataclass(frozen=True, slots=True)
class Strength:
    """People of one organisation, or the sum of several. `members` are full and probationary, none suspended."""

    full: int = 0
    probationary: int = 0
    suspended: int = 0
    others: int = 0
    """Applicants, activists and development targets."""

    @property
    def members(self) -> int:
        """All Party members: full and probationary."""
        return self.full + self.probationary

    @property
    def people(self) -> int:
        """Everybody on the register."""
        return self.members + self.suspended + self.others

    def __add__(self, other: Strength) -> Strength:
        return Strength(
            self.full + other.full,
            self.probationary + other.probationary,
            self.suspended + other.suspended,
            self.others + other.others,
        )


NOBODY = Strength()

LEADING_POSTS = frozenset({"secretary", "discipline_secretary", "union_chair"})
"""Posts of which each organisation has one that leads it; which one, `leading_post` says."""
_LEADING_POST = {"discipline_committee": "discipline_secretary", "trade_union": "union_chair"}


def leading_post(org_kind: str) -> str:
    """The post that leads an organisation of a kind: a Party committee has a secretary of discipline beside its own."""
    return _LEADING_POST.get(org_kind, "secretary")


@dataclass(frozen=True, slots=True)
class PostNow:
    """A post held now."""

    post_id: UUID
    organisation_id: UUID
    person_id: UUID
    person_name: str
    post_kind: str
    post_label: str
    started_on: date
    in_committee: bool
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class Blocker:
    """What keeps an organisation from being dissolved: how many of what, and what to do."""

    name: str
    count: int
    text: str


FindBlocker = Callable[[UUID], Blocker | None]
_blockers: dict[str, FindBlocker] = {}


def register_blocker(name: str, find: FindBlocker) -> None:
    """Let an app keep organisations from being dissolved (open matters of its own). `find` gets the organisation's id
    and reads without scope; it returns None when nothing is open."""
    _blockers[name] = find


def blockers_of(organisation_id: UUID, *, but: frozenset[str] = frozenset()) -> list[Blocker]:
    """Everything that keeps an organisation from being dissolved, except the kinds named in `but`."""
    found = (find(organisation_id) for name, find in sorted(_blockers.items()) if name not in but)
    return [blocker for blocker in found if blocker is not None]


def strength(*roots: str, on: date | None = None) -> dict[str, Strength]:
    """People of each organisation in the subtrees (all without one), by path, as far as the bound scope reaches; one
    statement."""
    if not ports.answered(STRENGTH):
        return {}
    answer: dict[str, Strength] = ports.ask(STRENGTH, roots=roots or ("",), on=on)
    return answer


def unit_strength() -> dict[UUID, int]:
    """Full members of each administrative unit; one statement."""
    if not ports.answered(UNIT_STRENGTH):
        return {}
    answer: dict[UUID, int] = ports.ask(UNIT_STRENGTH)
    return answer


def posts_now(root: str = "", *, organisation_ids: list[UUID] | None = None) -> list[PostNow]:
    """Posts held now in a subtree, or of some organisations; one statement."""
    if not ports.answered(POSTS_NOW):
        return []
    answer: list[PostNow] = ports.ask(POSTS_NOW, root=root, organisation_ids=organisation_ids)
    return answer


def secretary_ended(root: str = "") -> dict[UUID, date]:
    """Since when organisations of a subtree have had no secretary any more; one statement."""
    if not ports.answered(SECRETARY_ENDED):
        return {}
    answer: dict[UUID, date] = ports.ask(SECRETARY_ENDED, root=root)
    return answer


def move_people(*, person_ids: list[UUID], to_organisation_id: UUID, on: date, reason: str, note: str) -> int:
    """Move people to another branch with relation and change entry; returns how many."""
    moved: int = ports.ask(
        MOVE_PEOPLE, person_ids=person_ids, to_organisation_id=to_organisation_id, on=on, reason=reason, note=note
    )
    return moved


def people_ids(organisation_id: UUID) -> list[UUID]:
    """Ids of everybody on the register of a branch."""
    found: list[UUID] = ports.ask(PEOPLE_IDS, organisation_id=organisation_id)
    return found

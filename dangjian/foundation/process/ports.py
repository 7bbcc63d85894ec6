"""Questions that a higher layer answers, and what other apps declare for the engine.

- `process.holders(kind=, codes=, relation=, org_path=)` -> list[Candidate]: people who hold one of the posts (`post`)
  or one of the roles (`role`) in the organisation that stands in `relation` to the one at `org_path`; only people who
  are on the register and organisations that are not dissolved. Two statements at most.
- `process.people(person_ids=)` -> dict[UUID, str]: names of those who are on the register. One statement.
- `process.place(organisation_id=)` -> Place | None: an organisation as it stands now, dissolved or not.
- `process.find_people(text=, org_path=)` -> list[Candidate]: at most twenty people to choose from, near a place.
- `process.posts()` -> list[tuple[str, str]]: every kind of post, code and title. No statement.

A system step names an action, a vote a kind of evidence, a step its guards; the apps that know them declare them here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.kernel import ports

HOLDERS = "process.holders"
PEOPLE = "process.people"
PLACE = "process.place"
FIND_PEOPLE = "process.find_people"
POSTS = "process.posts"
CASE_FILE = "foundation.process.case_file"
"""Purpose under which files of a case are stored."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can hold a step, and why: `seat` is post and organisation in words."""

    person_id: UUID
    name: str
    seat: str


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation. `successor_id`: which one took over, or the one above, when it was dissolved."""

    organisation_id: UUID
    org_path: str
    name: str
    is_dissolved: bool = False
    successor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """Numbers of a vote as a record of the work has them."""

    due: int
    present: int
    agree: int
    against: int
    abstain: int
    reference: str
    """What the numbers come from, in words."""
    held_on: date | None = None
    """The day on which it was voted, which need not be the day on which it is entered."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A step of a case that asks an app: for the record of a vote, for what stands against it."""

    case_id: UUID
    organisation_id: UUID
    org_path: str
    step_key: str
    rule: str
    today: date
    data: Mapping[str, Any]
    """What was filled in, this move's values too."""
    earliest_on: date | None = None


@dataclass(frozen=True, slots=True)
class VoteChoice:
    """A record of a vote that can be chosen: `reference` is what comes back."""

    reference: str
    title: str
    held_on: date
    problem: str = ""
    """Why it cannot be used, in words; empty: it can."""


def holders(*, kind: str, codes: Sequence[str], relation: str, org_path: str) -> list[Candidate]:
    """Who holds posts or roles near a place; nobody where no app knows."""
    if not ports.answered(HOLDERS):
        return []
    found: list[Candidate] = ports.ask(HOLDERS, kind=kind, codes=codes, relation=relation, org_path=org_path)
    return found


def people(person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of those of these people who are on the register."""
    if not person_ids or not ports.answered(PEOPLE):
        return {}
    found: dict[UUID, str] = ports.ask(PEOPLE, person_ids=list(person_ids))
    return found


def place(organisation_id: UUID) -> Place | None:
    """An organisation as it stands now."""
    found: Place | None = ports.ask(PLACE, organisation_id=organisation_id) if ports.answered(PLACE) else None
    return found


def find_people(*, text: str, org_path: str) -> list[Candidate]:
    """People to choose from."""
    if not ports.answered(FIND_PEOPLE):
        return []
    found: list[Candidate] = ports.ask(FIND_PEOPLE, text=text, org_path=org_path)
    return found


def posts() -> list[tuple[str, str]]:
    """Kinds of post that can hold a step: code and title."""
    found: list[tuple[str, str]] = ports.ask(POSTS) if ports.answered(POSTS) else []
    return found


Action = Callable[..., str]
"""Called as `action(case_id=, organisation_id=, data=)` in the transaction of the move; says what it did, in words."""
Evidence = Callable[[Asking, str], VoteRecord | None]
"""Called with a reference; None where there is no such record. Raises Problem for one that cannot be used."""
Choices = Callable[[Asking], Sequence[VoteChoice]]
"""The records that could be meant, newest first, a few dozen at most."""
Guard = Callable[[Asking], Sequence[str]]
"""What stands against a step, each in words with its clause. Two or three quick statements; it writes nothing."""
_actions: dict[str, Action] = {}
_evidence: dict[str, Evidence] = {}
_choices: dict[str, Choices] = {}
_guards: dict[str, Guard] = {}


def register_action(code: str, run: Action) -> None:
    """Declare what a system step may do (`<module>.<app>.<verb>`). It must be quick and local. Again is harmless."""
    _register(_actions, code, run)


def register_evidence(code: str, find: Evidence, choices: Choices | None = None) -> None:
    """Declare a kind of record that votes are read from (`work.life.ballot`). Again is harmless."""
    _register(_evidence, code, find)
    if choices is not None:
        _register(_choices, code, choices)


def register_guard(code: str, check: Guard) -> None:
    """Declare a check of a step (`<module>.<app>.<noun>`). Again is harmless."""
    _register(_guards, code, check)


def _register(known: dict[str, Any], code: str, function: Any) -> None:
    if known.setdefault(code, function) is not function:
        raise RuntimeError(f"{code} is declared twice")


def actions() -> dict[str, Action]:
    """Every declared action by code."""
    return dict(_actions)


def evidence() -> dict[str, Evidence]:
    """Every declared kind of evidence by code."""
    return dict(_evidence)


def choices() -> dict[str, Choices]:
    """What lists the records of a kind of evidence, by its code."""
    return dict(_choices)


def guards() -> dict[str, Guard]:
    """Every declared check by code."""
    return dict(_guards)


def declared() -> dict[str, frozenset[str]]:
    """The names that a definition may use, as its check asks for them."""
    return {"actions": frozenset(_actions), "evidence": frozenset(_evidence), "guards": frozenset(_guards)}

"""Whose word decides where several are asked. Nobody counts twice; absent people are asked and have not agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from dangjian.foundation.process.definitions.document import Outcome, Signing, Step
from dangjian.foundation.process.enums import PartState
from dangjian.foundation.process.rules.states import TO_ACT, PartNow

Result = Literal["open", "agreed", "refused"]
_DONE = (Outcome(key="done", title="完成"),)
_DEFAULT: dict[str, tuple[Outcome, ...]] = {
    "approval": (
        Outcome(key="agree", title="同意"),
        Outcome(key="refuse", title="不同意", agrees=False, needs_note=True),
    ),
    "public_notice": (
        Outcome(key="clear", title="公示无异议"),
        Outcome(key="objection", title="有异议，影响通过", agrees=False, needs_note=True),
    ),
    "vote": (Outcome(key="passed", title="表决通过"), Outcome(key="failed", title="表决未通过", agrees=False)),
}


def outcomes_of(step: Step) -> Sequence[Outcome]:
    """How a step can end: as its definition says, else as its kind does."""
    return step.outcomes or _DEFAULT.get(step.kind, _DONE)


def outcome_of(step: Step, key: str) -> Outcome | None:
    """The outcome of that key."""
    return next((item for item in outcomes_of(step) if item.key == key), None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far signing is. `asked` counts everybody asked, absent ones too; those who handed on are replaced."""

    result: Result
    asked: int
    agreed: int
    refused: int
    absent: int
    waiting: int
    needed: int
    """Consents needed."""

    @property
    def is_stuck(self) -> bool:
        """Nobody is left to act, and it is not decided: somebody has to be asked in place of the absent."""
        return self.result == "open" and self.waiting == 0


def tally(signing: Signing, parts: Iterable[PartNow]) -> Tally:
    """How a step's signing stands."""
    counted: dict[UUID, str] = {}
    for part in parts:
        if part.state not in {PartState.HANDED_ON, PartState.CLOSED}:
            counted.setdefault(part.person_id, part.state)
    number = Counter(counted.values())
    asked, agreed, refused = len(counted), number[PartState.AGREED], number[PartState.REFUSED]
    waiting = sum(number[state] for state in TO_ACT)
    needed = _needed(signing, asked)
    return Tally(
        _result(signing, asked, agreed, refused, waiting, needed),
        *(asked, agreed, refused, number[PartState.ABSENT], waiting, needed),
    )


def _needed(signing: Signing, asked: int) -> int:
    if signing.mode in {"one", "any"}:
        return 1
    if signing.mode == "percentage":
        return -(-asked * (signing.percentage or 100) // 100)
    return asked


def _result(signing: Signing, asked: int, agreed: int, refused: int, waiting: int, needed: int) -> Result:
    if asked == 0:
        return "open"
    if agreed >= needed:
        return "agreed"
    if signing.mode == "percentage":
        return "refused" if agreed + waiting < needed else "open"
    if signing.mode == "any":
        return "refused" if waiting == 0 and refused else "open"
    return "refused" if refused else "open"


def next_turn(signing: Signing, parts: Sequence[PartNow]) -> PartNow | None:
    """Who is asked next where people sign one after the other; None while somebody is asked."""
    if signing.mode != "in_order" or any(part.state == PartState.ASKED for part in parts):
        return None
    waiting = [part for part in parts if part.state == PartState.WAITING]
    return min(waiting, key=lambda part: (part.position, str(part.id)), default=None)


def run_outcome(step: Step, result: Result, decided: str) -> str:
    """How the step ends: by the deciding word where it says the same as the whole, else by the first that does."""
    agrees = result == "agreed"
    known = outcome_of(step, decided)
    if known is not None and known.agrees == agrees:
        return decided
    return next((item.key for item in outcomes_of(step) if item.agrees == agrees), decided)

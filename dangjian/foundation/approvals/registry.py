"""What needs more than one person: declared by the app that carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Matter:
    """A kind of request. `carry_out` is called with the request's params and `agreed_by` as soon as everybody needed
    has agreed, in the same transaction; without it something else fetches the consent (`approvals.take`)."""

    kind: str
    title: str
    carry_out: Callable[..., Any] | None = None


_matters: dict[str, Matter] = {}


def register_matter(matter: Matter) -> Matter:
    """Declare a kind of request. Declaring the same again is harmless."""
    known = _matters.setdefault(matter.kind, matter)
    if known != matter:
        raise RuntimeError(f"the matter {matter.kind} is declared twice")
    return matter


def matter_of(kind: str) -> Matter:
    """The declaration of a kind. Raises LookupError."""
    return _matters[kind]

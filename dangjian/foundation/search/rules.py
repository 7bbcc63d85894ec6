"""What is looked for, and how hits of several kinds share the places of one answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
MAX_TEXT = 50


def normal_text(given: str) -> str:
    """The text looked for: NFKC, single spaces, at most 50 characters."""
    return " ".join(unicodedata.normalize("NFKC", given).split())[:MAX_TEXT]


def share(found: Sequence[Sequence[T]], limit: int) -> list[T]:
    """At most `limit` hits, kinds in their order: each kind gets an equal part first, what is left goes to the first
    kinds that have more."""
    kinds = [list(hits) for hits in found if hits]
    if not kinds:
        return []
    part = max(limit // len(kinds), 1)
    taken = [len(hits[:part]) for hits in kinds]
    left = limit - sum(taken)
    for number, hits in enumerate(kinds):
        more = max(min(left, len(hits) - taken[number]), 0)
        taken[number] += more
        left -= more
    return [hit for hits, count in zip(kinds, taken, strict=True) for hit in hits[:count]][:limit]

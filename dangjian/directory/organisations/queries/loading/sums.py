"""Sums over subtrees, computed from the strength of single organisations."""

from __future__ import annotations

from collections.abc import Iterable

from dangjian.directory.organisations.ports import NOBODY, Strength
from dangjian.kernel.scope import SEGMENT, ancestors


def subtree_sums(strength: dict[str, Strength]) -> dict[str, Strength]:
    """For every path on the way to somebody: the people at it and below it."""
    sums: dict[str, Strength] = {}
    for path, part in strength.items():
        for above in ancestors(path):
            sums[above] = sums.get(above, NOBODY) + part
    return sums


def child_counts(paths: Iterable[str]) -> dict[str, int]:
    """How many of the paths stand directly under each path."""
    counts: dict[str, int] = {}
    for path in paths:
        above = path[:-SEGMENT]
        counts[above] = counts.get(above, 0) + 1
    return counts


def topmost(paths: Iterable[str]) -> list[str]:
    """The paths that do not lie under another of them."""
    found: list[str] = []
    for path in sorted(set(paths)):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found

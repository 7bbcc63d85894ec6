"""Who should have talked with whom in a year (支部工作条例 第十九条, organisational-life section 8)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from dangjian.work.duties.rules.calendar import Subject


def member_subject(person_key: str) -> str:
    """Account key of a member as the one talked to."""
    return f"m:{person_key}"


def pair_subject(one: str, other: str) -> str:
    """Account key of a pair of committee members, whoever of them began."""
    first, second = sorted((one, other))
    return f"c:{first}:{second}"


def subjects_of(
    members: Sequence[tuple[str, str]], committee: Sequence[tuple[str, str]]
) -> tuple[tuple[Subject, ...], tuple[Subject, ...]]:
    """Members to be talked to and pairs of the committee to be complete; both from pairs of key and name."""
    people = tuple(Subject(member_subject(key), name) for key, name in members)
    pairs = tuple(Subject(pair_subject(a[0], b[0]), f"{a[1]}—{b[1]}") for a, b in combinations(sorted(committee), 2))
    return people, pairs

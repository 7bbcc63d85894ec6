"""People whom the same import will register or move: officers and counts of the same file refer to them already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangjian.directory.judging import rules
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.places import PlaceIndex
from dangjian.directory.judging.staging import StagedRow
from dangjian.directory.members.enums import MembershipStatus
from dangjian.foundation.tabular.normalise.dates import first_day

COUNTED = frozenset({"full_member", "probationary_member"})
"""Categories that count as members of an organisation."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody as far as a post needs them. `id` of one whom the same import will register begins with "row:"."""

    id: str
    name: str
    place_id: str
    category: str
    birth: str = ""
    key: str = ""
    is_suspended: bool = False
    vote_suspended: bool = False
    joined_on: date | None = None


class Newcomers:
    """Collects the member rows of an import as they are judged."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Candidate]] = {}
        self.moved: dict[str, str] = {}
        """People on record with the branch that the file puts them into."""
        self.added: Counter[str] = Counter()
        """Members that each branch gains (or, below zero, loses)."""

    def add(self, part: int, rows: Iterable[StagedRow], keys: Sequence[str], today: date) -> None:
        """Take in a chunk of judged member rows."""
        for row, key in zip(rows, keys, strict=True):
            if row.status == RowStatus.NEW:
                self._new(part, row, key, today)
            elif (
                row.status == RowStatus.CHANGED
                and row.target_id
                and any(name == "branch" for name, _, _ in row.changes)
            ):
                self.moved[row.target_id] = row.place_id

    def _new(self, part: int, row: StagedRow, key: str, today: date) -> None:
        values: dict[str, Any] = dict(row.values)
        rules.complete(values, today)
        category = str(values.get("person_category", ""))
        suspended = values.get("membership_status") == MembershipStatus.SUSPENDED
        if category in COUNTED and not suspended:
            self.added[row.place_id] += 1
        name = str(values.get("name", ""))
        self.by_name.setdefault(name, []).append(
            Candidate(
                id=f"row:{part}:{row.number}",
                name=name,
                place_id=row.place_id,
                category=category,
                birth=str(values.get("birth_date", "")),
                key=key,
                is_suspended=suspended,
                joined_on=first_day(values["joined_on"]) if "joined_on" in values else None,
            )
        )


def rolled_up(counts: Counter[str], places: PlaceIndex) -> Counter[str]:
    """Counts of branches added up through all their superiors."""
    total: Counter[str] = Counter()
    for place_id, count in counts.items():
        seen: set[str] = set()
        current = place_id
        while current and current not in seen:
            seen.add(current)
            total[current] += count
            place = places.by_id.get(current)
            current = place.parent_id if place is not None else ""
    return total

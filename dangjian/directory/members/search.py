"""People in the global search."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.members.permissions import LIST_MEMBERS
from dangjian.directory.members.queries import find_people
from dangjian.foundation.search.providers import Hit, Provider, register_provider


def find_members(text: str, limit: int) -> Sequence[Hit]:
    """People by name, pinyin or number, with what they are and where."""
    return [
        Hit(row["id"], row["name"], f"{PersonCategory(row['person_category']).label} · {row['organisation_name']}")
        for row in find_people(q=text, limit=limit)
    ]


register_provider(Provider("member", "人员", LIST_MEMBERS, find_members, order=10))

"""Organisations in the global search."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.directory.organisations.queries.lists import find_organisations
from dangjian.foundation.search.providers import Hit, Provider, register_provider


def find_by_name(text: str, limit: int) -> Sequence[Hit]:
    """Organisations by name, pinyin, initials or code, with their kind and the one above."""
    return [
        Hit(row["id"], row["name"], " · ".join(filter(None, (OrgKind(row["org_kind"]).label, row["parent_name"]))))
        for row in find_organisations(q=text, limit=limit)
    ]


register_provider(Provider("organisation", "党组织", VIEW_ORGANISATION, find_by_name, order=20))

"""Organisations in the global search."""

from __future__ import annotations

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.directory.organisations.queries import find_organisations
from dangjian.foundation.search.providers import Hit, Provider, register_provider


def find(text: str, limit: int) -> list[Hit]:
    """Organisations by name, pinyin or code, with kind and superior."""
    return [
        Hit(
            row["id"],
            row["name"],
            " · ".join(part for part in (OrgKind(row["org_kind"]).label, row["parent_name"]) if part),
        )
        for row in find_organisations(q=text[:60], limit=limit)
    ]


register_provider(Provider("organisation", "党组织", VIEW_ORGANISATION, find, order=20))

"""The register, and what is kept about the acting person."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from dangjian.directory.members.queries import looks_at
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest
from dangjian.kernel.privacy import DataClass, entries, parts_about
from dangjian.ops.privacy.permissions import OWN_DATA, VIEW_REGISTER
from dangjian.ops.privacy.show import rows_in_words, show_field
from dangjian.ops.settings.words import thing_title

SHOWN_ROWS = 10
"""Latest rows of a table on the page; the copy has all of them."""


@query(VIEW_REGISTER)
def register(*, personal_only: bool = True) -> list[dict[str, Any]]:
    """The register by table; with `personal_only` the columns of class C2 and above. No statement."""
    found = []
    for table, lines in groupby(entries(), key=lambda entry: entry.table):
        fields = [entry for entry in lines if entry.data_class >= DataClass.PERSONAL or not personal_only]
        if fields:
            first = next((entry for entry in fields if entry.data_class.is_personal), fields[0])
            found.append(
                {
                    "table": table,
                    "title": thing_title(table) or table,
                    "basis": first.basis,
                    "retention": first.retention,
                    "fields": [show_field(entry) for entry in fields],
                }
            )
    return found


@query(OWN_DATA)
def my_data() -> list[dict[str, Any]]:
    """What is kept about the acting person: counts, and the latest rows with sensitive values masked."""
    actor = current_actor()
    parts = parts_about(
        tenant_id=actor.tenant_id,
        person_id=actor.person_id,
        account_id=actor.account_id,
        most=SHOWN_ROWS,
        reveal=False,
    )
    return [
        {
            "table": part.table,
            "title": thing_title(part.table) or part.purpose,
            "purpose": part.purpose,
            "basis": part.basis,
            "retention": part.retention,
            "count": part.count,
            "columns": [
                {"name": entry.field, "title": entry.title, "data_class": entry.data_class.value}
                for entry in part.columns
            ],
            "rows": rows_in_words(part),
        }
        for part in parts
    ]


@query(OWN_DATA)
def looks_at_me(*, person_id: UUID | None, most: int) -> list[dict[str, Any]]:
    """Who looked at the sensitive values of the person, latest first."""
    found: list[dict[str, Any]] = []
    page = PageRequest(limit=200)
    while person_id is not None:
        answer = looks_at(person_id=person_id, page=page)
        found += answer["items"]
        if answer["next_cursor"] is None or len(found) >= most:
            break
        page = PageRequest(limit=200, cursor=answer["next_cursor"])
    return found[:most]

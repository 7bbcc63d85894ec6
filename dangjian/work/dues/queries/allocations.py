"""What was passed down, and interest of the account, as they stand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.files import files_of
from dangjian.kernel.files.purposes import purpose_of
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import DuesAllocation, DuesInterest
from dangjian.work.dues.permissions import VIEW_STATEMENT
from dangjian.work.dues.rules.using import INTEREST_SLIP


@query(VIEW_STATEMENT)
def list_allocations(*, page: PageRequest, organisation_id: UUID) -> dict[str, Any]:
    """What an organisation and those below it received, and so what it passed down, newest first. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = DuesAllocation.objects.filter(subtree_q("org_path", place.org_path))
    return paginate(rows, page, order=("-created_at", "id"), show=_allocation)


def _allocation(row: DuesAllocation) -> dict[str, Any]:
    actor = current_actor()
    is_own = (actor.person_id is not None and actor.person_id == row.owner_person_id) or (
        actor.account_id is not None and actor.account_id == row.owner_account_id
    )
    names = (
        *("organisation_id", "org_name", "from_organisation_id", "from_name", "amount_fen", "sent_on", "subject"),
        *("sent_by", "received_on", "received_by", "reversed_by", "reversed_reason"),
    )
    state = "reversed" if row.reversed_at else "received" if row.received_on else "sent"
    return {"id": row.pk, "state": state, "is_own": is_own, **{name: getattr(row, name) for name in names}}


@query(VIEW_STATEMENT)
def list_interest(*, page: PageRequest, organisation_id: UUID) -> dict[str, Any]:
    """Interest of the accounts of an organisation and those below it, newest first, with slips. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = DuesInterest.objects.filter(subtree_q("org_path", place.org_path))
    found = paginate(rows, page, order=("-created_at", "id"))
    files = files_of(purpose=purpose_of(INTEREST_SLIP), owner_ids=[row.pk for row in found["items"]])
    return {**found, "items": [_interest(row, files[row.pk]) for row in found["items"]]}


def _interest(row: DuesInterest, files: list[Any]) -> dict[str, Any]:
    names = ("organisation_id", "org_name", "amount_fen", "credited_on", "recorded_by", "reversed_by")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "reversed_reason": row.reversed_reason,
        "is_reversed": row.reversal_id is not None,
        "files": [{"id": file.id, "file_name": file.file_name} for file in files],
    }


@query(VIEW_STATEMENT)
def can_see_interest(*, interest_id: UUID) -> bool:
    """Whether the acting person may see a record of interest, and so its slip."""
    return bool(DuesInterest.objects.filter(pk=interest_id).exists())

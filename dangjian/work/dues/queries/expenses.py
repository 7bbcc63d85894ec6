"""Expenses of dues as they stand, and what may still be spent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.files import files_of
from dangjian.kernel.files.purposes import purpose_of
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import DuesExpense
from dangjian.work.dues.permissions import VIEW_EXPENSES
from dangjian.work.dues.queries.loading.funds import allowed_purposes, funds_of
from dangjian.work.dues.rules.using import EVIDENCE, DecidingBody, ExpensePurpose, ExpenseState

_BODIES = tuple(DecidingBody)


@query(VIEW_EXPENSES)
def list_expenses(*, page: PageRequest, organisation_id: UUID, state: str = "") -> dict[str, Any]:
    """Expenses of an organisation and those below it, newest first, with their receipts. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = DuesExpense.objects.filter(subtree_q("org_path", place.org_path))
    if state:
        rows = rows.filter(state=state)
    found = paginate(rows, page, order=("-created_at", "id"))
    files = files_of(purpose=purpose_of(EVIDENCE), owner_ids=[row.pk for row in found["items"]])
    return {**found, "items": [_shown(row, files[row.pk]) for row in found["items"]]}


@query(VIEW_EXPENSES)
def get_expense(*, expense_id: UUID) -> dict[str, Any]:
    """One expense with its receipts. Raises NotFound."""
    row = DuesExpense.objects.get(pk=expense_id)
    return _shown(row, files_of(purpose=purpose_of(EVIDENCE), owner_ids=[row.pk])[row.pk])


@query(VIEW_EXPENSES)
def can_see_expense(*, expense_id: UUID) -> bool:
    """Whether the acting person may see an expense, and so its receipts."""
    return bool(DuesExpense.objects.filter(pk=expense_id).exists())


@query(VIEW_EXPENSES)
def funds(*, organisation_id: UUID) -> dict[str, Any]:
    """What an organisation holds and may spend, the purposes allowed today, who may decide. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    today = clock.today()
    found = funds_of(place, today)
    bodies = _BODIES if place.org_kind == OrgKind.BRANCH else (DecidingBody.PARTY_COMMITTEE,)
    return {
        "organisation_id": place.pk,
        "org_name": place.short_name,
        "held_fen": found.held,
        "owed_up_fen": found.owed_up,
        "waiting_fen": found.waiting,
        "available_fen": found.available,
        "purposes": [
            {"value": name, "label": ExpensePurpose(name).label, "clause": clause}
            for name, clause in allowed_purposes(today).items()
        ],
        "bodies": [{"value": body.value, "label": body.label} for body in bodies],
    }


def _shown(row: DuesExpense, files: list[Any]) -> dict[str, Any]:
    actor = current_actor()
    is_own = (actor.person_id is not None and actor.person_id == row.owner_person_id) or (
        actor.account_id is not None and actor.account_id == row.owner_account_id
    )
    names = (
        *("organisation_id", "org_name", "purpose", "clause", "amount_fen", "spent_on", "payee", "subject"),
        *("decided_on", "state", "recorded_by", "settled_by", "settled_at", "settled_reason", "reversed_by"),
        "reversed_reason",
    )
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "purpose_label": ExpensePurpose(row.purpose).label,
        "decided_label": DecidingBody(row.decided_in).label,
        "state_label": ExpenseState(row.state).label,
        "recorded_at": row.created_at,
        "is_own": is_own,
        "files": [{"id": file.id, "file_name": file.file_name} for file in files],
    }

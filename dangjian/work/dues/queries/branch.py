"""The sheets of one branch: what its members owe and paid in a month, their bases, its receipts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.work.dues.models import DuesBase, DuesOrder, DuesPayment
from dangjian.work.dues.permissions import VIEW_DUES
from dangjian.work.dues.queries.loading.plan import held_bases, members_of
from dangjian.work.dues.queries.loading.show import base_answer, order_answer, payment_answer
from dangjian.work.dues.rules.months import is_month, month_of

MOST_PEOPLE = 1_000
"""A branch has far fewer; larger bodies are looked at branch by branch."""


@query(VIEW_DUES)
def sheet(*, organisation_id: UUID, period: str) -> dict[str, Any]:
    """The monthly sheet of a branch: a line for each order, and members who were not assessed. Raises NotFound."""
    _check(period)
    organisation = Organisation.objects.get(pk=organisation_id)
    rows = DuesOrder.objects.filter(organisation=organisation, period=period, cancelled_at__isnull=True)
    orders = list(rows.select_related("person").order_by("person__name_key", "pk")[:MOST_PEOPLE])
    assessed = {order.person_id for order in orders}
    members = members_of(organisation.org_path, period).filter(organisation=organisation)
    rest = members.exclude(pk__in=assessed).order_by("name_key", "pk").values_list("pk", "name")[:MOST_PEOPLE]
    held = held_bases([pk for pk, _ in rest], period)
    return {
        "organisation_id": organisation.pk,
        "org_name": organisation.short_name,
        "period": period,
        "items": [order_answer(order) for order in orders],
        "due_fen": sum(order.due_fen for order in orders),
        "paid_fen": sum(order.paid_fen for order in orders),
        "not_assessed": [
            {"person_id": pk, "person_name": name, "has_base": pk in held, "owes_nothing": _owes_nothing(held.get(pk))}
            for pk, name in rest
        ],
    }


def _owes_nothing(row: dict[str, Any] | None) -> bool:
    return row is not None and row["amount_fen"] == 0


@query(VIEW_DUES)
def branch_bases(*, organisation_id: UUID, period: str) -> dict[str, Any]:
    """The entry that holds for each member of a branch in a month, and members without one. Raises NotFound."""
    _check(period)
    organisation = Organisation.objects.get(pk=organisation_id)
    members = members_of(organisation.org_path, period).filter(organisation=organisation)
    people = list(members.order_by("name_key", "pk").values_list("pk", "name", "is_retired")[:MOST_PEOPLE])
    held = held_bases([pk for pk, _, _ in people], period)
    rows = DuesBase.objects.unscoped("entries of members that were loaded in scope")
    entries = {base.person_id: base for base in rows.filter(pk__in=[row["pk"] for row in held.values()])}
    return {
        "organisation_id": organisation.pk,
        "org_name": organisation.short_name,
        "period": period,
        "items": [
            {
                "person_id": pk,
                "person_name": name,
                "is_retired": is_retired,
                "base": base_answer(entries[pk], explain=True) if pk in entries else None,
            }
            for pk, name, is_retired in people
        ],
    }


@query(VIEW_DUES)
def bases_of(*, person_id: UUID) -> dict[str, Any]:
    """All entries of a member, newest first, none ever overwritten. Raises NotFound."""
    person = Person.objects.only("pk", "name").get(pk=person_id)
    rows = DuesBase.objects.filter(person=person).order_by("-valid_from", "-created_at")[:200]
    return {
        "person_id": person.pk,
        "person_name": person.name,
        "items": [base_answer(row, explain=True) for row in rows],
    }


@query(VIEW_DUES)
def payments_of(*, page: PageRequest, organisation_id: UUID, period: str = "") -> dict[str, Any]:
    """Receipts of an organisation, newest first; of payments for one month when it is given. Raises NotFound."""
    organisation = Organisation.objects.get(pk=organisation_id)
    rows = DuesPayment.objects.filter(organisation=organisation).select_related("organisation")
    if period:
        _check(period)
        rows = rows.filter(period=period)
    return paginate(rows, page, order=("-created_at", "id"), show=payment_answer)


def _check(period: str) -> None:
    if not is_month(period):
        raise BadInput("dues.month", f"月份应如 {month_of(clock.today())}。", field="period")

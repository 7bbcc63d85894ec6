"""Statements: every level's sums from one reading of the ledger, remittances, and how dues are kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import SEGMENT, subtree_q
from dangjian.work.dues.models import DuesOrder, LedgerEntry, Remittance
from dangjian.work.dues.permissions import SEND_REMITTANCE, VIEW_STATEMENT
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.queries.loading.passing import basis_of
from dangjian.work.dues.queries.loading.ways import Ways
from dangjian.work.dues.rules.kinds import Account
from dangjian.work.dues.rules.months import is_month, month_of, shift
from dangjian.work.dues.rules.sharing import NOTHING, Sums, own_collection, rolled_up

MOST_MONTHS = 24


@query(VIEW_STATEMENT)
def statement(*, organisation_id: UUID, first_month: str, last_month: str, whole_tree: bool = False) -> dict[str, Any]:
    """Sums of an organisation, itself and everything below, and of each one directly below (all with `whole_tree`).

    `due` and `paid` are of dues for these months; money is what was booked in these months. For each one: opening +
    collected + from below + from above + interest − passed up − allocated − spent = closing. Raises NotFound, BadInput.
    """
    _check(first_month, last_month)
    root = Organisation.objects.get(pk=organisation_id)
    places = list(
        Organisation.objects.filter(subtree_q("org_path", root.org_path))
        .order_by("org_path")
        .values_list("pk", "org_path", "short_name", "org_kind", "dissolved_on")
    )
    own, unbalanced = _own_sums(root.org_path, first_month, last_month)
    opening = _opening(root.org_path, first_month)
    paths = {path for _, path, *_ in places} | set(own)
    sums = rolled_up(own, paths, SEGMENT)
    depth = len(root.org_path) + SEGMENT
    lines = [
        _line(pk, path, name, kind, sums[path], own.get(path, NOTHING), opening.get(path, 0), unbalanced)
        for pk, path, name, kind, dissolved_on in places
        if (whole_tree or len(path) <= depth) and (dissolved_on is None or sums[path] != NOTHING or opening.get(path))
    ]
    return {
        "organisation_id": root.pk,
        "first_month": first_month,
        "last_month": last_month,
        "items": lines,
        "difference_fen": sum(abs(fen) for fen in unbalanced.values()),
    }


def _line(
    pk: UUID, path: str, name: str, kind: str, sums: Sums, own: Sums, opening: int, unbalanced: dict[str, int]
) -> dict[str, Any]:
    return {
        "organisation_id": pk,
        "org_name": name,
        "is_branch": kind == OrgKind.BRANCH,
        "level": len(path) // SEGMENT,
        "people": sums.people,
        "people_paid": sums.people_paid,
        "due_fen": sums.due,
        "paid_fen": sums.paid,
        "collected_fen": sums.collected,
        "voluntary_fen": sums.voluntary,
        "own_collected_fen": own.collected,
        "from_below_fen": own.from_below,
        "passed_up_fen": own.passed_up,
        "from_above_fen": own.from_above,
        "allocated_fen": own.allocated,
        "interest_fen": own.interest,
        "spent_fen": sums.spent,
        "own_spent_fen": own.spent,
        "kept_fen": own.kept,
        "opening_fen": opening,
        "closing_fen": opening + own.kept,
        "difference_fen": unbalanced.get(path, 0),
    }


def _own_sums(root: str, first: str, last: str) -> tuple[dict[str, Sums], dict[str, int]]:
    """Sums of each organisation alone, by path; and where the books do not close, which must be nowhere."""
    place = subtree_q("org_path", root)
    found: dict[str, Sums] = {}
    full = Q(paid_fen__gte=F("due_fen"))
    orders = DuesOrder.objects.filter(place, period__gte=first, period__lte=last, cancelled_at__isnull=True)
    rows = orders.order_by().values_list("org_path").annotate(
        due=Sum("due_fen"), paid=Sum("paid_fen"), people=Count("pk"), people_paid=Count("pk", filter=full)
    )  # fmt: skip
    for path, due, paid, people, people_paid in rows:
        found[path] = Sums(due=due, paid=paid, people=people, people_paid=people_paid)
    entries = LedgerEntry.objects.filter(place, month__gte=first, month__lte=last)
    books: dict[str, dict[str, int]] = {}
    for path, account, total in entries.order_by().values_list("org_path", "account").annotate(t=Sum("amount_fen")):
        books.setdefault(path, {})[account] = total
    unbalanced = {}
    for path, held in books.items():
        from_below, passed_up = -held.get(Account.FROM_BELOW, 0), held.get(Account.PASSED_UP, 0)
        from_above, allocated = -held.get(Account.FROM_ABOVE, 0), held.get(Account.ALLOCATED, 0)
        interest, spent = -held.get(Account.INTEREST, 0), held.get(Account.SPENT, 0)
        money = Sums(
            collected=own_collection(held),
            voluntary=-held.get(Account.VOLUNTARY, 0),
            from_below=from_below,
            passed_up=passed_up,
            spent=spent,
            from_above=from_above,
            allocated=allocated,
            interest=interest,
        )
        found[path] = found.get(path, NOTHING) + money
        if (left := sum(held.values())) != 0:
            unbalanced[path] = left
    return found, unbalanced


def _opening(root: str, first: str) -> dict[str, int]:
    """Money that each organisation held when the first month began, by path."""
    entries = LedgerEntry.objects.filter(subtree_q("org_path", root), month__lt=first, account=Account.MONEY)
    return dict(entries.order_by().values_list("org_path").annotate(total=Sum("amount_fen")))


def _check(first: str, last: str) -> None:
    if not is_month(first) or not is_month(last) or first > last or last > shift(first, MOST_MONTHS - 1):
        raise BadInput("dues.statement.months", f"请选择起止月份，最长 {MOST_MONTHS} 个月。", field="first_month")


@query(VIEW_STATEMENT)
def list_remittances(*, page: PageRequest, organisation_id: UUID) -> dict[str, Any]:
    """What an organisation and those below it passed up, newest first. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = Remittance.objects.filter(subtree_q("org_path", place.org_path))
    return paginate(rows, page, order=("-created_at", "id"), show=remittance_answer)


def remittance_answer(row: Remittance) -> dict[str, Any]:
    """One remittance."""
    names = (
        "organisation_id", "org_name", "to_organisation_id", "to_name", "first_month", "last_month", "basis_fen",
        "whole_fen", "share_up", "amount_fen", "sent_on", "sent_by", "note", "received_on", "received_by",
        "withdrawn_reason",
    )  # fmt: skip
    shown: dict[str, Any] = {name: getattr(row, name) for name in names}
    state = "withdrawn" if row.withdrawn_at else "received" if row.received_on else "sent"
    return {"id": row.pk, "state": state, **shown}


@query(SEND_REMITTANCE)
def next_remittance(*, organisation_id: UUID, last_month: str) -> dict[str, Any]:
    """What a remittance up to a month would be, with how it is computed. Raises NotFound, BadInput."""
    if not is_month(last_month):
        raise BadInput("dues.month", f"月份应如 {month_of(clock.today())}。", field="last_month")
    place = Organisation.objects.get(pk=organisation_id)
    basis = basis_of(place, last_month)
    return {
        "first_month": basis.first_month,
        "last_month": last_month,
        "basis_fen": basis.shared,
        "whole_fen": basis.whole,
        "share_up": basis.share_up,
        "amount_fen": basis.amount,
        "can_send": basis.first_month <= last_month < month_of(clock.today()) and basis.amount > 0
        and place.parent_id is not None,
    }  # fmt: skip


@query(VIEW_STATEMENT)
def own_setting(*, organisation_id: UUID) -> dict[str, Any]:
    """How dues are kept at a place this month, and whether it says so itself. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    month = month_of(clock.today())
    book = book_of(month)
    ways = Ways(book, month)
    way = ways.at(place.org_path)
    return {
        "organisation_id": place.pk,
        "org_name": place.short_name,
        "fixing_mode": way.mode.value,
        "fixing_label": way.mode.label,
        "rounding": way.rounding.value,
        "rounding_label": way.rounding.label,
        "collection_day": way.collection_day,
        "share_up": ways.share_up(place.org_path, is_branch=place.org_kind == OrgKind.BRANCH),
        "is_own": way.own is not None and way.own.org_path == place.org_path,
        "valid_from": way.own.valid_from if way.own is not None else "",
    }

"""Transfers of one's places: a list with lamps, one with its legs, where people can go, what a check would say."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from pydantic import Field

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.pinyin import search_term
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.scope import scope_for, subtree_q
from dangjian.work.transfer.models import Transfer, TransferHop
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER, VIEW_OWN_TRANSFER, VIEW_TRANSFER
from dangjian.work.transfer.queries.letters import letters_of
from dangjian.work.transfer.queries.loading.book import book_on
from dangjian.work.transfer.queries.loading.facts import known_of
from dangjian.work.transfer.queries.loading.places import way_between
from dangjian.work.transfer.queries.loading.seen import seen
from dangjian.work.transfer.queries.loading.show import detailed, listed
from dangjian.work.transfer.rules.checks import blocks, warnings
from dangjian.work.transfer.rules.hops import RECEIVING, ROUTES, SENDING, HopKind, TransferScope
from dangjian.work.transfer.rules.states import TransferState, is_senders

OWN_SHOWN = 20
PRINTING = frozenset({HopKind.FROM_COMMITTEE, HopKind.OUTSIDE, HopKind.RECEIPT})
"""Legs of the committee that writes the letter."""


class TransferFilter(Schema):
    """Which transfers to list. `show`: what waits for somebody in the own places, or is late."""

    organisation_id: UUID | None = None
    show: Literal["open", "mine", "late", "done", "all"] = "open"
    direction: Literal["any", "out", "in"] = "any"
    text: str = Field("", max_length=40)


@query(VIEW_TRANSFER)
def list_transfers(*, filters: TransferFilter, page: PageRequest) -> dict[str, Any]:
    """One page of the transfers that have come through one's places, newest first. One statement, one more for an
    organisation."""
    today = clock.today()
    rows = _filtered(filters)
    if filters.text:
        rows = rows.filter(person_name__icontains=filters.text)
    return paginate(rows, page, order=("-created_at", "-id"), show=lambda row: listed(row, today))


def _filtered(filters: TransferFilter) -> Any:
    hops = TransferHop.objects.all()
    if filters.organisation_id is not None:
        hops = hops.filter(subtree_q("org_path", Organisation.objects.get(pk=filters.organisation_id).org_path))
    if filters.direction == "out":
        hops = hops.filter(kind__in=SENDING)
    elif filters.direction == "in":
        hops = hops.filter(kind__in=RECEIVING)
    if filters.show == "mine":
        hops = hops.filter(left_on__isnull=True)
    rows = Transfer.objects.unscoped("transfers with a leg in the bound scope").filter(
        pk__in=hops.values("transfer_id")
    )
    if filters.show == "late":
        return rows.filter(open_person_id__isnull=False, hop_due_on__lt=clock.today())
    if filters.show == "done":
        return rows.filter(open_person_id__isnull=True)
    return rows if filters.show == "all" else rows.filter(open_person_id__isnull=False)


@query(VIEW_TRANSFER)
def show_transfer(*, transfer_id: UUID) -> dict[str, Any]:
    """A transfer with its legs, and what the acting person can do now. Raises NotFound."""
    row: Transfer | None = seen().filter(pk=transfer_id).first()
    if row is None:
        raise NotFound()
    hops = _hops(row)
    return {
        **detailed(row, hops, clock.today()),
        **_can(row, hops),
        "letters": letters_of(row),
        "batch_count": _together(row),
    }


def _together(row: Transfer) -> int:
    """How many of the same batch stand where this one stands; 0 for a single one or one that is over."""
    if row.batch_id is None or row.open_person_id is None:
        return 0
    rows = Transfer.objects.unscoped("how many of a batch stand at the same leg; a number only")
    return int(rows.filter(batch_id=row.batch_id, state=row.state, now_with=row.now_with).count())


def _hops(row: Transfer) -> list[TransferHop]:
    rows = TransferHop.objects.unscoped("all legs of a transfer that the person may see: names of organisations")
    return list(rows.filter(transfer=row).order_by("number"))


def _can(row: Transfer, hops: list[TransferHop]) -> dict[str, bool]:
    """Which buttons do something for the acting person."""
    sends, takes = _covers(SEND_TRANSFER), _covers(RECEIVE_TRANSFER)
    at_hand = [hop for hop in hops if hop.left_on is None]
    is_senders_now = row.open_person_id is not None and is_senders(TransferState(row.state))
    return {
        "can_check": any(hop.kind == HopKind.FROM_BRANCH and sends(hop) for hop in at_hand),
        "can_issue": any(hop.kind == HopKind.FROM_COMMITTEE and sends(hop) for hop in at_hand),
        "can_return": row.state == TransferState.BRANCH_CHECKED
        and any(hop.kind == HopKind.FROM_COMMITTEE and sends(hop) for hop in at_hand),
        "can_note": any(hop.kind == HopKind.OUTSIDE and sends(hop) for hop in at_hand),
        "can_take_receipt": any(hop.kind in {HopKind.OUTSIDE, HopKind.RECEIPT} and sends(hop) for hop in at_hand),
        "can_print": row.from_committee_id is not None and any(sends(hop) for hop in hops if hop.kind in PRINTING),
        "can_receive": any(hop.kind in RECEIVING and takes(hop) for hop in at_hand),
        "can_withdraw": is_senders_now and any(hop.kind in SENDING and sends(hop) for hop in hops),
    }


def _covers(action: Any) -> Any:
    actor = current_actor()
    if not actor.may(action):
        return lambda hop: False
    scope = scope_for(actor, action)
    return lambda hop: scope.covers(hop.org_path)


@query(SEND_TRANSFER)
def preview(*, person_id: UUID, to_organisation_id: UUID | None = None) -> dict[str, Any]:
    """What would happen: the way with its limits, what forbids it, what should be settled.

    Raises NotFound, BadInput.
    """
    person: Person = Person.objects.select_related("organisation").get(pk=person_id)
    way = None if to_organisation_id is None else way_between(person.organisation, to_organisation_id)
    known = known_of(person)
    book = book_on(clock.today())
    legs = []
    for _, kind in ROUTES[TransferScope.CROSS_PROVINCE if way is None else way.scope]:
        limit = book.limit(kind)
        legs.append({"kind_label": kind.label, "days": limit.days, "clause": limit.clause})
    return {
        "scope_label": way.scope.label if way is not None else "转出到系统外",
        "needs_letter": way is None or way.scope != TransferScope.INTERNAL_BRANCH,
        "from_name": person.organisation.short_name,
        "to_name": way.to.short_name if way is not None else "",
        "legs": legs,
        "blocks": blocks(known.facts),
        "warnings": warnings(known.facts),
        "is_probationary": known.facts.is_probationary,
        "dues_paid_until": known.paid_until,
        "unpaid_months": known.facts.unpaid_months,
        "default_days": book.default_days,
        "ceiling_days": book.ceiling_days,
    }


@query(VIEW_OWN_TRANSFER)
def targets(*, text: str, page: PageRequest) -> dict[str, Any]:
    """Branches of the enterprise that take relations in, by part of a name or pinyin. One statement."""
    rows = Organisation.objects.unscoped("where a member may go: names of branches are no secret in the enterprise")
    rows = rows.filter(org_kind=OrgKind.BRANCH, dissolved_on=None)
    rows = rows.exclude(branch_kind__in=[BranchKind.TEMPORARY, BranchKind.FUNCTIONAL])
    term = search_term(text)
    if term:
        rows = rows.filter(Q(name_search__contains=term))
    return paginate(
        rows.select_related("parent"),
        page,
        order=("name_key", "id"),
        show=lambda row: {
            "organisation_id": row.pk,
            "name": row.short_name,
            "parent_name": row.parent.short_name if row.parent else "",
        },
    )


@query(VIEW_OWN_TRANSFER)
def my_transfers() -> dict[str, Any]:
    """One's own transfers with their legs, newest first. Three statements at most."""
    person_id = current_actor().person_id
    if person_id is None:
        return {"items": [], "can_ask": False, "branch_name": ""}
    today = clock.today()
    rows = list(Transfer.objects.filter(person_id=person_id).order_by("-created_at", "-id")[:OWN_SHOWN])
    hops = TransferHop.objects.filter(transfer__in=rows).order_by("number")
    person = Person.objects.filter(pk=person_id).select_related("organisation").first()
    by_transfer: dict[UUID, list[TransferHop]] = {}
    for hop in hops:
        by_transfer.setdefault(hop.transfer_id, []).append(hop)
    items = [
        {
            **detailed(row, by_transfer.get(row.pk, []), today),
            "can_withdraw": row.is_own_request and row.state in {TransferState.DRAFT, TransferState.REJECTED},
        }
        for row in rows
    ]
    return {
        "items": items,
        "can_ask": person is not None and all(row.open_person_id is None for row in rows),
        "branch_name": person.organisation.short_name if person is not None else "",
    }

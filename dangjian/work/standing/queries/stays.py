"""Mobile members of one's places: lists, one with its log, one's own, where somebody can be a guest."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.scope import scope_for, subtree_q
from dangjian.work.standing.models import MobileStay, StayEntry, StayGuest
from dangjian.work.standing.permissions import HOST_STAY, KEEP_STANDING, OWN_STAY, VIEW_STANDING
from dangjian.work.standing.queries.loading.book import stay_book
from dangjian.work.standing.queries.loading.seen import seen_stays
from dangjian.work.standing.queries.loading.show import detailed_stay, listed_stay
from dangjian.work.standing.rules.stays import GuestState, StayState

SHOWN = 200
"""Lines of a log that are shown, newest first."""
OWN_SHOWN = 10


class StayFilter(Schema):
    """Which stays to list. `side`: our members who are away, or guests with us."""

    organisation_id: UUID | None = None
    side: Literal["all", "home", "guest"] = "all"
    show: Literal["open", "asked", "ended", "all"] = "open"
    text: str = Field("", max_length=40)


@query(VIEW_STANDING)
def list_stays(*, filters: StayFilter, page: PageRequest) -> dict[str, Any]:
    """One page of mobile members, newest first. One statement, one more for an organisation."""
    rows = _of_side(filters)
    if filters.show == "open":
        rows = rows.filter(open_person_id__isnull=False)
    elif filters.show == "asked":
        rows = rows.filter(state=StayState.ASKED)
    elif filters.show == "ended":
        rows = rows.filter(open_person_id__isnull=True)
    if filters.text:
        rows = rows.filter(person_name__icontains=filters.text)
    today = clock.today()
    book = stay_book(today)
    return paginate(rows, page, order=("-created_at", "-id"), show=lambda row: listed_stay(row, book, today))


def _of_side(filters: StayFilter) -> Any:
    home, guests = MobileStay.objects.all(), StayGuest.objects.all()
    if filters.organisation_id is not None:
        place = subtree_q("org_path", Organisation.objects.get(pk=filters.organisation_id).org_path)
        home, guests = home.filter(place), guests.filter(place)
    if filters.side == "home":
        return home
    rows = seen_stays()
    if filters.side == "guest":
        return rows.filter(pk__in=guests.values("stay_id"))
    if filters.organisation_id is None:
        return rows
    return rows.filter(pk__in=home.values("pk").union(guests.values("stay_id")))


@query(VIEW_STANDING)
def show_stay(*, stay_id: UUID) -> dict[str, Any]:
    """A stay with its log, and what the acting person can do. Raises NotFound."""
    row: MobileStay | None = seen_stays().filter(pk=stay_id).first()
    if row is None:
        raise NotFound()
    guest = StayGuest.objects.filter(stay=row).order_by("-asked_on", "-id").first()
    actor = current_actor()
    is_open = row.open_person_id is not None
    keeps = is_open and actor.may(KEEP_STANDING) and scope_for(actor, KEEP_STANDING).covers(row.org_path)
    hosts = guest is not None and actor.may(HOST_STAY) and scope_for(actor, HOST_STAY).covers(guest.org_path)
    guest_state = guest.state if guest is not None and is_open else ""
    return {
        **detailed_stay(row, stay_book(clock.today()), _entries(row), clock.today()),
        "can_keep": keeps,
        "can_ask_host": keeps and row.state in {StayState.UNHOSTED, StayState.OUTSIDE},
        "can_drop_host": keeps and row.state in {StayState.ASKED, StayState.HOSTED, StayState.OUTSIDE},
        "can_answer": hosts and guest_state == GuestState.ASKED,
        "can_confirm": hosts and guest_state == GuestState.CONFIRMED,
    }


def _entries(row: MobileStay) -> list[StayEntry]:
    rows = StayEntry.objects.unscoped("the log of a stay that the person may see; both sides read all of it")
    return list(rows.filter(stay=row).order_by("-happened_on", "-id")[:SHOWN])


@query(OWN_STAY)
def my_stays() -> dict[str, Any]:
    """One's own stays with their logs, newest first."""
    person_id = current_actor().person_id
    if person_id is None:
        return {"items": []}
    today = clock.today()
    book = stay_book(today)
    rows = list(MobileStay.objects.filter(person_id=person_id).order_by("-created_at", "-id")[:OWN_SHOWN])
    entries: dict[UUID, list[StayEntry]] = {}
    for entry in StayEntry.objects.filter(stay__in=rows).order_by("-happened_on", "-id")[:SHOWN]:
        entries.setdefault(entry.stay_id, []).append(entry)
    return {"items": [detailed_stay(row, book, entries.get(row.pk, []), today) for row in rows]}

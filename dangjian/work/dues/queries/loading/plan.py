"""What a month would assess: the same for the preview and for the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.members.enums import PARTY_MEMBERS, ChangeReason, MembershipStatus, RegisterState
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.kernel.actor import current_actor
from dangjian.kernel.crypto.fields import open_many
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import DuesBase, DuesOrder
from dangjian.work.dues.queries.loading.book import Book, book_of
from dangjian.work.dues.queries.loading.ways import Ways
from dangjian.work.dues.rules.bases import Fixing, fixing_for
from dangjian.work.dues.rules.kinds import PayerKind, Rounding
from dangjian.work.dues.rules.months import first_day, shift
from dangjian.work.dues.rules.rates import NotAssessable, assess

PEOPLE_AT_ONCE = 4_000
"""So many members are held in memory at once, whatever the size of the enterprise."""
_COLUMNS = (
    "pk", "person_id", "valid_from", "valid_until", "created_at", "payer_kind", "agreed_fen", "amount_fen", "rate",
    "is_capped", "terms_key",
)  # fmt: skip
_CAME = (ChangeReason.TRANSFERRED_IN, ChangeReason.TRANSFERRED_IN_WHOLE)


@dataclass(slots=True)
class Planned:
    """What one member would owe."""

    person_id: UUID
    person_name: str
    organisation_id: UUID
    org_path: str
    payer_kind: str
    base_id: Any
    amount: int
    rate: int
    is_capped: bool
    rounding: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A member whose dues cannot be computed, and why."""

    person_id: UUID
    person_name: str
    organisation_id: UUID
    text: str


@dataclass(slots=True)
class Portion:
    """Some branches of a month."""

    planned: list[Planned] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """How many owe nothing, by reason: known (assessed before), exempt, nothing, elsewhere."""


def members_of(root: str, month: str) -> Any:
    """Members of a subtree who owe for a month: from the month of the branch meeting that admitted them (第八条)."""
    next_first = first_day(shift(month, 1))
    return Person.objects.filter(
        subtree_q("org_path", root),
        Q(joined_on__isnull=True) | Q(joined_on__lt=next_first),
        register_state=RegisterState.ACTIVE,
        membership_status=MembershipStatus.NORMAL,
        person_category__in=PARTY_MEMBERS,
    )


def portions(root: str, month: str) -> Iterator[tuple[Portion, int, int]]:
    """The month, some branches at a time, with how many members are done and how many there are."""
    counts = list(
        members_of(root, month).order_by("org_path").values_list("org_path").annotate(people=Count("pk")).order_by()
    )
    counts.sort()
    total, done = sum(people for _, people in counts), 0
    book = book_of(month)
    ways = Ways(book, month)
    for paths, people in _grouped(counts):
        done += people
        yield _portion(paths, root, month, book, ways), done, total


def _grouped(counts: Sequence[tuple[str, int]]) -> Iterator[tuple[list[str], int]]:
    paths: list[str] = []
    people = 0
    for path, count in counts:
        if paths and people + count > PEOPLE_AT_ONCE:
            yield paths, people
            paths, people = [], 0
        paths.append(path)
        people += count
    if paths:
        yield paths, people


def _portion(paths: list[str], root: str, month: str, book: Book, ways: Ways) -> Portion:
    rows = members_of(root, month).filter(org_path__gte=paths[0], org_path__lte=paths[-1])
    people = {
        pk: (name, organisation_id, path)
        for pk, name, organisation_id, path in rows.values_list("pk", "name", "organisation_id", "org_path")
    }
    found = Portion()
    ids = list(people)
    _leave_out(found, people, _assessed(ids, month), "known")
    _leave_out(found, people, _came_later(ids, month), "elsewhere")
    held = held_bases(list(people), month)
    opened = _opened(held, people, book, ways)
    for person_id, (name, organisation_id, path) in people.items():
        row = held.get(person_id)
        if row is None:
            found.missing.append(Missing(person_id, name, organisation_id, "没有核定党费，请先核定"))
            continue
        way = ways.at(path).rounding
        try:
            amount, rate, is_capped = _amount(row, way, book, opened)
        except NotAssessable as problem:
            found.missing.append(Missing(person_id, name, organisation_id, f"{problem}，请重新核定"))
            continue
        if amount == 0:
            found.left_out["exempt" if row["payer_kind"] == PayerKind.EXEMPT else "nothing"] += 1
            continue
        found.planned.append(
            Planned(person_id, name, organisation_id, path, row["payer_kind"], row["pk"], amount, rate, is_capped, way)
        )
    return found


def _leave_out(found: Portion, people: dict[UUID, Any], ids: set[UUID], why: str) -> None:
    for person_id in ids & people.keys():
        del people[person_id]
        found.left_out[why] += 1


def _assessed(person_ids: list[UUID], month: str) -> set[UUID]:
    rows = DuesOrder.objects.unscoped("a member owes once for a month, wherever it was assessed")
    known = rows.filter(person_id__in=person_ids, period=month, cancelled_at__isnull=True)
    return set(known.values_list("person_id", flat=True))


def _came_later(person_ids: list[UUID], month: str) -> set[UUID]:
    """Who came from outside after the month: it was to be paid where they were."""
    last = first_day(shift(month, 1)) - timedelta(days=1)
    rows = OrgRelation.objects.unscoped("since when members that were loaded in scope belong to their branch")
    came = rows.filter(person_id__in=person_ids, valid_to__isnull=True, valid_from__gt=last, reason_in__in=_CAME)
    return set(came.values_list("person_id", flat=True))


def held_bases(person_ids: list[UUID], month: str) -> dict[UUID, dict[str, Any]]:
    """The entry that holds in a month, for each of these people."""
    rows = DuesBase.objects.unscoped("entries of members that were loaded in scope, wherever they were made")
    entries = rows.filter(person_id__in=person_ids, valid_from__lte=month).values(*_COLUMNS)
    by_person: dict[UUID, list[Fixing]] = {}
    for row in entries:
        fixing = Fixing(row["valid_from"], row["valid_until"], row["created_at"], row, str(row["pk"]))
        by_person.setdefault(row["person_id"], []).append(fixing)
    found: dict[UUID, dict[str, Any]] = {}
    for person_id, fixings in by_person.items():
        held = fixing_for(fixings, month)
        if held is not None:
            found[person_id] = held.key  # type: ignore[assignment]  # the row itself
    return found


def _opened(held: dict[UUID, dict[str, Any]], people: dict[UUID, Any], book: Book, ways: Ways) -> dict[Any, int]:
    """Bases that must be opened, because the numbers changed since they were fixed."""
    keys = {rounding: book.key(rounding) for rounding in Rounding}
    stale = [
        row["pk"]
        for person_id, row in held.items()
        if person_id in people and row["terms_key"] != keys[ways.at(people[person_id][2]).rounding]
    ]
    if not stale:
        return {}
    rows = DuesBase.objects.unscoped("entries of members that were loaded in scope").filter(pk__in=stale)
    pairs = list(rows.values_list("pk", "base"))
    texts = open_many(DuesBase, "base", pairs, tenant_id=current_actor().tenant_id)
    return {pk: int(text) for (pk, _), text in zip(pairs, texts, strict=True) if text is not None}


def _amount(row: dict[str, Any], way: Rounding, book: Book, opened: dict[Any, int]) -> tuple[int, int, bool]:
    if row["terms_key"] == book.key(way):
        return row["amount_fen"], row["rate"], row["is_capped"]
    found = assess(
        PayerKind(row["payer_kind"]), book.terms, base=opened.get(row["pk"]), agreed=row["agreed_fen"], rounding=way
    )
    return found.amount, found.rate, found.is_capped

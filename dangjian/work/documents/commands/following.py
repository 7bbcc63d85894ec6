"""What follows from sending: receipts, messages and todos; the number of a request."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.queries import nearest_holders
from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.duties.commands import open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.foundation.process.models import Case
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.scope import subtree_q
from dangjian.work.documents import rules
from dangjian.work.documents.commands.numbering import give_number
from dangjian.work.documents.models import Document, DocumentNumber, Receipt, Target
from dangjian.work.documents.permissions import FOLLOW_DOCUMENT, RECEIVE_DOCUMENT
from dangjian.work.documents.rules import KIND_TITLES, Audience, Kind, State

SOURCE = "work.documents.document"
MOST_PEOPLE = 20_000


@command(FOLLOW_DOCUMENT)
def distribute(unit: Unit, *, document_id: UUID) -> int:
    """Write receipts for everybody a document is for, tell them and put it on their lists; returns how many.

    May run twice: who has a receipt gets no second one.
    """
    row = unit.get(Document, document_id)
    if row.state != State.SENT or row.distributed_at is not None:
        return 0
    assert row.sent_at is not None
    people: dict[UUID, Target] = {}
    for target in _targets(unit, row):
        for person_id in _people(row, target):
            people.setdefault(person_id, target)
    chosen = list(people)[:MOST_PEOPLE]
    names = dict(Person.objects.filter(pk__in=chosen).values_list("pk", "name"))
    unit.create_many(
        Receipt(
            document=row,
            target=people[person_id],
            org_path=people[person_id].org_path,
            person_id=person_id,
            person_name=names[person_id],
            sent_at=row.sent_at,
        )
        for person_id in chosen
        if person_id in names
    )
    title = f"{KIND_TITLES[Kind(row.kind)]}：{row.title}"[:120]
    send_message(
        person_ids=names,
        kind="document",
        title=title,
        text=f"{row.org_name}{row.number}，请于 {row.read_by} 前阅读。",
        subject_kind="document",
        subject_id=row.pk,
        dedupe_key=f"document.{row.pk}.sent",
        is_urgent=row.is_urgent,
    )
    open_todo(
        person_ids=names,
        source=SOURCE,
        source_ref=str(row.pk),
        title=f"阅读{title}"[:120],
        due_on=row.read_by,
        org_path=row.org_path,
        subject_kind="document",
        subject_id=row.pk,
    )
    unit.update(row, distributed_at=unit.now, note=f"送达 {len(names)} 人")
    return len(names)


def _targets(unit: Unit, row: Document) -> list[Target]:
    """The organisations as they are now, with what lies below where that was wanted."""
    places = Organisation.objects.filter(dissolved_on=None)
    chosen = list(places.filter(pk__in=row.chosen))
    sent_at = row.sent_at or unit.now
    wanted = Q(pk__in=[place.pk for place in chosen])
    if row.with_below:
        for place in chosen:
            wanted |= subtree_q("org_path", place.org_path)
    found = places.filter(wanted).order_by("org_path")
    return unit.create_many(
        Target(
            document=row,
            organisation=place,
            org_path=place.org_path,
            org_name=place.short_name,
            sent_at=sent_at,
        )
        for place in found
    )


def _people(row: Document, target: Target) -> list[UUID]:
    """Who reads for an organisation: its members, or those who receive for it; for a report never who wrote it."""
    if row.audience == Audience.MEMBERS:
        rows = Person.objects.filter(
            organisation_id=target.organisation_id,
            register_state=RegisterState.ACTIVE,
            person_category__in=PARTY_MEMBERS,
        )
        return list(rows.order_by("pk").values_list("pk", flat=True))
    return nearest_holders(action=RECEIVE_DOCUMENT, org_path=target.org_path, without=row.drafter_id)


@command(FOLLOW_DOCUMENT)
def number_request(unit: Unit, *, case_id: UUID) -> DocumentNumber | None:
    """Give a request its number when it goes up; the number it has when it went up before. May run twice."""
    case: Case | None = Case.objects.filter(pk=case_id).first()
    if case is None or case.organisation_id is None:
        return None
    known: DocumentNumber | None = DocumentNumber.objects.filter(subject_kind="request", subject_id=case_id).first()
    if known is not None:
        return known
    place = unit.get(Organisation, case.organisation_id, lock=False)
    word = rules.usual_word(place.short_name, "请示")
    return give_number(unit, place, word=word, subject_kind="request", subject_id=case_id, title=case.title)

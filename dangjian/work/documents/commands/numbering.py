"""Running numbers of an organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit
from dangjian.work.documents import rules
from dangjian.work.documents.models import DocumentNumber


def give_number(
    unit: Unit, place: Organisation, *, word: str, subject_kind: str, subject_id: UUID, title: str
) -> DocumentNumber:
    """The next number of a word and year; the organisation is locked, so that two who send get two numbers."""
    locked = unit.get(Organisation, place.pk)
    year = unit.today.year
    rows = DocumentNumber.objects.filter(organisation=locked, word=word, year=year)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    row = DocumentNumber(
        organisation=locked,
        org_path=locked.org_path,
        word=word,
        year=year,
        number=number,
        text=rules.number_text(word, year, number),
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=title[:120],
    )
    return unit.create(row)

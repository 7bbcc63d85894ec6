"""What the sheets of one file must know of one another: organisations to be set up, people to be registered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.columns.layouts import Part
from dangjian.directory.judging.judges import load_places, tree_judge
from dangjian.directory.judging.newcomers import Newcomers
from dangjian.directory.judging.places import PlaceIndex
from dangjian.directory.judging.staging import StagedRow, unpack
from dangjian.directory.rosters.models import ImportBatch, ImportChunk


def staged_rows(batch: ImportBatch, part: int) -> Iterator[tuple[ImportChunk, list[StagedRow]]]:
    """The chunks of a sheet with their rows, one after the other."""
    ids = ImportChunk.objects.filter(batch=batch, part=part).order_by("number").values_list("pk", flat=True)
    for chunk_id in list(ids):
        chunk = ImportChunk.objects.get(pk=chunk_id)
        yield chunk, unpack(chunk.rows.reveal())


def places_with(batch: ImportBatch, parts: Sequence[Part], today: date, *, but: int) -> PlaceIndex:
    """All organisations in the bound scope and those that the other sheets of the same file will set up."""
    places = load_places()
    for number, part in enumerate(parts):
        if part.is_used and part.kind == RosterKind.ORGANISATION and number != but:
            rows = [row for _, rows in staged_rows(batch, number) for row in rows]
            tree_judge(part, places, today).judge(rows)
    return places


def newcomers_of(batch: ImportBatch, parts: Sequence[Part], today: date) -> Newcomers:
    """The people whom the member sheets of the same file will register or move."""
    newcomers = Newcomers()
    for number, part in enumerate(parts):
        if part.is_used and part.kind == RosterKind.MEMBER:
            for chunk, rows in staged_rows(batch, number):
                newcomers.add(number, rows, chunk.keys, today)
    return newcomers

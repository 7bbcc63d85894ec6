"""Correcting single rows of a preview: a cell, or what is to become of the row."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from dangjian.directory.columns import layouts
from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.judges import member_judge, seat_judge, tree_judge
from dangjian.directory.judging.places import PlaceIndex
from dangjian.directory.judging.rules import Finding
from dangjian.directory.judging.staging import StagedRow, pack, unpack
from dangjian.directory.rosters.commands.batches import PREVIEW_JOB, refuse_during_check, waited
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.models import ImportBatch, ImportChunk
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.directory.rosters.previews import parse_again, row_parser
from dangjian.directory.rosters.siblings import newcomers_of, places_with, staged_rows
from dangjian.foundation.tabular.normalise.outcome import cell_text
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.jobs import enqueue

SUMMED = {"N": "new", "C": "changed", "S": "same", "E": "faulty", "K": "skipped"}


@command(IMPORT_ROSTER)
def correct_cell(unit: Unit, *, batch_id: UUID, part: int, row: int, field: str, text: str) -> StagedRow:
    """Put another text into one field of a row and check the row again, repetitions included.

    Raises NotFound for a row that is not there, BadInput for a field that the sheet cannot have, Conflict when the
    batch is not in preview.
    """
    batch, layout = _previewed(unit, batch_id, part)
    if field not in layout.catalogue or layout.catalogue[field].ignored:
        raise BadInput("roster.field_unknown", "没有这个栏目，请刷新后重试。", field="field")

    def change(found: StagedRow) -> None:
        column = next((column for column, name in layout.mapping.items() if name == field), None)
        if column is None:
            found.overrides[field] = text
        else:
            found.cells.extend([""] * (column + 1 - len(found.cells)))
            found.cells[column] = text
        found.edited = True
        parse_again(row_parser(layout), found)

    return _change(unit, batch, layout, part, row, change)


@command(IMPORT_ROSTER)
def replace_text(unit: Unit, *, batch_id: UUID, part: int, field: str, old: str, text: str) -> int:
    """Put another text into every cell of a column that reads `old`, and have the file checked again.

    Returns how many rows. Raises BadInput when the sheet has no such column, NotFound when no cell reads so.
    """
    batch, layout = _previewed(unit, batch_id, part)
    column = next((column for column, name in layout.mapping.items() if name == field), None)
    if column is None:
        raise BadInput("roster.field_unknown", "没有这个栏目，请刷新后重试。", field="field")
    count = 0
    for chunk_id in list(ImportChunk.objects.filter(batch=batch, part=part).values_list("pk", flat=True)):
        chunk = ImportChunk.objects.get(pk=chunk_id)
        rows = unpack(chunk.rows.reveal())
        hits = [row for row in rows if column < len(row.cells) and cell_text(row.cells[column]) == old]
        for row in hits:
            row.cells[column], row.edited = text, True
        if hits:
            count += len(hits)
            unit.update(chunk, rows=pack(rows))
    if not count:
        raise NotFound("roster.text_missing", f"这一列中没有内容为“{old}”的单元格，请刷新后重试。")
    job = enqueue(PREVIEW_JOB, {"batch_id": str(batch.pk)}, dedupe=str(batch.pk), waited=waited("检查", batch))
    unit.update(batch, job_id=job.pk)
    return count


@command(IMPORT_ROSTER)
def decide_row(unit: Unit, *, batch_id: UUID, part: int, row: int, decision: str) -> StagedRow:
    """Choose for one row: "" as proposed, "new" not the person it was matched with by name, "skip" leave it out."""
    batch, layout = _previewed(unit, batch_id, part)
    if decision not in {"", "new", "skip"}:
        raise BadInput("roster.decision", "请选择：按建议处理、作为新人员或不导入。", field="decision")

    def change(found: StagedRow) -> None:
        found.decision = decision

    return _change(unit, batch, layout, part, row, change)


def _previewed(unit: Unit, batch_id: UUID, part: int) -> tuple[ImportBatch, layouts.Part]:
    batch = refuse_during_check(unit.get(ImportBatch, batch_id))
    if batch.state != BatchState.PREVIEWED:
        raise Conflict("roster.not_previewed", "请先检查数据，再修改单元格。")
    parts = layouts.load(batch.layout.reveal())
    if not 0 <= part < len(parts):
        raise NotFound()
    return batch, parts[part]


def _change(
    unit: Unit, batch: ImportBatch, layout: layouts.Part, part: int, number: int, change: Callable[[StagedRow], None]
) -> StagedRow:
    holder = ImportChunk.objects.filter(batch=batch, part=part, first_row__lte=number, last_row__gte=number).first()
    if holder is None:
        raise NotFound()
    rows = unpack(holder.rows.reveal())
    position = next((place for place, each in enumerate(rows) if each.number == number), None)
    if position is None:
        raise NotFound()
    change(rows[position])
    if layout.kind != RosterKind.MEMBER:
        _judge_whole(unit, batch, part, rows[position])
        return _find(batch, part, number)
    old_key = holder.keys[position]
    judge = member_judge(layout, _places(unit, batch, part), unit.today)
    new_key = judge.judge([rows[position]])[0]
    keys = [*holder.keys[:position], new_key, *holder.keys[position + 1 :]]
    _repetition(batch, layout, part, rows[position], new_key)
    _store(unit, batch, part, holder, rows, keys)
    if old_key and old_key != new_key:
        _release(unit, batch, layout, part, old_key, rows[position].number)
    return rows[position]


def _places(unit: Unit, batch: ImportBatch, part: int) -> PlaceIndex:
    """Organisations on record and those of the other sheets of the file."""
    return places_with(batch, layouts.load(batch.layout.reveal()), unit.today, but=part)


def _repetition(batch: ImportBatch, layout: layouts.Part, part: int, row: StagedRow, key: str) -> None:
    """DAT-R07 against all other rows, by their blind indexes."""
    if not key or row.decision == "skip":
        return
    for other in ImportChunk.objects.filter(batch=batch).defer("rows", "effects"):
        if key not in other.keys:
            continue
        for position, each in enumerate(other.keys):
            if each != key or other.states[position] == "K":
                continue
            if other.part == part and other.first_row <= row.number <= other.last_row:
                same = unpack(ImportChunk.objects.get(pk=other.pk).rows.reveal())[position]
                if same.number == row.number:
                    continue
            finding = Finding("id_number", "DAT-R07", "身份证号与本次导入的另一行重复，请核对后删去一行。")
            _mark(layout, row, finding)
            return


def _mark(layout: layouts.Part, row: StagedRow, finding: Finding) -> None:
    row.problems.append(row_parser(layout).problem(row.number, finding.field, finding.fault()))
    row.status = RowStatus.FAULTY


def _release(unit: Unit, batch: ImportBatch, layout: layouts.Part, part: int, key: str, but: int) -> None:
    """Check the rows again that shared the former number: the repetition may be gone."""
    for other in ImportChunk.objects.filter(batch=batch, part=part):
        places = [position for position, each in enumerate(other.keys) if each == key]
        if not places:
            continue
        rows = unpack(other.rows.reveal())
        for position in places:
            row = rows[position]
            if row.number != but and any(problem.code == "DAT-R07" for problem in row.problems):
                member_judge(layout, _places(unit, batch, part), unit.today).judge([row])
                _repetition(batch, layout, part, row, key)
        _store(unit, batch, part, other, rows)


def _judge_whole(unit: Unit, batch: ImportBatch, part: int, changed: StagedRow) -> None:
    """Organisations depend on one another, and so do officers: all rows of the sheet are judged again."""
    parts = layouts.load(batch.layout.reveal())
    layout, places = parts[part], places_with(batch, parts, unit.today, but=part)
    chunks, lists = [], []
    for chunk, rows in staged_rows(batch, part):
        chunks.append(chunk)
        lists.append([changed if row.number == changed.number else row for row in rows])
    everything = [row for rows in lists for row in rows]
    keys: list[str] = []
    if layout.kind == RosterKind.OFFICER:
        keys = seat_judge(layout, places, unit.today, newcomers_of(batch, parts, unit.today)).judge(everything)
    else:
        judge = tree_judge(layout, places, unit.today)
        judge.judge(everything)
        judge.compare_strength(everything, batch.counts.get("strength", {}))
    done = 0
    for chunk, rows in zip(chunks, lists, strict=True):
        _store(unit, batch, part, chunk, rows, keys[done : done + len(rows)] if keys else None)
        done += len(rows)


def _find(batch: ImportBatch, part: int, number: int) -> StagedRow:
    holder = ImportChunk.objects.get(batch=batch, part=part, first_row__lte=number, last_row__gte=number)
    return next(row for row in unpack(holder.rows.reveal()) if row.number == number)


def _store(
    unit: Unit,
    batch: ImportBatch,
    part: int,
    holder: ImportChunk,
    rows: list[StagedRow],
    keys: list[str] | None = None,
) -> None:
    """Write a chunk back and move the counts of the batch by what changed."""
    states = "".join(row.status.value for row in rows)
    levels = "".join(row.level for row in rows)
    counts = dict(batch.counts)
    for name in (str(part), "total"):
        counted = dict(counts.get(name, {}))
        for old, new in zip(holder.states, states, strict=True):
            counted[SUMMED[old]] = counted.get(SUMMED[old], 0) - 1
            counted[SUMMED[new]] = counted.get(SUMMED[new], 0) + 1
        counts[name] = counted
    unit.update(holder, states=states, levels=levels, keys=holder.keys if keys is None else keys, rows=pack(rows))
    unit.update(batch, counts=counts)

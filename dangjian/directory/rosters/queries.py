"""What may be read about imports: lists, one batch, its rows, the result file; and running the check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q

from dangjian.directory.columns import layouts
from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.showing import show_row
from dangjian.directory.judging.staging import StagedRow, unpack
from dangjian.directory.rosters import previews
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.files import opened
from dangjian.directory.rosters.models import ImportBatch, ImportChunk
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.directory.rosters.previews import Kept, KeptRows, Preview, Report
from dangjian.directory.rosters.undo_checks import LISTED, effect_chunks, effects_of, find_blockers
from dangjian.foundation.tabular.result import ResultSheet, write_result
from dangjian.foundation.tabular.workbook import Book
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import Conflict, NotFound
from dangjian.kernel.files import StoredFile, readable_file
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.jobs import find_job
from dangjian.kernel.scratch import scratch_folder

ROWS_PER_PAGE = 200


@query(IMPORT_ROSTER)
def list_batches(*, page: PageRequest) -> dict[str, Any]:
    """One page of imports in reach, newest first."""
    return paginate(ImportBatch.objects.defer("layout", "missing"), page, order=("-created_at", "id"))


@query(IMPORT_ROSTER)
def get_batch(*, batch_id: UUID) -> ImportBatch:
    """One import. Raises NotFound."""
    found: ImportBatch = ImportBatch.objects.get(pk=batch_id)
    return found


@query(IMPORT_ROSTER)
def get_progress(*, batch_id: UUID) -> dict[str, Any]:
    """How far the work on a batch is."""
    batch: ImportBatch = ImportBatch.objects.defer("layout", "missing").get(pk=batch_id)
    found = find_job(batch.job_id, tenant_id=current_actor().tenant_id) if batch.job_id else None
    return {
        "state": batch.state,
        "version": batch.version,
        "job_state": found.state if found else None,
        "done": found.done if found else 0,
        "total": found.total if found else 0,
        "text": found.text if found else "",
        "error_code": batch.error_code,
        "error_text": batch.error_text,
    }


@query(IMPORT_ROSTER)
def list_rows(
    *,
    batch_id: UUID,
    part: int,
    statuses: str = "",
    level: str = "",
    code: str = "",
    after: int = 0,
    limit: int = ROWS_PER_PAGE,
) -> dict[str, Any]:
    """Rows of a sheet behind row number `after`: with one of the statuses, that worst level, a problem of that code.

    Only the chunks that hold such rows are opened.
    """
    batch: ImportBatch = ImportBatch.objects.get(pk=batch_id)
    if batch.purged_at is not None:
        raise Conflict("roster.purged", "导入的暂存数据已按期清除，只保留导入记录。")
    kind = _part_of(batch, part).kind
    items: list[dict[str, Any]] = []
    chunks = ImportChunk.objects.filter(batch=batch, part=part, last_row__gt=after).order_by("number")
    for chunk_id, states, levels in chunks.values_list("pk", "states", "levels"):
        wanted = [
            _wanted(s, v, statuses, level) and not (code and v == "-") for s, v in zip(states, levels, strict=True)
        ]
        if not any(wanted):
            continue
        rows = unpack(ImportChunk.objects.get(pk=chunk_id).rows.reveal())
        for row, is_wanted in zip(rows, wanted, strict=True):
            has_code = not code or any(problem.code == code for problem in row.problems)
            if is_wanted and has_code and row.number > after:
                items.append(show_row(row, kind))
                if len(items) > limit:
                    return {"items": items[:limit], "next_after": items[limit - 1]["number"]}
    return {"items": items, "next_after": None}


def _wanted(status: str, row_level: str, statuses: str, level: str) -> bool:
    return (not statuses or status in statuses) and (not level or row_level == level)


def _part_of(batch: ImportBatch, part: int) -> layouts.Part:
    parts = layouts.load(batch.layout.reveal()) if batch.layout else []
    if not 0 <= part < len(parts):
        raise NotFound()
    return parts[part]


@query(IMPORT_ROSTER)
def kind_of_part(*, batch_id: UUID, part: int) -> str:
    """What the sheet of a batch lists. Raises NotFound."""
    return _part_of(ImportBatch.objects.get(pk=batch_id), part).kind


@query(IMPORT_ROSTER)
def list_missing(*, batch_id: UUID) -> list[dict[str, str]]:
    """People of the branches in the file who are not in it (the first 500)."""
    batch: ImportBatch = ImportBatch.objects.get(pk=batch_id)
    found: list[dict[str, str]] = orjson.loads(batch.missing.reveal()) if batch.missing else []
    return found


@query(IMPORT_ROSTER)
def check_undo(*, batch_id: UUID) -> dict[str, Any]:
    """What stands against taking a committed import back (the first hundred reasons). Raises Conflict when purged."""
    batch: ImportBatch = ImportBatch.objects.defer("layout", "missing").get(pk=batch_id)
    if batch.state != BatchState.COMMITTED or batch.purged_at is not None:
        raise Conflict("roster.not_committed", "只有已提交且未清除的导入才能撤回。")
    found = find_blockers(effects_of(pk) for pk in list(effect_chunks(batch.pk)))
    blockers = list(islice(found, LISTED + 1))
    return {"blockers": [asdict(each) for each in blockers[:LISTED]], "has_more": len(blockers) > LISTED}


@query(IMPORT_ROSTER)
def write_result_file(*, batch_id: UUID) -> tuple[str, bytes]:
    """The result workbook: rows with what became of them, faulty cells marked, all problems listed."""
    batch: ImportBatch = ImportBatch.objects.get(pk=batch_id)
    if batch.purged_at is not None or batch.state in {BatchState.UPLOADED, BatchState.MAPPED}:
        raise Conflict("roster.no_result", "还没有检查结果，或暂存数据已按期清除。")
    parts = layouts.load(batch.layout.reveal())
    sheets = []
    for number, part in enumerate(parts):
        if part.is_used:
            problems = [problem for rows in _chunks_of(batch, number) for row in rows for problem in row.problems]
            sheets.append(ResultSheet(part.sheet_name, part.titles(), _outcomes(batch, number), problems))
    with scratch_folder("table") as folder:
        path = folder / "result.xlsx"
        write_result(path, sheets)
        return f"{Path(batch.file_name).stem}-导入结果.xlsx", path.read_bytes()


def _outcomes(batch: ImportBatch, number: int) -> Iterator[tuple[int, list[Any], str]]:
    for rows in _chunks_of(batch, number):
        for row in rows:
            yield row.number, row.cells, _outcome(row, batch)


def _outcome(row: StagedRow, batch: ImportBatch) -> str:
    done = batch.state == BatchState.COMMITTED
    if row.status in {RowStatus.FAULTY, RowStatus.SKIPPED}:
        return "未导入" if row.status == RowStatus.SKIPPED else "有错误，未导入"
    label = RowStatus(row.status).label
    return f"已{label}" if done and row.status != RowStatus.SAME else label


def _chunks_of(batch: ImportBatch, part: int) -> Iterator[list[StagedRow]]:
    ids = ImportChunk.objects.filter(batch=batch, part=part).order_by("number").values_list("pk", flat=True)
    for chunk_id in list(ids):
        yield unpack(ImportChunk.objects.get(pk=chunk_id).rows.reveal())


@query(IMPORT_ROSTER)
def batches_to_purge(*, before: datetime) -> list[UUID]:
    """Imports whose last step lies before that moment and whose data still lie here."""
    old = Q(created_at__lt=before) & (Q(committed_at=None) | Q(committed_at__lt=before))
    return list(ImportBatch.objects.filter(old, purged_at=None).values_list("pk", flat=True)[:500])


@query(IMPORT_ROSTER)
def batches_to_settle() -> list[UUID]:
    """Imports whose work died (or, while being written, is gone) and that say nothing of it yet."""
    open_ones = ImportBatch.objects.filter(purged_at=None, error_code="", job_id__isnull=False)
    found = []
    for pk, state, job_id in open_ones.order_by("-created_at").values_list("pk", "state", "job_id")[:500]:
        view = find_job(job_id, tenant_id=current_actor().tenant_id)
        if (view is None and state == BatchState.COMMITTING) or (view is not None and view.state == "dead"):
            found.append(pk)
    return found


@query(IMPORT_ROSTER)
def understand_file(*, file_id: UUID, kind: RosterKind | None = None) -> tuple[StoredFile, list[layouts.Part]]:
    """Look into an uploaded file of one's own: its sheets, headings, columns. Raises BadInput, NotFound."""
    file = readable_file(file_id=file_id)
    with opened(file) as book:
        return file, layouts.understand(book.sheets, kind.value if kind else None)


@query(IMPORT_ROSTER)
def what_to_read(*, batch_id: UUID) -> tuple[ImportBatch, KeptRows]:
    """A batch with the corrections that people made in its rows: they survive a new reading."""
    batch: ImportBatch = ImportBatch.objects.get(pk=batch_id)
    kept: KeptRows = {}
    for chunk_id in list(ImportChunk.objects.filter(batch=batch).values_list("pk", flat=True)):
        chunk = ImportChunk.objects.get(pk=chunk_id)
        for row in unpack(chunk.rows.reveal()):
            if row.edited or row.decision:
                kept[(chunk.part, row.number)] = Kept(row.cells, row.overrides, row.decision, row.edited)
    return batch, kept


@query(IMPORT_ROSTER)
def judge_file(*, batch: ImportBatch, book: Book, kept: KeptRows, report: Report) -> Preview:
    """Read and judge the file of a batch in the scope of whoever owns it."""
    return previews.build_preview(book, layouts.load(batch.layout.reveal()), kept, clock.today(), report)

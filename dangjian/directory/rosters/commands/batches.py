"""The way of a batch: taken in, mapped, previewed, committed, undone or discarded, purged."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import orjson

from dangjian.directory.columns import layouts
from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.rosters.enums import EDITABLE, BatchState
from dangjian.directory.rosters.files import UPLOADED
from dangjian.directory.rosters.models import ImportBatch, ImportChunk, ImportTemplate
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.directory.rosters.previews import Preview
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem
from dangjian.kernel.files import StoredFile, attach, detach
from dangjian.kernel.jobs import Waited, enqueue, find_job

PREVIEW_JOB, COMMIT_JOB, UNDO_JOB = "directory.rosters.preview", "directory.rosters.commit", "directory.rosters.undo"
ENDED = frozenset({BatchState.UNDONE, BatchState.DISCARDED})
DIED = {
    BatchState.COMMITTING: ("roster.commit_died", "写入意外中断，没有写入任何数据。请再次确认写入。"),
    BatchState.COMMITTED: ("roster.undo_died", "撤回意外中断，没有改动任何数据。请再次撤回。"),
}
DIED_CHECKING = (
    "roster.check_died",
    "检查意外中断，没有改动任何数据。请重新检查；再次出现时请减少行数或另存文件后上传。",
)


def waited(step: str, batch: ImportBatch) -> Waited:
    """A step of the import as the task centre of whoever asked for it names it."""
    return Waited(f"{step}导入文件“{batch.file_name}”", "roster-batch", batch.pk)


@dataclass(frozen=True, slots=True)
class PartMapping:
    """What somebody chose for one sheet."""

    sheet_index: int
    is_used: bool
    kind: RosterKind
    mapping: dict[int, str]
    organisation_id: UUID | None = None
    constants: dict[str, str] = field(default_factory=dict)


@command(IMPORT_ROSTER)
def create_batch(
    unit: Unit, *, file: StoredFile, parts: list[layouts.Part], organisation_id: UUID | None = None
) -> ImportBatch:
    """Begin an import with an uploaded file whose sheets were understood.

    Mappings remembered for the same headings are applied. `organisation_id`: where rows belong that name no
    organisation. Raises BadInput for a file that is not the person's own, NotFound for an organisation out of reach.
    """
    place = unit.get(Organisation, organisation_id, lock=False) if organisation_id else None
    for part in parts:
        part.place_id = str(place.pk) if place is not None else ""
        _remembered(part)
    batch = unit.create(
        ImportBatch(
            org_path=place.org_path if place is not None else _widest_place(unit),
            file_id=file.pk,
            file_name=file.file_name,
            layout=layouts.dump(parts),
            owner_account_id=unit.actor.account_id,
            owner_person_id=unit.actor.person_id,
            owner_name=unit.actor.name[:80],
        )
    )
    attach(unit, purpose=UPLOADED, owner_id=batch.pk, file_ids=[file.pk])
    return batch


def _widest_place(unit: Unit) -> str:
    """The place an import is filed under: the shortest path the person is responsible for."""
    return min((place.path for place in unit.scope.places), key=len, default="")


def _remembered(part: layouts.Part) -> None:
    """Apply the mapping that was confirmed for these headings, whichever kind of roster it made of them."""
    known = {each.kind: each for each in ImportTemplate.objects.filter(signature=part.signature)}
    template = known.get(part.kind) or next(iter(known.values()), None)
    if template is not None:
        part.kind = template.kind
        fields = part.catalogue
        part.mapping = {int(column): name for column, name in template.mapping.items() if name in fields}
        part.remembered, part.is_used = True, part.visible


@command(IMPORT_ROSTER)
def set_mapping(unit: Unit, *, batch_id: UUID, expected_version: int, choices: list[PartMapping]) -> ImportBatch:
    """Confirm or correct which column is what; it is remembered for the next file with the same headings.

    Raises BadInput for unknown columns or fields, or a field given to two columns; Conflict when too late.
    """
    batch = refuse_during_check(_editable(unit, batch_id, expected_version))
    parts = layouts.load(batch.layout.reveal())
    by_index = {part.sheet_index: part for part in parts}
    problems = []
    for choice in choices:
        part = by_index.get(choice.sheet_index)
        if part is None:
            raise BadInput("roster.sheet_unknown", "没有这张工作表，请刷新后重试。", field="parts")
        problems += _apply(unit, part, choice)
        if part.is_used and not problems:
            _remember(unit, part)
    if problems:
        raise BadInput("roster.mapping", "栏目对应有误，请按提示修改。", fields=problems)
    return unit.update(batch, layout=layouts.dump(parts), state=BatchState.MAPPED)


def _apply(unit: Unit, part: layouts.Part, choice: PartMapping) -> list[FieldProblem]:
    part.is_used, part.kind = choice.is_used, choice.kind.value
    catalogue = part.catalogue
    problems = []
    given: dict[str, int] = {}
    for column, name in choice.mapping.items():
        path = f"parts.{part.sheet_index}.mapping.{column}"
        if not 0 <= column < len(part.lines) or name not in catalogue:
            problems.append(FieldProblem(path, "roster.mapping_unknown", "没有这一列或这个栏目，请重新选择。"))
        elif name in given and not catalogue[name].ignored:
            text = f"“{catalogue[name].title}”已对应第 {given[name] + 1} 列，一个栏目只能对应一列。"
            problems.append(FieldProblem(path, "roster.mapping_twice", text))
        given[name] = column
    problems += [
        FieldProblem(f"parts.{part.sheet_index}.constants.{name}", "roster.mapping_unknown", "没有这个栏目。")
        for name in choice.constants
        if name not in catalogue
    ]
    if choice.organisation_id is not None:
        part.place_id = str(unit.get(Organisation, choice.organisation_id, lock=False).pk)
    part.mapping, part.constants = dict(choice.mapping), dict(choice.constants)
    if part.is_used and not problems and (missing := part.missing()):
        text = f"还没有指定“{'”“'.join(missing)}”是哪一列。"
        problems.append(FieldProblem(f"parts.{part.sheet_index}.mapping", "roster.mapping_missing", text))
    return problems


def _remember(unit: Unit, part: layouts.Part) -> None:
    mapping = {str(column): name for column, name in part.mapping.items()}
    known = ImportTemplate.objects.filter(kind=part.kind, signature=part.signature).first()
    if known is None:
        unit.create(ImportTemplate(kind=part.kind, signature=part.signature, mapping=mapping, last_used_at=unit.now))
    else:
        unit.update(known, mapping=mapping, used=known.used + 1, last_used_at=unit.now)


@command(IMPORT_ROSTER)
def request_preview(unit: Unit, *, batch_id: UUID) -> ImportBatch:
    """Ask for the check of all rows. Raises Conflict when the batch is past that."""
    batch = _editable(unit, batch_id)
    job = enqueue(PREVIEW_JOB, {"batch_id": str(batch.pk)}, dedupe=str(batch.pk), waited=waited("检查", batch))
    return unit.update(batch, job_id=job.pk, error_code="", error_text="")


@command(IMPORT_ROSTER)
def store_preview(unit: Unit, *, batch_id: UUID, preview: Preview) -> ImportBatch:
    """Put what the check found in place of what was there before."""
    batch = _editable(unit, batch_id)
    unit.delete_many(ImportChunk.objects.filter(batch=batch))
    unit.create_many(
        [
            ImportChunk(
                batch=batch,
                part=chunk.part,
                number=chunk.number,
                first_row=chunk.first_row,
                last_row=chunk.last_row,
                states=chunk.states,
                levels=chunk.levels,
                keys=chunk.keys,
                rows=chunk.text,
            )
            for chunk in preview.chunks
        ],
        batch_size=50,
    )
    return unit.update(
        batch,
        state=BatchState.PREVIEWED,
        counts=preview.counts | {"strength": preview.strength},
        missing=orjson.dumps(preview.missing).decode(),
        previewed_at=unit.now,
        error_code="",
        error_text="",
    )


@command(IMPORT_ROSTER)
def begin_commit(
    unit: Unit, *, batch_id: UUID, expected_version: int, skip_faulty: bool = False, in_background: bool = True
) -> ImportBatch:
    """Ask for the import to be written; the command line does so itself, at once.

    Raises Conflict without a preview, or with faulty rows not to be skipped.
    """
    batch = refuse_during_check(_settled(unit, unit.get(ImportBatch, batch_id, expected_version=expected_version)))
    if batch.state != BatchState.PREVIEWED:
        raise Conflict("roster.not_previewed", "请先检查数据，再提交导入。")
    faulty = batch.counts.get("total", {}).get("faulty", 0)
    if faulty and not skip_faulty:
        raise Conflict("roster.faulty_rows", f"还有 {faulty} 行有错误，请先改正；也可以选择跳过这些行。")
    job_id = None
    if in_background:
        payload, shown = {"batch_id": str(batch.pk)}, waited("写入", batch)
        job_id = enqueue(COMMIT_JOB, payload, dedupe=str(batch.pk), waited=shown).pk
    return unit.update(
        batch, state=BatchState.COMMITTING, skip_faulty=skip_faulty, job_id=job_id, error_code="", error_text=""
    )


@command(IMPORT_ROSTER)
def request_undo(unit: Unit, *, batch_id: UUID, expected_version: int, reason: str = "") -> ImportBatch:
    """Ask for a committed import to be taken back; the reason goes into the audit log.

    Raises Conflict when it is not committed or already purged.
    """
    batch = _settled(unit, unit.get(ImportBatch, batch_id, expected_version=expected_version))
    if batch.state != BatchState.COMMITTED:
        raise Conflict("roster.not_committed", "只有已提交的导入才能撤回。")
    if batch.purged_at is not None:
        raise Conflict("roster.purged", "导入的暂存数据已按期清除，不能再撤回。请在党员信息中逐项更正。")
    if reason:
        unit.note(f"撤回原因：{reason}")
    job = enqueue(UNDO_JOB, {"batch_id": str(batch.pk)}, dedupe=str(batch.pk), waited=waited("撤回", batch))
    return unit.update(batch, job_id=job.pk, error_code="", error_text="")


@command(IMPORT_ROSTER)
def fail_batch(unit: Unit, *, batch_id: UUID, code: str, text: str) -> ImportBatch:
    """Record why the check, the commit or the undoing ended without effect; the batch goes back to where it stood."""
    return _fail(unit, unit.get(ImportBatch, batch_id), code, text)


def _fail(unit: Unit, batch: ImportBatch, code: str, text: str) -> ImportBatch:
    if batch.state in ENDED:
        return batch
    back = {BatchState.COMMITTING: BatchState.PREVIEWED, BatchState.COMMITTED: BatchState.COMMITTED}
    state = back.get(BatchState(batch.state), BatchState.FAILED)
    return unit.update(batch, state=state, error_code=code[:80], error_text=text[:400])


@command(IMPORT_ROSTER)
def settle_batch(unit: Unit, *, batch_id: UUID) -> ImportBatch:
    """Give a batch back to its owner when the work on it died for good and could not say so itself."""
    return _settled(unit, unit.get(ImportBatch, batch_id))


def _settled(unit: Unit, batch: ImportBatch) -> ImportBatch:
    """The batch, back where it can be tried again if its work has ended without effect (the worker was killed)."""
    if batch.error_code or batch.state in ENDED or not batch.job_id:
        return batch
    found = find_job(batch.job_id, tenant_id=unit.tenant_id)
    # A commit is over when its job is: done would have changed the state in the same transaction.
    over = found is None and batch.state == BatchState.COMMITTING
    if not over and (found is None or found.state != "dead"):
        return batch
    return _fail(unit, batch, *DIED.get(BatchState(batch.state), DIED_CHECKING))


def refuse_during_check(batch: ImportBatch) -> ImportBatch:
    """The batch, unless its rows are being checked just now: what the check read must not change under it.

    Raises Conflict.
    """
    found = find_job(batch.job_id, tenant_id=batch.tenant_id) if batch.job_id else None
    if found is not None and found.name == PREVIEW_JOB and found.state in {"waiting", "running"}:
        raise Conflict("roster.checking", "数据正在检查，请等检查完成后再修改或提交。")
    return batch


@command(IMPORT_ROSTER)
def discard_batch(unit: Unit, *, batch_id: UUID) -> None:
    """Give an import up; its file and staged rows are deleted. Raises Conflict once it is being written."""
    batch = _editable(unit, batch_id)
    _purge(unit, batch)
    unit.update(batch, state=BatchState.DISCARDED, purged_at=unit.now)


@command(IMPORT_ROSTER)
def purge_batch(unit: Unit, *, batch_id: UUID) -> None:
    """Delete file and staged rows of an old import; the record of it stays."""
    batch = unit.get(ImportBatch, batch_id)
    if batch.purged_at is None and batch.state != BatchState.COMMITTING:
        _purge(unit, batch)
        state = batch.state if batch.state in {BatchState.COMMITTED, BatchState.UNDONE} else BatchState.DISCARDED
        unit.update(batch, state=state, purged_at=unit.now)


def _purge(unit: Unit, batch: ImportBatch) -> None:
    unit.delete_many(ImportChunk.objects.filter(batch=batch))
    if batch.file_id is not None:
        detach(unit, gone_ids=[batch.file_id], owner_id=batch.pk)
    unit.update(batch, layout="[]", missing=None, file_id=None)


def _editable(unit: Unit, batch_id: UUID, expected_version: int | None = None) -> ImportBatch:
    batch = _settled(unit, unit.get(ImportBatch, batch_id, expected_version=expected_version))
    if batch.state not in EDITABLE:
        raise Conflict("roster.not_editable", f"该导入{BatchState(batch.state).label}，不能再修改。")
    return batch

"""HTTP of rosters: upload → columns → check → corrections → commit → result; templates and exports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field, StringConstraints

from dangjian.directory.rosters import commands, layouts, queries
from dangjian.directory.rosters.commands.batches import PartMapping
from dangjian.directory.rosters.enums import BatchState, RosterKind, RowStatus
from dangjian.directory.rosters.models import ImportBatch
from dangjian.directory.rosters.permissions import EXPORT_ROSTER, IMPORT_ROSTER
from dangjian.directory.rosters.showing import show_row
from dangjian.directory.rosters.templates import template_file
from dangjian.kernel.errors import BadInput
from dangjian.kernel.files.names import disposition
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema, if_match, respond

router = ApiRouter(module="directory", app="rosters", tag="名册导入导出")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FieldName = Annotated[str, StringConstraints(max_length=40)]
CellText = Annotated[str, StringConstraints(max_length=2000)]
_STATUS_OF = {status.name.lower(): status.value for status in RowStatus}


class NewBatch(Schema):
    """An import of an uploaded file (purpose `directory.rosters.upload`)."""

    file_id: UUID
    kind: RosterKind | None = None
    organisation_id: UUID | None = None


class PartChoice(Schema):
    """Which column of a sheet is which field; `mapping` is column index to field."""

    sheet_index: int = Field(ge=0, le=1000)
    is_used: bool = True
    kind: RosterKind
    mapping: dict[Annotated[str, StringConstraints(pattern=r"^\d{1,3}$")], FieldName] = Field(max_length=200)
    organisation_id: UUID | None = None
    constants: dict[FieldName, CellText] = Field({}, max_length=100)


class MappingIn(Schema):
    """The mapping of all sheets that are changed or confirmed."""

    parts: list[PartChoice] = Field(min_length=1, max_length=40)


class RosterCellIn(Schema):
    """A correction: another text in one field of a row (`row` is the row number of the sheet)."""

    part: int = Field(ge=0, le=1000)
    row: int = Field(ge=1, le=2_000_000)
    field: FieldName
    text: CellText


class RosterDecisionIn(Schema):
    """What is to become of a row: as proposed, a new person, or left out."""

    part: int = Field(ge=0, le=1000)
    row: int = Field(ge=1, le=2_000_000)
    decision: Literal["", "new", "skip"]


class RosterReplacementIn(Schema):
    """The same correction in every cell of a column that reads `old`."""

    part: int = Field(ge=0, le=1000)
    field: FieldName
    old: CellText
    text: CellText


class ReplacedOut(Schema):
    """How many rows were corrected; the file is being checked again."""

    rows: int


class UndoIn(Schema):
    """Why an import is taken back; recorded."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class BlockerOut(Schema):
    """What was built on an import since: about whom ("" when out of reach), and what."""

    kind: Literal["member", "organisation"]
    id: str
    name: str
    text: str


class UndoCheckOut(Schema):
    """What stands against undoing; nothing when it can be undone."""

    blockers: list[BlockerOut]
    has_more: bool


class CommitIn(Schema):
    """Write the import; faulty rows are skipped only when somebody says so."""

    skip_faulty: bool = False


class ColumnOut(Schema):
    """What a column was taken for. Below certainty there is only a suggestion to confirm."""

    column: int
    title: str
    field: str
    confidence: float
    source: str
    suggestion: str
    samples: list[str]


class RosterPartOut(Schema):
    """One sheet: headings (`first_row`: the row behind them, as Excel counts), columns, mapping."""

    part: int
    sheet_index: int
    sheet_name: str
    visible: bool
    rows: int
    kind: str
    is_used: bool
    first_row: int
    above: list[str]
    columns: list[ColumnOut]
    mapping: dict[str, str]
    constants: dict[str, str]
    organisation_id: str
    remembered: bool
    missing: list[str]


class BatchOut(Schema):
    """An import in lists."""

    id: UUID
    version: int
    state: str
    state_label: str
    file_name: str
    owner_name: str
    counts: dict[str, Any]
    skip_faulty: bool
    error_code: str
    error_text: str
    created_at: datetime
    previewed_at: datetime | None
    committed_at: datetime | None
    undone_at: datetime | None
    purged_at: datetime | None


class BatchDetailOut(BatchOut):
    """An import with its sheets."""

    parts: list[RosterPartOut]


class ProgressOut(Schema):
    """How far the background work is; `job_state` is waiting, running, done or dead."""

    state: str
    version: int
    job_state: str | None
    done: int
    total: int
    text: str
    error_code: str
    error_text: str


class ProblemOfRow(Schema):
    """A problem at a cell; `column` is the index of the column, -1 for the row as a whole."""

    column: int
    field: str
    code: str
    text: str
    level: str
    suggestion: str


class ChangeOfRow(Schema):
    """A field that the row would change on record."""

    field: str
    title: str
    old: str
    new: str


class RowOut(Schema):
    """A staged row."""

    number: int
    cells: list[str]
    overrides: dict[str, str]
    status: str
    decision: str
    target_id: str | None
    problems: list[ProblemOfRow]
    changes: list[ChangeOfRow]
    edited: bool


class RowsOut(Schema):
    """Some rows; `next_after` is the row number to continue behind."""

    items: list[RowOut]
    next_after: int | None


class RowsQuery(Schema):
    """Which rows: of a sheet, with these statuses (separated by commas), this worst level, a problem of this code."""

    part: int = Field(0, ge=0, le=1000)
    status: str = Field("", max_length=60, pattern=r"^[a-z,]*$")
    level: Literal["", "error", "warning", "none"] = ""
    code: str = Field("", max_length=60)
    after: int = Field(0, ge=0, le=2_000_000)
    limit: int = Field(100, ge=1, le=200)


class MissingOut(Schema):
    """Somebody of a branch in the file who is not in it."""

    id: UUID
    name: str
    branch: str


class RosterFieldOut(Schema):
    """A field that a column can be taken for."""

    field: str
    title: str
    required: bool
    ignored: bool
    note: str
    choices: list[str]


class ExportQuery(Schema):
    """What to export and how. `reveal` needs the right and a purpose."""

    organisation_id: UUID | None = None
    full_columns: bool = False
    reveal: bool = False
    purpose: str = Field("", max_length=200)
    form: Literal["xlsx", "csv"] = "xlsx"


class TemplateQuery(Schema):
    """Which template: members, organisations, or both."""

    kind: Literal["member", "organisation", "both"] = "both"


def show_batch(batch: ImportBatch) -> dict[str, Any]:
    """A batch as `BatchOut`."""
    names = BatchOut.model_fields.keys() - {"state_label"}
    return {name: getattr(batch, name) for name in names} | {"state_label": BatchState(batch.state).label}


def show_detail(batch: ImportBatch) -> dict[str, Any]:
    """A batch as `BatchDetailOut`."""
    parts = layouts.load(batch.layout.reveal()) if batch.layout else []
    return show_batch(batch) | {"parts": [_show_part(number, part) for number, part in enumerate(parts)]}


def _show_part(number: int, part: layouts.Part) -> dict[str, Any]:
    return {
        "part": number,
        "sheet_index": part.sheet_index,
        "sheet_name": part.sheet_name,
        "visible": part.visible,
        "rows": part.rows,
        "kind": part.kind,
        "is_used": part.is_used,
        "first_row": part.last + 2,
        "above": part.above,
        "columns": part.columns,
        "mapping": {str(column): name for column, name in part.mapping.items()},
        "constants": part.constants,
        "organisation_id": part.place_id,
        "remembered": part.remembered,
        "missing": part.missing(),
    }


@router.post("/rosters", name="create_batch", action=IMPORT_ROSTER, out=BatchDetailOut, status=201, summary="开始导入")
def create(request: HttpRequest, body: NewBatch) -> Any:
    """Look into an uploaded file and begin an import with it."""
    file, parts = queries.understand_file(file_id=body.file_id, kind=body.kind)
    batch = commands.create_batch(file=file, parts=parts, organisation_id=body.organisation_id)
    return respond(show_detail(batch), etag=batch.version)


@router.get("/rosters", name="list_batches", action=IMPORT_ROSTER, out=Page[BatchOut], summary="导入记录")
def list_all(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """Imports in reach, newest first."""
    found = queries.list_batches(page=page)
    return found | {"items": [show_batch(batch) for batch in found["items"]]}


@router.get("/rosters/{batch_id}", name="get_batch", action=IMPORT_ROSTER, out=BatchDetailOut, summary="导入详情")
def detail(request: HttpRequest, batch_id: UUID) -> Any:
    """One import with its sheets and columns."""
    batch = queries.get_batch(batch_id=batch_id)
    return respond(show_detail(batch), etag=batch.version)


@router.put(
    "/rosters/{batch_id}/mapping", name="set_mapping", action=IMPORT_ROSTER, out=BatchDetailOut, summary="确认栏目"
)
def mapping(request: HttpRequest, batch_id: UUID, body: MappingIn) -> Any:
    """Confirm or correct the columns; remembered for the next file with the same headings."""
    choices = [
        PartMapping(
            sheet_index=part.sheet_index,
            is_used=part.is_used,
            kind=part.kind,
            mapping={int(column): name for column, name in part.mapping.items() if name},
            organisation_id=part.organisation_id,
            constants=dict(part.constants),
        )
        for part in body.parts
    ]
    batch = commands.set_mapping(batch_id=batch_id, expected_version=if_match(request), choices=choices)
    return respond(show_detail(batch), etag=batch.version)


@router.post(
    "/rosters/{batch_id}/preview",
    name="request_preview",
    action=IMPORT_ROSTER,
    out=BatchOut,
    status=202,
    summary="检查数据",
)
def preview(request: HttpRequest, batch_id: UUID) -> Any:
    """Check all rows in the background."""
    return show_batch(commands.request_preview(batch_id=batch_id))


@router.get(
    "/rosters/{batch_id}/progress", name="get_progress", action=IMPORT_ROSTER, out=ProgressOut, summary="处理进度"
)
def progress(request: HttpRequest, batch_id: UUID) -> Any:
    """How far the background work on the import is."""
    return queries.get_progress(batch_id=batch_id)


@router.get("/rosters/{batch_id}/rows", name="list_rows", action=IMPORT_ROSTER, out=RowsOut, summary="检查结果")
def rows(request: HttpRequest, batch_id: UUID, query: Query[RowsQuery]) -> Any:
    """Rows with their problems and differences."""
    unknown = [name for name in query.status.split(",") if name and name not in _STATUS_OF]
    if unknown:
        raise BadInput("roster.status", f"没有“{unknown[0]}”这种状态。", field="status")
    statuses = "".join(_STATUS_OF[name] for name in query.status.split(",") if name)
    level = {"error": "e", "warning": "w", "none": "-"}.get(query.level, "")
    return queries.list_rows(
        batch_id=batch_id,
        part=query.part,
        statuses=statuses,
        level=level,
        code=query.code,
        after=query.after,
        limit=query.limit,
    )


@router.post("/rosters/{batch_id}/cells", name="correct_cell", action=IMPORT_ROSTER, out=RowOut, summary="修改单元格")
def correct(request: HttpRequest, batch_id: UUID, body: RosterCellIn) -> Any:
    """Correct a cell; the row, and rows that repeat it, are checked again."""
    row = commands.correct_cell(batch_id=batch_id, part=body.part, row=body.row, field=body.field, text=body.text)
    return show_row(row, queries.kind_of_part(batch_id=batch_id, part=body.part))


@router.post(
    "/rosters/{batch_id}/replacements",
    name="replace_text",
    action=IMPORT_ROSTER,
    out=ReplacedOut,
    summary="整列替换",
)
def replace(request: HttpRequest, batch_id: UUID, body: RosterReplacementIn) -> Any:
    """The same correction for all rows that need it; then everything is checked again in the background."""
    rows = commands.replace_text(batch_id=batch_id, part=body.part, field=body.field, old=body.old, text=body.text)
    return {"rows": rows}


@router.post("/rosters/{batch_id}/decisions", name="decide_row", action=IMPORT_ROSTER, out=RowOut, summary="决定一行")
def decide(request: HttpRequest, batch_id: UUID, body: RosterDecisionIn) -> Any:
    """Leave a row out, or take it as a new person instead of the one proposed."""
    row = commands.decide_row(batch_id=batch_id, part=body.part, row=body.row, decision=body.decision)
    return show_row(row, queries.kind_of_part(batch_id=batch_id, part=body.part))


@router.get(
    "/rosters/{batch_id}/missing",
    name="list_missing",
    action=IMPORT_ROSTER,
    out=list[MissingOut],
    summary="表中没有的人员",
)
def missing(request: HttpRequest, batch_id: UUID) -> Any:
    """People of the branches in the file who are not in it; they are never removed by an import."""
    return queries.list_missing(batch_id=batch_id)


@router.post(
    "/rosters/{batch_id}/commit",
    name="commit_batch",
    action=IMPORT_ROSTER,
    out=BatchOut,
    status=202,
    summary="提交导入",
)
def commit(request: HttpRequest, batch_id: UUID, body: CommitIn) -> Any:
    """Write everything in one transaction, in the background."""
    return show_batch(
        commands.begin_commit(batch_id=batch_id, expected_version=if_match(request), skip_faulty=body.skip_faulty)
    )


@router.post(
    "/rosters/{batch_id}/undo", name="undo_batch", action=IMPORT_ROSTER, out=BatchOut, status=202, summary="撤回导入"
)
def undo(request: HttpRequest, batch_id: UUID, body: UndoIn) -> Any:
    """Take a committed import back while nothing was built on it."""
    batch = commands.request_undo(batch_id=batch_id, expected_version=if_match(request), reason=body.reason)
    return show_batch(batch)


@router.get("/rosters/{batch_id}/undo", name="check_undo", action=IMPORT_ROSTER, out=UndoCheckOut, summary="能否撤回")
def undo_check(request: HttpRequest, batch_id: UUID) -> Any:
    """What was built on a committed import since and stands against taking it back."""
    return queries.check_undo(batch_id=batch_id)


@router.post("/rosters/{batch_id}/discard", name="discard_batch", action=IMPORT_ROSTER, summary="放弃导入")
def discard(request: HttpRequest, batch_id: UUID) -> None:
    """Give an import up; file and staged rows are deleted."""
    commands.discard_batch(batch_id=batch_id)


@router.get("/rosters/{batch_id}/result", name="get_result", action=IMPORT_ROSTER, summary="结果文件", produces=_XLSX)
def result(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The rows with what became of them, faulty cells marked, all problems listed."""
    name, content = queries.write_result_file(batch_id=batch_id)
    return _file(name, content)


@router.get(
    "/roster-fields/{kind}", name="list_fields", action=IMPORT_ROSTER, out=list[RosterFieldOut], summary="可对应的栏目"
)
def fields(request: HttpRequest, kind: RosterKind) -> Any:
    """Fields that columns can be taken for."""
    return [
        {
            "field": each.identifier,
            "title": each.title,
            "required": each.required,
            "ignored": each.ignored,
            "note": each.note,
            "choices": list(each.choices),
        }
        for each in layouts.CATALOGUES[kind].fields
    ]


@router.get("/roster-template", name="get_template", action=IMPORT_ROSTER, summary="下载模板", produces=_XLSX)
def template(request: HttpRequest, query: Query[TemplateQuery]) -> HttpResponse:
    """A workbook to fill in, with drop-down lists and instructions."""
    kinds = list(RosterKind) if query.kind == "both" else [RosterKind(query.kind)]
    return _file("名册导入模板.xlsx", template_file(kinds))


@router.get("/roster-export/{kind}", name="export_roster", action=EXPORT_ROSTER, summary="导出名册", produces="*/*")
def export(request: HttpRequest, kind: RosterKind, query: Query[ExportQuery]) -> HttpResponse:
    """The roster of a subtree in the layout of the template; sensitive columns masked unless revealed."""
    content = commands.export_roster(
        kind=kind,
        organisation_id=query.organisation_id,
        full_columns=query.full_columns,
        reveal=query.reveal,
        purpose=query.purpose,
        form=query.form,
    )
    return _file(f"{kind.label}.{query.form}", content, "text/csv; charset=utf-8" if query.form == "csv" else _XLSX)


def _file(name: str, content: bytes, content_type: str = _XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = disposition(name, inline=False)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response

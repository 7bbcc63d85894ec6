"""Requests and answers of rosters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.directory.columns.enums import RosterKind
from dangjian.kernel.http import Schema

FieldName = Annotated[str, StringConstraints(max_length=40)]
CellText = Annotated[str, StringConstraints(max_length=2000)]


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
    """Which template: members, organisations, officers, or all of them."""

    kind: Literal["member", "organisation", "officer", "all"] = "all"

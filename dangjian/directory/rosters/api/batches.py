"""Imports: begin, confirm columns, check, commit, take back, give up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.api.answers import show_batch, show_detail
from dangjian.directory.rosters.api.router import router
from dangjian.directory.rosters.api.schemas import (
    BatchDetailOut,
    BatchOut,
    CommitIn,
    MappingIn,
    NewBatch,
    ProgressOut,
    UndoCheckOut,
    UndoIn,
)
from dangjian.directory.rosters.commands.batches import PartMapping
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.kernel.http import Page, PageRequest, Query, if_match, respond


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

"""Reading documents, and seeing who has read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dangjian.kernel.http import Page, Query, respond
from dangjian.work.documents import commands, queries
from dangjian.work.documents.api import schemas
from dangjian.work.documents.api.router import router
from dangjian.work.documents.permissions import READ_DOCUMENT, SEND_DOCUMENT, VIEW_DOCUMENT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/documents/sent", name="list_sent", action=VIEW_DOCUMENT, out=Page[schemas.SentRow])
def list_sent(request: HttpRequest, filters: Query[schemas.SentQuery]) -> Any:
    """发文"""
    return queries.list_sent(page=filters, kind=filters.kind, state=filters.state, text=filters.text)


@router.get("/documents/received", name="list_received", action=VIEW_DOCUMENT, out=Page[schemas.ReceivedRow])
def list_received(request: HttpRequest, filters: Query[schemas.ReceivedQuery]) -> Any:
    """收文"""
    return queries.list_received(page=filters, kind=filters.kind, text=filters.text)


@router.get("/documents/mine", name="list_mine", action=READ_DOCUMENT, out=Page[schemas.MineRow])
def list_mine(request: HttpRequest, filters: Query[schemas.MineQuery]) -> Any:
    """发给我的"""
    return queries.list_mine(page=filters, unread_only=filters.unread_only)


@router.get("/documents/requests", name="list_requests", action=VIEW_DOCUMENT, out=Page[schemas.RequestRow])
def list_requests(request: HttpRequest, filters: Query[schemas.RequestQuery]) -> Any:
    """请示"""
    return queries.list_requests(page=filters, show=filters.show, text=filters.text)


@router.get("/documents/{uuid:document_id}", name="get_document", action=READ_DOCUMENT, out=schemas.OfficialDocumentOut)
def get_document(request: HttpRequest, document_id: UUID) -> Any:
    """通知、报告"""
    found = queries.get_document(document_id=document_id)
    return respond(found, etag=found["version"])


@router.post("/documents/{uuid:document_id}/read", name="read_document", action=READ_DOCUMENT, out=schemas.ReadOut)
def read_document(request: HttpRequest, document_id: UUID) -> Any:
    """确认已阅"""
    return {"read_at": commands.read_document(document_id=document_id).read_at}


@router.get(
    "/documents/{uuid:document_id}/reading",
    name="list_reading",
    action=VIEW_DOCUMENT,
    out=list[schemas.ReadingRow],
)
def list_reading(request: HttpRequest, document_id: UUID) -> Any:
    """各党组织阅读情况"""
    return queries.reading_by_organisation(document_id=document_id)


@router.get(
    "/documents/{uuid:document_id}/readers",
    name="list_readers",
    action=VIEW_DOCUMENT,
    out=Page[schemas.ReaderRow],
)
def list_readers(request: HttpRequest, document_id: UUID, filters: Query[schemas.ReadersQuery]) -> Any:
    """阅读名单"""
    return queries.list_readers(
        document_id=document_id, page=filters, target_id=filters.target_id, unread_only=filters.unread_only
    )


@router.get(
    "/documents/{uuid:document_id}/readers/file",
    name="get_readers_file",
    action=SEND_DOCUMENT,
    produces=XLSX,
    summary="导出阅读情况",
    audit_kind="look",
)
def get_readers_file(request: HttpRequest, document_id: UUID) -> Any:
    """Who has read and who has not, as a workbook."""
    return HttpResponse(commands.export_receipts(document_id=document_id), content_type=XLSX)

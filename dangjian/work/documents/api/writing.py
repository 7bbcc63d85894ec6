"""Writing, sending, urging, withdrawing documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import if_match
from dangjian.work.documents import commands
from dangjian.work.documents.api import schemas
from dangjian.work.documents.api.router import router
from dangjian.work.documents.commands.drafting import Draft
from dangjian.work.documents.models import Document
from dangjian.work.documents.permissions import SEND_DOCUMENT


@router.post("/documents", name="create_document", action=SEND_DOCUMENT, out=schemas.DocumentRef, status=201)
def create_document(request: HttpRequest, body: schemas.DocumentBody) -> Any:
    """起草通知、报告"""
    given = body.model_dump()
    place, earlier = given.pop("organisation_id"), given.pop("supersedes_id")
    return _ref(commands.draft_document(organisation_id=place, draft=Draft(**given), supersedes_id=earlier))


@router.put("/documents/{uuid:document_id}", name="update_document", action=SEND_DOCUMENT, out=schemas.DocumentRef)
def update_document(request: HttpRequest, document_id: UUID, body: schemas.DocumentRevision) -> Any:
    """修改草稿"""
    row = commands.revise_draft(document_id=document_id, expected_version=if_match(request), fields=body.model_dump())
    return _ref(row)


@router.delete("/documents/{uuid:document_id}", name="delete_document", action=SEND_DOCUMENT)
def delete_document(request: HttpRequest, document_id: UUID) -> None:
    """删除草稿"""
    commands.discard_draft(document_id=document_id)


@router.post("/documents/{uuid:document_id}/send", name="send_document", action=SEND_DOCUMENT, out=schemas.DocumentRef)
def send_document(request: HttpRequest, document_id: UUID) -> Any:
    """发出"""
    return _ref(commands.send_document(document_id=document_id, expected_version=if_match(request)))


@router.post(
    "/documents/{uuid:document_id}/withdraw", name="withdraw_document", action=SEND_DOCUMENT, out=schemas.DocumentRef
)
def withdraw_document(request: HttpRequest, document_id: UUID, body: schemas.WithdrawBody) -> Any:
    """撤回"""
    return _ref(commands.withdraw_document(document_id=document_id, reason=body.reason))


@router.post("/documents/{uuid:document_id}/urge", name="urge_unread", action=SEND_DOCUMENT, out=schemas.UrgedOut)
def urge_unread(request: HttpRequest, document_id: UUID) -> Any:
    """催阅"""
    return {"told": commands.urge_unread(document_id=document_id)}


def _ref(row: Document) -> dict[str, Any]:
    return {"id": row.pk, "version": row.version, "number": row.number}

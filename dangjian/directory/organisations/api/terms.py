"""Routes: terms, extensions, reminders and their letters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.api import requests, schemas
from dangjian.directory.organisations.api.router import router
from dangjian.directory.organisations.permissions import MANAGE_TERM, VIEW_ORGANISATION
from dangjian.foundation.printing.pdf import render_pdf
from dangjian.foundation.printing.word import render_word
from dangjian.kernel.files.names import disposition
from dangjian.kernel.http import Query, if_match, respond

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.put("/organisations/{uuid:organisation_id}/term", name="set_term", action=MANAGE_TERM, out=schemas.RefOut)
def set_term(request: HttpRequest, organisation_id: UUID, body: requests.SetTermIn) -> Any:
    """登记本届任期"""
    row = commands.set_term(
        organisation_id=organisation_id,
        expected_version=if_match(request),
        term_start=body.term_start,
        term_years=body.term_years,
        election_method=body.election_method,
        paper=body.paper(),
    )
    return respond({"id": row.pk, "version": row.version}, etag=row.version)


@router.post(
    "/organisations/{uuid:organisation_id}/term/extension", name="extend_term", action=MANAGE_TERM, out=schemas.RefOut
)
def extend_term(request: HttpRequest, organisation_id: UUID, body: requests.ExtendTermIn) -> Any:
    """登记延期换届"""
    row = commands.extend_term(
        organisation_id=organisation_id, expected_version=if_match(request), until=body.until, paper=body.paper()
    )
    return respond({"id": row.pk, "version": row.version}, etag=row.version)


@router.get(
    "/organisations/{uuid:organisation_id}/reminders",
    name="list_reminders",
    action=VIEW_ORGANISATION,
    out=list[schemas.ReminderRow],
)
def list_reminders(request: HttpRequest, organisation_id: UUID) -> Any:
    """换届提醒记录"""
    return queries.list_reminders(organisation_id=organisation_id)


@router.get(
    "/organisations/{uuid:organisation_id}/reminders/{uuid:reminder_id}/letter",
    name="print_reminder",
    action=VIEW_ORGANISATION,
    produces="*/*",
)
def print_reminder(
    request: HttpRequest, organisation_id: UUID, reminder_id: UUID, query: Query[requests.LetterQuery]
) -> HttpResponse:
    """打印换届提醒函"""
    document, name = queries.reminder_letter(organisation_id=organisation_id, reminder_id=reminder_id)
    if query.form == "docx":
        response = HttpResponse(render_word(document), content_type=_WORD)
    else:
        response = HttpResponse(render_pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = disposition(f"{name}.{query.form}", inline=False)
    return response

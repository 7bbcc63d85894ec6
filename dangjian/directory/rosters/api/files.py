"""Files of rosters: the result of an import, templates, exports; and the fields they may have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dangjian.directory.columns import layouts
from dangjian.directory.columns.enums import ORDER, RosterKind
from dangjian.directory.columns.templates import template_file
from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.api.router import router
from dangjian.directory.rosters.api.schemas import ExportQuery, RosterFieldOut, TemplateQuery
from dangjian.directory.rosters.permissions import EXPORT_ROSTER, IMPORT_ROSTER
from dangjian.kernel.files.names import disposition
from dangjian.kernel.http import EXPORTS, Query

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    kinds = list(ORDER) if query.kind == "all" else [RosterKind(query.kind)]
    return _file("名册导入模板.xlsx", template_file(kinds))


@router.get(
    "/roster-export/{kind}",
    name="export_roster",
    action=EXPORT_ROSTER,
    step_up=True,
    budget=EXPORTS,
    summary="导出名册",
    produces="*/*",
    audit_kind="look",
)
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

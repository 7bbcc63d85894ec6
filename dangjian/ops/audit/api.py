"""Route: `/api/v1/ops/audit/overview`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field

from dangjian.kernel.http import ApiRouter, Query, Schema
from dangjian.ops.audit import queries
from dangjian.ops.audit.permissions import VIEW_AUDIT
from dangjian.ops.audit.rules import Alarm
from dangjian.ops.settings.commands import read_audit

router = ApiRouter(module="ops", app="audit", tag="审计")


class OverviewQuery(Schema):
    """How many days back, today included."""

    days: Annotated[int, Field(ge=1, le=92)] = 30


class AuditDay(Schema):
    """Lines of a day."""

    day: date
    done: int
    refused: int


class AuditKindCount(Schema):
    """Lines of a kind."""

    title: str
    number: int


class AuditWarning(Schema):
    """What a rule found. `filters` are those of the list that show the lines; empty when there are none."""

    rule: str
    level: str
    title: str
    text: str
    count: int
    filters: dict[str, str]


class OverviewOut(Schema):
    """Figures and warnings."""

    since: date
    until: date
    days: list[AuditDay]
    hours: list[int]
    kinds: list[AuditKindCount]
    warnings: list[AuditWarning]


@router.get("/audit/overview", name="get_overview", action=VIEW_AUDIT, out=OverviewOut, audit_kind="look")
def get_overview(request: HttpRequest, query: Query[OverviewQuery]) -> Any:
    """操作日志统计与告警"""
    read_audit(searched=f"统计与告警，最近 {query.days} 天")
    return {**queries.figures(days=query.days), "warnings": [_show(item) for item in queries.warnings()]}


def _show(item: Alarm) -> dict[str, Any]:
    return {name: getattr(item, name) for name in AuditWarning.model_fields}

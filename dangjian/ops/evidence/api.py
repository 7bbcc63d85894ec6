"""Route: `/api/v1/ops/evidence`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest

from dangjian.kernel.http import ApiRouter, Query, Schema
from dangjian.ops.evidence import queries
from dangjian.ops.evidence.permissions import VIEW_EVIDENCE

router = ApiRouter(module="ops", app="evidence", tag="等保自查")


class EvidenceQuery(Schema):
    """Which protection level."""

    level: Literal["2", "3"] = "2"


class ClausePoint(Schema):
    """A point of a clause."""

    point: str
    level: int
    state: str
    state_label: str
    controls: list[str]


class ClauseRow(Schema):
    """A clause; its state is that of its worst point."""

    standard: str
    area: str
    title: str
    state: str
    state_label: str
    points: list[ClausePoint]


class ControlRow(Schema):
    """A control: declared state after the look at the running system, what was seen, and the tests with its id."""

    id: str
    title: str
    state: str
    state_label: str
    reason: str
    evidence: str
    is_live: bool
    tests: int
    files: list[str]


class EvidenceOut(Schema):
    """The report. `counts` are points by state."""

    level: int
    at: datetime
    counts: dict[str, int]
    clauses: list[ClauseRow]
    controls: list[ControlRow]


@router.get("/evidence", name="get_report", action=VIEW_EVIDENCE, out=EvidenceOut)
def get_report(request: HttpRequest, query: Query[EvidenceQuery]) -> Any:
    """等保自查报告"""
    return queries.report(level=int(query.level))

"""Theme projects with business indicators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, Query
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.api import project_schemas as schemas
from dangjian.work.tasks.api.router import router
from dangjian.work.tasks.api.schemas import TaskRef
from dangjian.work.tasks.permissions import KEEP_PROJECT, VIEW_PROJECT

_ONE = "/theme-projects/{uuid:theme_project_id}"


@router.get("/theme-projects", name="list_projects", action=VIEW_PROJECT, out=Page[schemas.ThemeProjectOut])
def list_projects(request: HttpRequest, filters: Query[schemas.ThemeProjectFilter]) -> Any:
    """党建项目"""
    return queries.list_projects(
        page=filters, organisation_id=filters.organisation_id, kind=filters.kind, is_open=filters.is_open
    )


@router.post("/theme-projects", name="start_project", action=KEEP_PROJECT, out=TaskRef, status=201)
def start_project(request: HttpRequest, body: schemas.ThemeProjectIn) -> Any:
    """登记党建项目"""
    indicators = [commands.Indicator(**each.model_dump()) for each in body.indicators]
    made = commands.start_project(**body.model_dump(exclude={"indicators"}), indicators=indicators)
    return {"id": made.pk}


@router.get(_ONE, name="get_project", action=VIEW_PROJECT, out=schemas.ThemeProjectOut)
def get_project(request: HttpRequest, theme_project_id: UUID) -> Any:
    """党建项目详情"""
    return queries.get_project(project_id=theme_project_id)


@router.post(f"{_ONE}/close", name="close_project", action=KEEP_PROJECT, out=None)
def close_project(request: HttpRequest, theme_project_id: UUID, body: schemas.ProjectSummaryIn) -> Any:
    """结束党建项目"""
    commands.close_project(project_id=theme_project_id, summary=body.summary)


@router.post(
    "/project-indicators/{uuid:project_indicator_id}/values",
    name="record_value",
    action=KEEP_PROJECT,
    out=TaskRef,
    status=201,
)
def record_value(request: HttpRequest, project_indicator_id: UUID, body: schemas.IndicatorValueIn) -> Any:
    """登记指标实际值"""
    return {"id": commands.record_value(indicator_id=project_indicator_id, **body.model_dump()).pk}

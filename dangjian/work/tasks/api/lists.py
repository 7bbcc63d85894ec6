"""Lists of tasks, one task, its tree, the ledger as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from dangjian.kernel.http import Page, Query, respond
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.api import schemas
from dangjian.work.tasks.api.router import router
from dangjian.work.tasks.permissions import EXPORT_TASKS, SET_TASK, VIEW_TASK

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/tasks", name="list_tasks", action=VIEW_TASK, out=Page[schemas.TaskRowOut])
def list_tasks(request: HttpRequest, filters: Query[schemas.TaskFilter]) -> Any:
    """督办任务台账"""
    return queries.list_tasks(page=filters, wanted=filters.wanted())


@router.get("/tasks/mine", name="list_mine", action=VIEW_TASK, out=Page[schemas.TaskRowOut])
def list_mine(request: HttpRequest, filters: Query[schemas.MyTaskFilter]) -> Any:
    """我负责和协办的任务"""
    return queries.my_tasks(page=filters, is_open=filters.is_open)


@router.get("/tasks/counts", name="get_counts", action=VIEW_TASK, out=schemas.TaskCountsOut)
def get_counts(request: HttpRequest, filters: Query[schemas.TaskPlaceFilter]) -> Any:
    """督办任务概况"""
    return queries.count_tasks(organisation_id=filters.organisation_id)


@router.post("/tasks", name="register_task", action=SET_TASK, out=schemas.TaskRef, status=201)
def register_task(request: HttpRequest, body: schemas.TaskIn) -> Any:
    """登记督办任务"""
    given = body.model_dump(exclude={"milestones", "parts"})
    milestones = [commands.Milestone(**each.model_dump()) for each in body.milestones]
    parts = [commands.Part(**each.model_dump()) for each in body.parts]
    task = commands.register_task(**given, milestones=milestones, parts=parts)
    return respond({"id": task.pk}, etag=task.version)


@router.get("/tasks/{uuid:supervised_task_id}", name="get_task", action=VIEW_TASK, out=schemas.SupervisedTaskOut)
def get_task(request: HttpRequest, supervised_task_id: UUID) -> Any:
    """督办任务详情"""
    found = queries.get_task(task_id=supervised_task_id)
    return respond(found, etag=found["version"])


@router.get("/tasks/{uuid:supervised_task_id}/tree", name="get_tree", action=VIEW_TASK, out=schemas.TaskTreeOut)
def get_tree(request: HttpRequest, supervised_task_id: UUID) -> Any:
    """任务分解情况"""
    return queries.task_tree(task_id=supervised_task_id)


@router.get(
    "/tasks/file",
    name="get_file",
    action=EXPORT_TASKS,
    produces=XLSX,
    summary="导出督办任务台账",
    audit_kind="look",
)
def get_file(request: HttpRequest, filters: Query[schemas.TaskFileFilter]) -> Any:
    """The ledger as a workbook."""
    return HttpResponse(
        commands.export_tasks(organisation_id=filters.organisation_id, wanted=filters.wanted()), content_type=XLSX
    )

"""Plans, lists of responsibilities, the board of progress."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, Query, if_match
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.api import plan_schemas as schemas
from dangjian.work.tasks.api.router import router
from dangjian.work.tasks.api.schemas import TaskRef
from dangjian.work.tasks.permissions import KEEP_PLAN, VIEW_PLAN

_ITEM = "/task-plans/{uuid:plan_item_id}"


@router.get("/task-plans", name="list_plan", action=VIEW_PLAN, out=Page[schemas.PlanItemOut])
def list_plan(request: HttpRequest, filters: Query[schemas.PlanFilter]) -> Any:
    """年度计划"""
    return queries.list_plan(
        page=filters, year=filters.year, organisation_id=filters.organisation_id, quarter=filters.quarter
    )


@router.post("/task-plans", name="add_plan_item", action=KEEP_PLAN, out=TaskRef, status=201)
def add_plan_item(request: HttpRequest, body: schemas.PlanItemIn) -> Any:
    """新增年度计划事项"""
    return {"id": commands.add_plan_item(**body.model_dump()).pk}


@router.put(_ITEM, name="change_plan_item", action=KEEP_PLAN, out=None)
def change_plan_item(request: HttpRequest, plan_item_id: UUID, body: schemas.PlanItemChangeIn) -> Any:
    """修改年度计划事项"""
    commands.change_plan_item(plan_item_id=plan_item_id, expected_version=if_match(request), **body.model_dump())


@router.post(f"{_ITEM}/drop", name="drop_plan_item", action=KEEP_PLAN, out=None)
def drop_plan_item(request: HttpRequest, plan_item_id: UUID, body: schemas.PlanDropIn) -> Any:
    """不再安排年度计划事项"""
    commands.drop_plan_item(plan_item_id=plan_item_id, reason=body.reason)


@router.post(f"{_ITEM}/give", name="give_plan_item", action=KEEP_PLAN, out=TaskRef, status=201)
def give_plan_item(request: HttpRequest, plan_item_id: UUID, body: schemas.PlanGiveIn) -> Any:
    """交办年度计划事项"""
    return {"id": commands.give_plan_item(plan_item_id=plan_item_id, organisation_ids=body.organisation_ids).pk}


@router.get("/task-board", name="get_board", action=VIEW_PLAN, out=schemas.TaskBoardOut)
def get_board(request: HttpRequest, filters: Query[schemas.TaskBoardFilter]) -> Any:
    """任务落实进度"""
    return queries.progress_board(organisation_id=filters.organisation_id, year=filters.year)


@router.get("/responsibilities", name="list_responsibilities", action=VIEW_PLAN, out=Page[schemas.ResponsibilityOut])
def list_responsibilities(request: HttpRequest, filters: Query[schemas.ResponsibilityFilter]) -> Any:
    """责任清单"""
    return queries.list_responsibilities(
        page=filters, organisation_id=filters.organisation_id, text=filters.text, is_open=filters.is_open
    )


@router.post("/responsibilities", name="add_responsibility", action=KEEP_PLAN, out=TaskRef, status=201)
def add_responsibility(request: HttpRequest, body: schemas.ResponsibilityIn) -> Any:
    """新增责任清单事项"""
    return {"id": commands.add_responsibility(**body.model_dump()).pk}


@router.post("/responsibilities/{uuid:responsibility_id}/end", name="end_responsibility", action=KEEP_PLAN, out=None)
def end_responsibility(request: HttpRequest, responsibility_id: UUID) -> Any:
    """结束责任清单事项"""
    commands.end_responsibility(responsibility_id=responsibility_id)

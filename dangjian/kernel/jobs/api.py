"""Routes of one's own tasks: `/api/v1/kernel/tasks`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema
from dangjian.kernel.jobs import own
from dangjian.kernel.permissions import SIGNED_IN

router = ApiRouter(module="kernel", app="jobs", tag="我的任务")


class TaskQuery(Schema):
    """Which tasks."""

    going_on: bool = False


class TaskOut(Schema):
    """Work in the background that the person asked for. `subject_kind` and `subject_id` name the page of its result."""

    id: UUID
    title: str
    state: Literal["waiting", "running", "done", "refused", "dead"]
    state_label: str
    done: int
    total: int
    text: str
    problem: str
    remaining_seconds: int | None
    subject_kind: str
    subject_id: UUID | None
    asked_at: datetime
    ended_at: datetime | None


class TaskPage(Page[TaskOut]):
    """A page of tasks."""


class GoingOnOut(Schema):
    """How many tasks have not ended."""

    going_on: int


@router.get("/tasks", name="list_tasks", action=SIGNED_IN, out=TaskPage)
def list_tasks(request: HttpRequest, filters: Query[TaskQuery], page: Query[PageRequest]) -> Any:
    """我的任务"""
    return own.my_tasks(page=page, going_on=filters.going_on)


@router.get("/tasks/going-on", name="count_tasks", action=SIGNED_IN, out=GoingOnOut, remembered=True)
def count_tasks(request: HttpRequest) -> Any:
    """进行中的任务数"""
    return {"going_on": own.count_going_on()}

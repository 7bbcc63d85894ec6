"""Routes of the todo list: `/api/v1/foundation/todos`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from dangjian.foundation.duties import commands, queries
from dangjian.foundation.duties.permissions import OWN_LIST
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema

router = ApiRouter(module="foundation", app="duties", tag="待办")


class TodoQuery(PageRequest):
    """Which of one's own todos."""

    state: Literal["open", "done", "cancelled"] = "open"


class TodoOut(Schema):
    """A todo; `subject_kind` and `subject_id` name the page on which it is done."""

    id: UUID
    source: str
    title: str
    text: str
    subject_kind: str
    subject_id: UUID | None
    due_on: date | None
    is_overdue: bool
    is_due_soon: bool
    is_manual: bool
    state: Literal["open", "done", "cancelled"]
    opened_at: datetime
    closed_at: datetime | None
    done_by_name: str
    note: str


class TodoCountsOut(Schema):
    """How many of one's own todos are open, late, and due within seven days."""

    open: int
    overdue: int
    due_soon: int


class CompleteIn(Schema):
    """What to say about the ending."""

    note: str = Field("", max_length=400)


class TodoRef(Schema):
    """The todo that was ended."""

    id: UUID


@router.get("/todos", name="list_todos", action=OWN_LIST, out=Page[TodoOut], remembered=True)
def list_todos(request: HttpRequest, query: Query[TodoQuery]) -> Any:
    """One's own todos; open ones by date."""
    return queries.my_todos(page=query, state=query.state)


@router.get("/todos/counts", name="count_todos", action=OWN_LIST, out=TodoCountsOut, remembered=True)
def count_todos(request: HttpRequest) -> Any:
    """Figures of one's own todos."""
    return queries.my_todo_counts()


@router.post("/todos/{uuid:todo_id}/complete", name="complete_todo", action=OWN_LIST, out=TodoRef)
def complete_todo(request: HttpRequest, todo_id: UUID, body: CompleteIn) -> Any:
    """Say that one's own todo is done."""
    return {"id": commands.complete_todo(todo_id=todo_id, note=body.note).pk}

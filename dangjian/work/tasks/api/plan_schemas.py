"""Requests and answers of plans, lists of responsibilities and the board of progress."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Name, PageRequest, Schema, Text
from dangjian.work.tasks.api.schemas import Short, TaskRowOut
from dangjian.work.tasks.rules.kinds import Rhythm

Year = Annotated[int, Field(ge=2000, le=2100)]
Words = Annotated[str, StringConstraints(max_length=60)]


class PlanItemOut(Schema):
    """An item of a plan."""

    id: UUID
    version: int
    organisation_id: UUID
    org_name: str
    year: int
    quarter: int
    title: str
    measure: str
    due_on: date
    dropped_reason: str
    task: TaskRowOut | None


class PlanItemIn(Schema):
    """An item to plan; its year and quarter follow from the date."""

    organisation_id: UUID
    title: Name
    measure: Text = ""
    due_on: date


class PlanItemChangeIn(Schema):
    """What can be changed of an item before it is given out."""

    title: Name
    measure: Text = ""
    due_on: date


class PlanDropIn(Schema):
    """Why an item is taken off the plan."""

    reason: Annotated[str, StringConstraints(max_length=400)]


class PlanGiveIn(Schema):
    """Organisations below that get a part; none: the organisation keeps the task."""

    organisation_ids: Annotated[list[UUID], Field(max_length=500)] = []


class PlanFilter(PageRequest):
    """Which items to list."""

    year: Year
    organisation_id: UUID | None = None
    quarter: Annotated[int, Field(ge=0, le=4)] = 0


class ResponsibilityOut(Schema):
    """An entry of a list of responsibilities."""

    id: UUID
    organisation_id: UUID
    org_name: str
    list_name: str
    post_name: str
    title: str
    basis: str
    measure: str
    rhythm: Rhythm
    rhythm_label: str
    working_days: int
    starts_on: date
    next_on: date | None
    ended_on: date | None


class ResponsibilityIn(Schema):
    """An entry to add."""

    organisation_id: UUID
    list_name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    post_name: Words = ""
    title: Name
    basis: Short = ""
    measure: Text = ""
    rhythm: Rhythm
    working_days: Annotated[int, Field(ge=1, le=60)] = 1
    starts_on: date


class ResponsibilityFilter(PageRequest):
    """Which entries to list."""

    organisation_id: UUID | None = None
    text: Words = ""
    is_open: bool | None = None


class TaskBoardFilter(Schema):
    """Whose progress in which year."""

    organisation_id: UUID
    year: Year


class TaskBoardLineOut(Schema):
    """The tasks of one organisation, with what is below it except for the first line."""

    organisation_id: UUID
    org_name: str
    total: int
    closed: int
    late: int
    listed: int
    to_accept: int
    percent: int


class TaskBoardOut(Schema):
    """Progress by organisation."""

    year: int
    items: list[TaskBoardLineOut]

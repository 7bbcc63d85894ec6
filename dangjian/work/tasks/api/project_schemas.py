"""Requests and answers of theme projects. Figures travel as decimal text: no digit is lost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Name, PageRequest, Schema, Text
from dangjian.work.tasks.rules.kinds import Direction, ProjectKind

Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class IndicatorValueOut(Schema):
    """A reading."""

    id: UUID
    measured_on: date
    value: Decimal
    note: str
    entered_by: str
    entered_at: datetime
    is_corrected: bool


class ProjectIndicatorOut(Schema):
    """An indicator with its latest reading."""

    id: UUID
    title: str
    unit: str
    direction_label: str
    baseline: Decimal
    target: Decimal
    actual: Decimal | None
    measured_on: date | None
    percent: int
    is_reached: bool
    series: list[IndicatorValueOut]


class ThemeProjectOut(Schema):
    """A project."""

    id: UUID
    organisation_id: UUID
    org_name: str
    kind: ProjectKind
    kind_label: str
    title: str
    goal: str
    scope_words: str
    starts_on: date
    ends_on: date
    closed_on: date | None
    summary: str
    indicators: list[ProjectIndicatorOut]


class ProjectIndicatorIn(Schema):
    """An indicator to watch."""

    title: Label
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    direction: Direction = Direction.UP
    baseline: Figure
    target: Figure


class ThemeProjectIn(Schema):
    """A project to set up."""

    organisation_id: UUID
    kind: ProjectKind
    title: Name
    goal: Text = ""
    scope_words: Annotated[str, StringConstraints(max_length=400)] = ""
    starts_on: date
    ends_on: date
    indicators: Annotated[list[ProjectIndicatorIn], Field(min_length=1, max_length=12)]


class IndicatorValueIn(Schema):
    """A reading to enter."""

    measured_on: date
    value: Figure
    note: Annotated[str, StringConstraints(max_length=200)] = ""


class ProjectSummaryIn(Schema):
    """What came of a project."""

    summary: Text


class ThemeProjectFilter(PageRequest):
    """Which projects to list."""

    organisation_id: UUID | None = None
    kind: ProjectKind | None = None
    is_open: bool | None = None

"""Theme projects: set up, read their indicators, end them (BIZ-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.tasks.commands.steps.making import place_of
from dangjian.work.tasks.models import IndicatorValue, ProjectIndicator, ThemeProject
from dangjian.work.tasks.permissions import KEEP_PROJECT
from dangjian.work.tasks.rules.indicators import target_problem
from dangjian.work.tasks.rules.kinds import Direction, ProjectKind


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a project wants to move."""

    title: str
    unit: str
    direction: Direction
    baseline: Decimal
    target: Decimal


@command(KEEP_PROJECT)
def start_project(
    unit: Unit,
    *,
    organisation_id: UUID,
    kind: ProjectKind,
    title: str,
    goal: str,
    scope_words: str,
    starts_on: date,
    ends_on: date,
    indicators: Sequence[Indicator],
) -> ThemeProject:
    """Set a project up with its indicators. Raises NotFound, BadInput for dates and targets that contradict."""
    place = place_of(unit, organisation_id)
    if ends_on < starts_on:
        raise BadInput("tasks.project.dates", "结束日期不能早于开始日期。", field="ends_on")
    for number, one in enumerate(indicators):
        problem = target_problem(one.direction, one.baseline, one.target)
        if problem:
            raise BadInput("tasks.project.target", f"{one.title}：{problem}", field=f"indicators.{number}.target")
    project = unit.create(
        ThemeProject(
            organisation=place,
            org_path=place.org_path,
            org_name=place.short_name,
            kind=kind.value,
            title=title.strip(),
            goal=goal.strip(),
            scope_words=scope_words.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            recorded_by=unit.actor.name[:80],
        )
    )
    unit.create_many(
        ProjectIndicator(
            project=project,
            org_path=place.org_path,
            title=one.title.strip(),
            unit=one.unit.strip(),
            direction=one.direction.value,
            baseline=one.baseline,
            target=one.target,
        )
        for one in indicators
    )
    return project


@command(KEEP_PROJECT)
def record_value(
    unit: Unit, *, indicator_id: UUID, measured_on: date, value: Decimal, note: str = ""
) -> IndicatorValue:
    """Enter a reading. The moment of entry is kept beside its day; an earlier entry of that day stays and is corrected.

    Raises BadInput for a day to come, before the project, or for a correction without a word; Conflict when it ended.
    """
    indicator = unit.get(ProjectIndicator, indicator_id)
    project = unit.get(ThemeProject, indicator.project_id, lock=False)
    if project.closed_on is not None:
        raise Conflict("tasks.project.closed", "项目已结束，不能再登记实际值。")
    if not project.starts_on <= measured_on <= unit.today:
        raise BadInput("tasks.value.day", f"日期应在 {project.starts_on} 至今天之间。", field="measured_on")
    known = IndicatorValue.objects.filter(indicator=indicator, measured_on=measured_on)
    if known.exists() and not note.strip():
        raise BadInput("tasks.value.note", "该日已有登记，更正请写明原因；原登记保留。", field="note")
    return unit.create(
        IndicatorValue(
            indicator=indicator,
            org_path=indicator.org_path,
            measured_on=measured_on,
            value=value,
            note=note.strip()[:200],
            entered_by=unit.actor.name[:80],
        ),
        note=f"{project.title}·{indicator.title}",
    )


@command(KEEP_PROJECT)
def close_project(unit: Unit, *, project_id: UUID, summary: str) -> ThemeProject:
    """End a project with what came of it. Raises BadInput without words, Conflict when it has ended."""
    project = unit.get(ThemeProject, project_id)
    if project.closed_on is not None:
        raise Conflict("tasks.project.closed", "项目已结束。")
    if not summary.strip():
        raise BadInput("tasks.project.summary", "请写明项目成效。", field="summary")
    return unit.update(project, closed_on=unit.today, summary=summary.strip())

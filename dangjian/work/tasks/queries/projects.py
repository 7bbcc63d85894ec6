"""Theme projects with their indicators and readings. Figures of projects, never of persons; nothing is ranked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.tasks.models import IndicatorValue, ProjectIndicator, ThemeProject
from dangjian.work.tasks.permissions import VIEW_PROJECT
from dangjian.work.tasks.rules.indicators import attainment, is_reached
from dangjian.work.tasks.rules.kinds import Direction, ProjectKind

MOST_VALUES = 2_000


@query(VIEW_PROJECT)
def list_projects(
    *, page: PageRequest, organisation_id: UUID | None = None, kind: ProjectKind | None = None,
    is_open: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Projects in reach, those that end last first, with the latest reading of each indicator; three statements."""
    rows = ThemeProject.objects.all()
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if kind is not None:
        rows = rows.filter(kind=kind)
    if is_open is not None:
        rows = rows.filter(closed_on__isnull=is_open)
    found = paginate(rows, page, order=("-ends_on", "-id"))
    indicators = _indicators([project.pk for project in found["items"]])
    return {**found, "items": [_project(one, indicators[one.pk], with_series=False) for one in found["items"]]}


@query(VIEW_PROJECT)
def get_project(*, project_id: UUID) -> dict[str, Any]:
    """One project with every reading, corrected ones included. Raises NotFound."""
    project = ThemeProject.objects.get(pk=project_id)
    return _project(project, _indicators([project.pk])[project.pk], with_series=True)


Readings = list[tuple[ProjectIndicator, list[IndicatorValue]]]


def _indicators(project_ids: list[UUID]) -> dict[UUID, Readings]:
    rows = list(ProjectIndicator.objects.filter(project_id__in=project_ids).order_by("created_at", "id"))
    values: dict[UUID, list[IndicatorValue]] = defaultdict(list)
    readings = IndicatorValue.objects.filter(indicator__in=[row.pk for row in rows])
    for value in readings.order_by("measured_on", "created_at", "id")[:MOST_VALUES]:
        values[value.indicator_id].append(value)
    found: dict[UUID, Readings] = defaultdict(list)
    for row in rows:
        found[row.project_id].append((row, values[row.pk]))
    return found


def _project(project: ThemeProject, indicators: Readings, *, with_series: bool) -> dict[str, Any]:
    return {
        "id": project.pk,
        "organisation_id": project.organisation_id,
        "org_name": project.org_name,
        "kind": project.kind,
        "kind_label": ProjectKind(project.kind).label,
        "title": project.title,
        "goal": project.goal,
        "scope_words": project.scope_words,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "closed_on": project.closed_on,
        "summary": project.summary,
        "indicators": [_indicator(row, values, with_series=with_series) for row, values in indicators],
    }


def _indicator(row: ProjectIndicator, values: list[IndicatorValue], *, with_series: bool) -> dict[str, Any]:
    last = values[-1] if values else None
    direction = Direction(row.direction)
    return {
        "id": row.pk,
        "title": row.title,
        "unit": row.unit,
        "direction_label": direction.label,
        "baseline": row.baseline,
        "target": row.target,
        "actual": last.value if last else None,
        "measured_on": last.measured_on if last else None,
        "percent": attainment(row.baseline, row.target, last.value) if last else 0,
        "is_reached": last is not None and is_reached(direction, row.target, last.value),
        "series": [_value(value, values) for value in values] if with_series else [],
    }


def _value(value: IndicatorValue, values: list[IndicatorValue]) -> dict[str, Any]:
    same_day = [one for one in values if one.measured_on == value.measured_on]
    return {
        "id": value.pk,
        "measured_on": value.measured_on,
        "value": value.value,
        "note": value.note,
        "entered_by": value.entered_by,
        "entered_at": value.created_at,
        "is_corrected": same_day[-1] is not value,
    }

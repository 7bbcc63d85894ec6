"""How tasks are answered: lamps, sums of parts, trails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q

from dangjian.work.tasks.models import SupervisedTask
from dangjian.work.tasks.rules.kinds import Lamp, TaskSource, TaskState
from dangjian.work.tasks.rules.lamps import Changes, lamp_of

LAMP_DAY = "lamp_day"


@dataclass(frozen=True, slots=True)
class Sums:
    """The parts of a task, added up."""

    parts: int = 0
    closed: int = 0
    late: int = 0
    percent: int = 0


def sums_of(task_ids: Iterable[UUID], today: date) -> dict[UUID, Sums]:
    """The parts of many tasks, called-off ones left out; one statement."""
    rows = SupervisedTask.objects.unscoped("parts lie below their task; only their number is shown")
    late = Q(stopped_on__isnull=True, due_on__lt=today)
    found = (
        rows.filter(parent_id__in=list(task_ids))
        .exclude(state=TaskState.CANCELLED)
        .order_by()
        .values("parent_id")
        .annotate(
            parts=Count("id"),
            closed=Count("id", filter=Q(state=TaskState.CLOSED)),
            late=Count("id", filter=late),
            average=Avg("percent"),
        )
    )
    return {row["parent_id"]: Sums(row["parts"], row["closed"], row["late"], int(row["average"])) for row in found}


def lamp(task: SupervisedTask, today: date) -> Lamp:
    """The lamp of a task: that of the day it was reported as done, else of today."""
    return lamp_of(task.stopped_on or today, due_on=task.due_on, changes=Changes(task.yellow_on, task.black_on))


def show_row(task: SupervisedTask, today: date, sums: Sums | None = None) -> dict[str, Any]:
    """A task in a list."""
    light = lamp(task, today)
    parts = sums or Sums()
    return {
        "id": task.pk,
        "title": task.title,
        "organisation_id": task.organisation_id,
        "org_name": task.org_name,
        "issuer_name": task.issuer_name,
        "holder_name": task.holder_name,
        "source": task.source,
        "source_label": TaskSource(task.source).label,
        "source_ref": task.source_ref,
        "state": task.state,
        "state_label": TaskState(task.state).label,
        "lamp": light.value,
        "lamp_label": light.label,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
        "days_left": (task.due_on - (task.stopped_on or today)).days,
        "percent": parts.percent if parts.parts and task.stopped_on is None else task.percent,
        "extensions": task.extensions,
        "urge_level": task.urge_level,
        "parent_id": task.parent_id,
        "depth": task.depth,
        "parts": parts.parts,
        "parts_closed": parts.closed,
        "parts_late": parts.late,
    }

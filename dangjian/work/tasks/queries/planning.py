"""Plans, lists of responsibilities, and the board of progress by organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import SEGMENT, subtree_q
from dangjian.work.tasks.models import PlanItem, Responsibility, SupervisedTask
from dangjian.work.tasks.permissions import VIEW_PLAN
from dangjian.work.tasks.queries.loading.show import Sums, show_row, sums_of
from dangjian.work.tasks.rules.kinds import Rhythm, TaskState
from dangjian.work.tasks.rules.states import OPEN


@query(VIEW_PLAN)
def list_plan(*, page: PageRequest, year: int, organisation_id: UUID | None = None, quarter: int = 0) -> dict[str, Any]:
    """Items of plans for a year in reach, by date, each with the task that came of it. Raises NotFound."""
    rows = PlanItem.objects.filter(year=year).select_related("task")
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if quarter:
        rows = rows.filter(quarter=quarter)
    found = paginate(rows, page, order=("due_on", "id"))
    today = clock.today()
    sums = sums_of([item.task_id for item in found["items"] if item.task_id], today)
    return {**found, "items": [_plan_item(item, sums) for item in found["items"]]}


def _plan_item(item: PlanItem, sums: dict[UUID, Sums]) -> dict[str, Any]:
    task = item.task
    return {
        "id": item.pk,
        "version": item.version,
        "organisation_id": item.organisation_id,
        "org_name": item.org_name,
        "year": item.year,
        "quarter": item.quarter,
        "title": item.title,
        "measure": item.measure,
        "due_on": item.due_on,
        "dropped_reason": item.dropped_reason,
        "task": None if task is None else show_row(task, clock.today(), sums.get(task.pk)),
    }


@query(VIEW_PLAN)
def list_responsibilities(
    *, page: PageRequest, organisation_id: UUID | None = None, text: str = "", is_open: bool | None = None
) -> dict[str, Any]:
    """Entries of lists of responsibilities in reach. Raises NotFound."""
    rows = Responsibility.objects.all()
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(list_name__icontains=text) | Q(post_name__icontains=text))
    if is_open is not None:
        rows = rows.filter(ended_on__isnull=is_open)
    return paginate(rows, page, order=("org_path", "list_name", "id"), show=_responsibility)


def _responsibility(row: Responsibility) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation_id": row.organisation_id,
        "org_name": row.org_name,
        "list_name": row.list_name,
        "post_name": row.post_name,
        "title": row.title,
        "basis": row.basis,
        "measure": row.measure,
        "rhythm": row.rhythm,
        "rhythm_label": Rhythm(row.rhythm).label,
        "working_days": row.working_days,
        "starts_on": row.starts_on,
        "next_on": row.next_on,
        "ended_on": row.ended_on,
    }


@query(VIEW_PLAN)
def progress_board(*, organisation_id: UUID, year: int) -> dict[str, Any]:
    """How tasks that fall due in a year go, for an organisation and each one right below it with its subtree.

    Two statements for tasks however large the tree is: sums by place are added up here. Raises NotFound.
    """
    top = Organisation.objects.get(pk=organisation_id)
    below = Organisation.objects.filter(parent=top, dissolved_on__isnull=True).order_by("org_path")
    lines = [(top.pk, top.short_name, top.org_path, True)]
    lines += [(one.pk, one.short_name, one.org_path, False) for one in below]
    today = clock.today()
    tasks = SupervisedTask.objects.filter(subtree_q("org_path", top.org_path), due_on__year=year)
    rows = (
        tasks.exclude(state=TaskState.CANCELLED)
        .order_by()
        .values("org_path")
        .annotate(
            total=Count("id"),
            closed=Count("id", filter=Q(state=TaskState.CLOSED)),
            late=Count("id", filter=Q(state__in=OPEN, stopped_on__isnull=True, due_on__lt=today)),
            listed=Count("id", filter=Q(state__in=OPEN, stopped_on__isnull=True, black_on__lte=today)),
            waiting=Count("id", filter=Q(state=TaskState.ASSIGNED)),
            percent=Avg("percent"),
        )
    )
    sums: dict[str, list[float]] = {}
    for row in rows:
        path = row["org_path"]
        key = top.org_path if path == top.org_path else path[: len(top.org_path) + SEGMENT]
        line = sums.setdefault(key, [0.0] * 6)
        numbers = (row["total"], row["closed"], row["late"], row["listed"], row["waiting"])
        for place, number in enumerate((*numbers, row["percent"] * row["total"])):
            line[place] += number
    return {"year": year, "items": [_line(*line, sums.get(line[2], [0.0] * 6)) for line in lines]}


def _line(pk: UUID, name: str, path: str, is_own: bool, sums: list[float]) -> dict[str, Any]:
    total, closed, late, listed, waiting, percents = sums
    return {
        "organisation_id": pk,
        "org_name": f"{name}（本级）" if is_own else name,
        "total": int(total),
        "closed": int(closed),
        "late": int(late),
        "listed": int(listed),
        "to_accept": int(waiting),
        "percent": int(percents / total) if total else 0,
    }

"""One task with everything that happened to it, and what the acting person may do next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskExtension, TaskFile, TaskHelper, TaskMilestone
from dangjian.work.tasks.permissions import VIEW_TASK
from dangjian.work.tasks.queries.loading.show import Sums, show_row, sums_of
from dangjian.work.tasks.queries.loading.visible import divides, side_of, visible_task
from dangjian.work.tasks.rules.kinds import EntryKind, Step, TaskState
from dangjian.work.tasks.rules.states import Side, offers

_OF_TASK = "what belongs to a task that was found to be visible"
MOST_ENTRIES = 500


@query(VIEW_TASK)
def can_see_task(*, task_id: UUID) -> bool:
    """Whether the acting person may see a task: by place, as its holder or as one who helps. Raises NotFound."""
    return visible_task(task_id) is not None


@query(VIEW_TASK)
def get_task(*, task_id: UUID) -> dict[str, Any]:
    """A task with its trail, evidence, milestones, requests for time, helpers, and the steps one may take.

    The whole it is a part of is named to those who may see it. Raises NotFound.
    """
    task = visible_task(task_id)
    today = clock.today()
    side = side_of(task)
    entries = list(TaskEntry.objects.unscoped(_OF_TASK).filter(task=task).order_by("created_at", "id")[:MOST_ENTRIES])
    files: dict[UUID, list[TaskFile]] = {}
    for file in TaskFile.objects.unscoped(_OF_TASK).filter(task=task).order_by("created_at", "id"):
        files.setdefault(file.entry_id, []).append(file)
    sums = sums_of([task.pk], today).get(task.pk, Sums())
    return {
        **show_row(task, today, sums),
        "version": task.version,
        "requirement": task.requirement,
        "source_id": task.source_id,
        "issuer_id": task.issuer_id,
        "holder_id": task.holder_id,
        "yellow_on": task.yellow_on,
        "black_on": task.black_on,
        "missed": task.missed,
        "set_by": task.set_by,
        "set_at": task.created_at,
        "submitted_by": task.submitted_by,
        "verified_by": task.verified_by,
        "closed_by": task.closed_by,
        "closed_at": task.closed_at,
        "whole": _whole(task),
        "helpers": _helpers(task),
        "milestones": _milestones(task),
        "requests": _requests(task),
        "entries": [_entry(row, files.get(row.pk, [])) for row in entries],
        "offers": _offers(task, side, sums),
    }


def _offers(task: SupervisedTask, side: Side, sums: Sums) -> list[str]:
    """What one may do now. A task that was broken down is not given on, and reported as done when its parts are; a
    branch has nobody below."""
    kept = {Step.ASSIGN} if sums.parts else set()
    if task.organisation.org_kind == OrgKind.BRANCH:
        kept.add(Step.DIVIDE)
    if sums.parts > sums.closed:
        kept.add(Step.SUBMIT)
    return [step.value for step in offers(TaskState(task.state), side, may_divide=divides(task)) if step not in kept]


def _whole(task: SupervisedTask) -> dict[str, Any] | None:
    if task.parent_id is None:
        return None
    seen: SupervisedTask | None = SupervisedTask.objects.filter(pk=task.parent_id).first()
    return None if seen is None else {"id": seen.pk, "title": seen.title, "org_name": seen.org_name}


def _helpers(task: SupervisedTask) -> list[dict[str, Any]]:
    rows = TaskHelper.objects.unscoped(_OF_TASK).filter(task=task).order_by("created_at", "id")
    return [
        {
            "id": row.pk,
            "subject_id": row.person_id or row.organisation_id,
            "name": row.helper_name,
            "is_person": row.person_id is not None,
        }
        for row in rows
    ]


def _milestones(task: SupervisedTask) -> list[dict[str, Any]]:
    rows = TaskMilestone.objects.unscoped(_OF_TASK).filter(task=task).order_by("due_on", "id")
    return [
        {"id": row.pk, "title": row.title, "due_on": row.due_on, "done_on": row.done_on, "done_by": row.done_by}
        for row in rows
    ]


def _requests(task: SupervisedTask) -> list[dict[str, Any]]:
    rows = TaskExtension.objects.unscoped(_OF_TASK).filter(task=task).order_by("created_at", "id")
    return [
        {
            "id": row.pk,
            "old_due_on": row.old_due_on,
            "wanted_on": row.wanted_on,
            "reason": row.reason,
            "asked_by": row.asked_by,
            "asked_at": row.created_at,
            "is_granted": row.is_granted,
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
            "decision_note": row.decision_note,
        }
        for row in rows
    ]


def _entry(row: TaskEntry, files: list[TaskFile]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_label": EntryKind(row.kind).label,
        "text": row.text,
        "percent": row.percent,
        "state_label": TaskState(row.state_after).label,
        "entered_by": row.entered_by,
        "at": row.created_at,
        "files": [
            {
                "file_id": file.file_id,
                "file_name": file.file_name,
                "content_type": file.content_type,
                "size": file.size,
            }
            for file in files
        ],
    }

"""One step of a task: the line of its trail, its new state, and the fact that others hear of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.files import attach
from dangjian.kernel.files.purposes import KINDS
from dangjian.work.tasks.events import TaskMoved
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskFile
from dangjian.work.tasks.ports import TASK_EVIDENCE
from dangjian.work.tasks.queries.loading.book import book_of
from dangjian.work.tasks.rules.kinds import EntryKind, Step, TaskState
from dangjian.work.tasks.rules.states import step_problem


def task_for(unit: Unit, task_id: UUID, step: Step) -> SupervisedTask:
    """The task, locked, in a state in which the step can be taken. Raises Conflict otherwise."""
    task = unit.get(SupervisedTask, task_id)
    problem = step_problem(step, TaskState(task.state))
    if problem:
        raise Conflict("tasks.state", problem)
    return task


def entry_of(
    unit: Unit, task: SupervisedTask, kind: EntryKind, text: str = "", percent: int | None = None
) -> TaskEntry:
    """A line of the trail, not yet written."""
    return TaskEntry(
        task=task,
        org_path=task.org_path,
        kind=kind.value,
        text=text[:2000],
        percent=percent,
        state_after=task.state,
        entered_by="系统" if unit.actor.kind == "system" else unit.actor.name[:80],
        entered_by_person_id=unit.actor.person_id,
    )


def move(
    unit: Unit,
    task: SupervisedTask,
    kind: EntryKind,
    *,
    step: str,
    text: str = "",
    percent: int | None = None,
    percent_now: int | None = None,
    file_ids: Sequence[UUID] = (),
    **changes: Any,
) -> TaskEntry:
    """Change a task, note it in its trail with files, and tell others."""
    if percent_now is not None:
        changes["percent"] = percent_now
    unit.update(task, note=f"{kind.label}：{text}"[:200] if text else kind.label, **changes)
    entry = unit.create(entry_of(unit, task, kind, text.strip(), percent))
    keep_files(unit, task, entry, file_ids)
    unit.emit(TaskMoved(task.pk, entry.pk, step, task.state))
    return entry


def keep_files(unit: Unit, task: SupervisedTask, entry: TaskEntry, file_ids: Sequence[UUID]) -> None:
    """Keep uploads as evidence with an entry. Raises BadInput for files that are not the actor's uploads."""
    if not file_ids:
        return
    stored = attach(unit, purpose=TASK_EVIDENCE, owner_id=task.pk, file_ids=file_ids)
    rows = TaskFile.objects.unscoped("files of a task that was found to be visible")
    known = set(rows.filter(task=task).values_list("file_id", flat=True))
    unit.create_many(
        TaskFile(
            task=task,
            org_path=task.org_path,
            entry=entry,
            file_id=file.id,
            file_name=file.file_name[:160],
            content_type=KINDS[file.kind].content_type,
            size=file.size,
        )
        for file in stored
        if file.id not in known
    )


def clock_changes(task: SupervisedTask, due_on: date, *, judged: date, today: date) -> dict[str, Any]:
    """The columns of a new date: lamps by the rule book of today; an old date that had gone by on `judged` counts."""
    missed = task.missed + (1 if judged > task.due_on else 0)
    changes = book_of(today).changes(task.starts_on, due_on, missed)
    return {
        "due_on": due_on,
        "yellow_on": changes.yellow_on,
        "black_on": changes.black_on,
        "missed": missed,
        "urge_level": 0,
    }


def person_of(person_id: UUID | None, field: str = "holder_id") -> Person | None:
    """Somebody on the register where the acting person sets tasks. Raises BadInput."""
    if person_id is None:
        return None
    found: Person | None = Person.objects.filter(pk=person_id).only("pk", "name").first()
    if found is None:
        raise BadInput("tasks.person", "没有找到所选人员，或其不在您管理的党组织，请重新选择。", field=field)
    return found

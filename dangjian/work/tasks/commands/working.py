"""Working on a task: accept, report progress with evidence, reach milestones, ask for time, report as done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.tasks.commands.steps.reaching import contributor, on_task, worker
from dangjian.work.tasks.commands.steps.trail import move, task_for
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskExtension, TaskFile, TaskMilestone
from dangjian.work.tasks.permissions import WORK_TASK
from dangjian.work.tasks.queries.loading.book import book_of
from dangjian.work.tasks.rules.kinds import EntryKind, Step, TaskState
from dangjian.work.tasks.rules.states import AT_WORK, Parts, extension_problem, submit_problem

_OF_TASK = "what belongs to a task that was found to be visible"


@command(WORK_TASK)
@on_task(worker)
def accept_task(unit: Unit, *, task_id: UUID, note: str = "") -> SupervisedTask:
    """Accept a task. Raises Conflict when it does not wait for that."""
    task = task_for(unit, task_id, Step.ACCEPT)
    move(unit, task, EntryKind.ACCEPTED, step="accept", text=note, state=TaskState.ACCEPTED.value)
    return task


@command(WORK_TASK)
@on_task(contributor)
def note_progress(
    unit: Unit, *, task_id: UUID, text: str, percent: int | None = None, file_ids: Sequence[UUID] = ()
) -> TaskEntry:
    """Report how far a task is, with evidence. Those who help may do so as well; how far it is, the worker says.

    Raises BadInput without words, Conflict when nothing is to be reported now.
    """
    task = task_for(unit, task_id, Step.PROGRESS)
    if not text.strip():
        raise BadInput("tasks.progress.text", "请写明进展情况。", field="text")
    state = TaskState.IN_PROGRESS if TaskState(task.state) in AT_WORK else TaskState(task.state)
    now = task.percent if percent is None else percent
    return move(
        unit, task, EntryKind.PROGRESS, step="progress", text=text, percent=percent, file_ids=file_ids,
        state=state.value, percent_now=now,
    )  # fmt: skip


@command(WORK_TASK)
@on_task(contributor)
def reach_milestone(unit: Unit, *, task_id: UUID, milestone_id: UUID, done_on: date, note: str = "") -> TaskMilestone:
    """Note that a point on the way was reached. Raises NotFound, BadInput for a day to come, Conflict twice."""
    task = task_for(unit, task_id, Step.PROGRESS)
    rows = TaskMilestone.objects.unscoped(_OF_TASK)
    milestone: TaskMilestone = rows.get(pk=milestone_id, task=task)
    if milestone.done_on is not None:
        raise Conflict("tasks.milestone.done", "该节点已登记完成。")
    if done_on > unit.today:
        raise BadInput("tasks.milestone.future", "完成日期不能晚于今天。", field="done_on")
    unit.update(milestone, done_on=done_on, done_by=unit.actor.name[:80])
    state = TaskState.IN_PROGRESS if TaskState(task.state) in AT_WORK else TaskState(task.state)
    words = f"{milestone.title}（{done_on}）"
    move(
        unit, task, EntryKind.MILESTONE, step="milestone", text=f"{words}：{note.strip()}" if note.strip() else words,
        state=state.value,
    )  # fmt: skip
    return milestone


@command(WORK_TASK)
@on_task(worker)
def ask_extension(unit: Unit, *, task_id: UUID, wanted_on: date, reason: str) -> TaskExtension:
    """Ask for more time, before the date is over and only so often. Raises BadInput, Conflict."""
    task = task_for(unit, task_id, Step.ASK_EXTENSION)
    if not reason.strip():
        raise BadInput("tasks.reason", "请写明申请延期的原因。", field="reason")
    problem = extension_problem(
        today=unit.today,
        due_on=task.due_on,
        wanted=wanted_on,
        granted=task.extensions,
        terms=book_of(task.starts_on).extensions,
        parent_due_on=task.parent.due_on if task.parent is not None else None,
    )
    if problem:
        raise BadInput("tasks.extension", problem, field="wanted_on")
    request = unit.create(
        TaskExtension(
            task=task,
            org_path=task.org_path,
            old_due_on=task.due_on,
            wanted_on=wanted_on,
            reason=reason.strip()[:400],
            asked_by=unit.actor.name[:80],
        )
    )
    move(
        unit, task, EntryKind.EXTENSION_ASKED, step="ask_extension", text=f"申请延期至 {wanted_on}：{reason.strip()}",
        state=TaskState.EXTENSION_REQUESTED.value,
    )  # fmt: skip
    return request


@command(WORK_TASK)
@on_task(worker)
def submit_task(unit: Unit, *, task_id: UUID, text: str, file_ids: Sequence[UUID] = ()) -> SupervisedTask:
    """Report a task as done, with evidence; the clock of the holder stops. A request for more time falls away.

    Raises BadInput without words or evidence, Conflict with open parts.
    """
    task = task_for(unit, task_id, Step.SUBMIT)
    files = TaskFile.objects.unscoped(_OF_TASK).filter(task=task).count() + len(set(file_ids))
    states = list(SupervisedTask.objects.unscoped(_OF_TASK).filter(parent=task).values_list("state", flat=True))
    closed = states.count(TaskState.CLOSED)
    parts = Parts(len(states), closed + states.count(TaskState.CANCELLED), closed)
    problem = submit_problem(parts=parts, evidence_files=files, text=text)
    if problem:
        raise Conflict("tasks.submit.parts", problem) if parts.open else BadInput("tasks.submit", problem, field="text")
    requests = TaskExtension.objects.unscoped(_OF_TASK).filter(task=task, decided_at__isnull=True)
    unit.update_many(requests, decided_at=unit.now, is_granted=False, decision_note="已上报办结，不再需要延期")
    move(
        unit, task, EntryKind.SUBMITTED, step="submit", text=text, percent=100, file_ids=file_ids,
        state=TaskState.SUBMITTED.value, percent_now=100, stopped_on=unit.today, submitted_by=unit.actor.name[:80],
        submitted_by_person_id=unit.actor.person_id,
    )  # fmt: skip
    return task

"""The side of whoever set a task: more time, verification by a second person, return, close, urge."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotAllowed
from dangjian.work.tasks.commands.steps.reaching import on_task, second, setter
from dangjian.work.tasks.commands.steps.trail import clock_changes, entry_of, move, task_for
from dangjian.work.tasks.events import TaskClosed, TaskUrged
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskExtension
from dangjian.work.tasks.permissions import SET_TASK, VERIFY_TASK
from dangjian.work.tasks.rules.kinds import EntryKind, Step, TaskState
from dangjian.work.tasks.rules.lamps import Changes, urge_level
from dangjian.work.tasks.rules.states import second_person_problem


@command(SET_TASK)
@on_task(setter)
def decide_extension(unit: Unit, *, task_id: UUID, is_granted: bool, note: str = "") -> SupervisedTask:
    """Grant or refuse more time; only whoever set the task. Raises BadInput for a refusal without a reason.

    A request that was made in time does not count as a missed date, however late it is decided on.
    """
    task = task_for(unit, task_id, Step.DECIDE_EXTENSION)
    if not is_granted and not note.strip():
        raise BadInput("tasks.reason", "请写明不同意延期的原因。", field="note")
    rows = TaskExtension.objects.unscoped("the request of a task that was found to be visible")
    request: TaskExtension = rows.get(task=task, decided_at__isnull=True)
    unit.update(
        request,
        decided_at=unit.now,
        is_granted=is_granted,
        decision_note=note.strip()[:400],
        decided_by=unit.actor.name[:80],
    )
    if not is_granted:
        move(
            unit, task, EntryKind.EXTENSION_REFUSED, step="decide_extension", text=note,
            state=TaskState.IN_PROGRESS.value,
        )  # fmt: skip
        return task
    words = f"完成时限由 {task.due_on} 延至 {request.wanted_on}"
    asked_on = clock.local_date(request.created_at)
    move(
        unit, task, EntryKind.EXTENSION_GRANTED, step="decide_extension",
        text=f"{words}。{note.strip()}" if note.strip() else words, state=TaskState.IN_PROGRESS.value,
        extensions=task.extensions + 1, **clock_changes(task, request.wanted_on, judged=asked_on, today=unit.today),
    )  # fmt: skip
    return task


@command(VERIFY_TASK)
@on_task(second)
def verify_task(unit: Unit, *, task_id: UUID, note: str = "") -> SupervisedTask:
    """Find a task done, as a second person. Raises NotAllowed for whoever holds it or reported it as done."""
    task = task_for(unit, task_id, Step.VERIFY)
    _insist_on_second(unit, task)
    move(
        unit, task, EntryKind.VERIFIED, step="verify", text=note, state=TaskState.VERIFIED.value,
        verified_by=unit.actor.name[:80],
    )  # fmt: skip
    return task


@command(VERIFY_TASK)
@on_task(second)
def return_task(unit: Unit, *, task_id: UUID, reason: str, due_on: date | None = None) -> SupervisedTask:
    """Send a task back, with a new date when it needs one; the clock of the holder runs on. Raises BadInput."""
    task = task_for(unit, task_id, Step.RETURN)
    _insist_on_second(unit, task)
    if not reason.strip():
        raise BadInput("tasks.reason", "请写明退回的原因和需要补充的内容。", field="reason")
    changes = {}
    words = reason.strip()
    if due_on is not None and due_on != task.due_on:
        if due_on < unit.today:
            raise BadInput("tasks.due_on", f"完成时限不能早于今天（{unit.today}）。", field="due_on")
        if task.parent is not None and due_on > task.parent.due_on:
            raise BadInput("tasks.due_on", f"不能晚于总任务的完成时限 {task.parent.due_on}。", field="due_on")
        changes = clock_changes(task, due_on, judged=task.stopped_on or unit.today, today=unit.today)
        words = f"{words}（新的完成时限 {due_on}）"
    move(
        unit, task, EntryKind.RETURNED, step="return", text=words, state=TaskState.RETURNED.value, stopped_on=None,
        verified_by="", submitted_by="", submitted_by_person_id=None, **changes,
    )  # fmt: skip
    return task


@command(VERIFY_TASK)
@on_task(second)
def close_task(unit: Unit, *, task_id: UUID, note: str = "") -> SupervisedTask:
    """Close a task that was verified. Raises NotAllowed for whoever holds it or reported it as done."""
    task = task_for(unit, task_id, Step.CLOSE)
    _insist_on_second(unit, task)
    entries = TaskEntry.objects.unscoped("the report of a task that is closed").filter(
        task=task, kind=EntryKind.SUBMITTED
    )
    report = entries.order_by("-created_at", "-id").values_list("text", flat=True).first() or ""
    move(
        unit, task, EntryKind.CLOSED, step="close", text=note, state=TaskState.CLOSED.value, closed_at=unit.now,
        closed_by=unit.actor.name[:80],
    )  # fmt: skip
    unit.emit(TaskClosed(task.pk, task.organisation_id, task.source, task.source_id, task.state, report[:800]))
    return task


def _insist_on_second(unit: Unit, task: SupervisedTask) -> None:
    problem = second_person_problem(
        acting=unit.actor.person_id, submitted_by=task.submitted_by_person_id, holder=task.holder_id
    )
    if problem:
        raise NotAllowed("tasks.second_person", problem)


@command(SET_TASK)
@on_task(setter)
def urge_task(unit: Unit, *, task_id: UUID, text: str) -> SupervisedTask:
    """Urge a task by hand: whoever has it is told at once. Raises BadInput without words."""
    task = task_for(unit, task_id, Step.URGE)
    if not text.strip():
        raise BadInput("tasks.urge.text", "请写明催办要求。", field="text")
    level = max(urge_level(unit.today, due_on=task.due_on, changes=Changes(task.yellow_on, task.black_on)), 1)
    urge(unit, task, level, text.strip())
    return task


def urge(unit: Unit, task: SupervisedTask, level: int, text: str) -> None:
    """Note an urging and tell of it."""
    entry = unit.create(entry_of(unit, task, EntryKind.URGED, text))
    unit.update(task, urge_level=max(task.urge_level, level))
    unit.emit(TaskUrged(task.pk, entry.pk, level, task.due_on, text[:400]))

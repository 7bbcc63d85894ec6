"""Setting tasks: register, change, assign, break down, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import Place
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.scope import bind_scope, in_subtree
from dangjian.work.tasks.commands.steps.making import (
    Content,
    Milestone,
    Part,
    make_parts,
    place_of,
    register,
    set_helpers,
)
from dangjian.work.tasks.commands.steps.reaching import divider, on_task, setter
from dangjian.work.tasks.commands.steps.trail import clock_changes, move, person_of, task_for
from dangjian.work.tasks.events import TaskClosed
from dangjian.work.tasks.models import SupervisedTask, TaskExtension
from dangjian.work.tasks.permissions import SET_TASK
from dangjian.work.tasks.queries.loading.resolutions import waiting_resolution
from dangjian.work.tasks.rules.kinds import BY_HAND, EntryKind, Step, TaskSource, TaskState
from dangjian.work.tasks.rules.states import ENDED


@command(SET_TASK)
def register_task(
    unit: Unit,
    *,
    organisation_id: UUID,
    title: str,
    requirement: str,
    source: TaskSource,
    source_ref: str,
    due_on: date,
    milestones: Sequence[Milestone] = (),
    parts: Sequence[Part] = (),
    resolution_id: UUID | None = None,
) -> SupervisedTask:
    """Put a task on the register; with `parts` it is given to organisations below in the same step.

    A resolution of a meeting is taken over by its id: what was decided is not typed again, and its own todo ends.
    Raises NotFound out of reach, BadInput for a date that is over or a source that follows from elsewhere, Conflict for
    a resolution that is a task already.
    """
    place = place_of(unit, organisation_id)
    if source not in BY_HAND:
        raise BadInput("tasks.source", "年度计划和责任清单的任务由系统生成，请选择其他来源。", field="source")
    content = Content(title, requirement, due_on, source, source_ref)
    if resolution_id is not None:
        content = _from_resolution(unit, resolution_id, content)
    task = register(unit, place, content, milestones=milestones)
    if parts:
        _divide(unit, task, parts)
    return task


def _from_resolution(unit: Unit, resolution_id: UUID, content: Content) -> Content:
    resolution = waiting_resolution(resolution_id)
    once = f"resolution:{resolution.pk}"
    rows = SupervisedTask.objects.unscoped("whether a resolution is a task already, wherever")
    if rows.filter(made_once=once).exists():
        raise Conflict("tasks.resolution.known", "该决议已转为督办任务，不能重复登记。")
    return replace(
        content,
        source=TaskSource.MEETING_RESOLUTION,
        source_ref=f"{resolution.meeting.held_on} {resolution.meeting.title}"[:160],
        source_id=resolution.pk,
        requirement=content.requirement.strip() or resolution.text,
        made_once=once,
    )


@command(SET_TASK)
@on_task(setter)
def change_task(
    unit: Unit, *, task_id: UUID, expected_version: int, title: str, requirement: str, due_on: date
) -> SupervisedTask:
    """Correct a task before it is accepted. Raises Conflict afterwards, StaleEdit when somebody else was faster."""
    task_for(unit, task_id, Step.CHANGE)
    task = unit.get(SupervisedTask, task_id, expected_version=expected_version)
    _refuse_date(unit, task, due_on)
    changes = clock_changes(task, due_on, judged=min(unit.today, task.due_on), today=unit.today)
    text = "" if due_on == task.due_on else f"完成时限由 {task.due_on} 改为 {due_on}"
    move(
        unit, task, EntryKind.CHANGED, step="change", text=text,
        title=title.strip(), requirement=requirement.strip(), **changes,
    )  # fmt: skip
    return task


@command(SET_TASK)
@on_task(setter)
def assign_task(
    unit: Unit,
    *,
    task_id: UUID,
    organisation_id: UUID,
    holder_id: UUID | None = None,
    helper_organisation_ids: Sequence[UUID] = (),
    helper_person_ids: Sequence[UUID] = (),
    due_on: date | None = None,
    note: str = "",
) -> SupervisedTask:
    """Give a task to one organisation, with a person responsible and those who help; it waits to be accepted.

    May be given on to another one while it is worked on. Raises BadInput for a place that is not at or below the
    setter, for a date that is over; Conflict for a task with open parts.
    """
    task = task_for(unit, task_id, Step.ASSIGN)
    place = unit.get(Organisation, organisation_id, lock=False)
    if not in_subtree(place.org_path, task.issuer.org_path):
        raise BadInput("tasks.assign.place", f"只能交办给{task.issuer_name}或其下级党组织。", field="organisation_id")
    states = SupervisedTask.objects.unscoped("parts of a task that is assigned").filter(parent=task)
    parts = list(states.values_list("state", flat=True))
    if any(state not in ENDED for state in parts) or (parts and place.pk != task.organisation_id):
        raise Conflict("tasks.assign.divided", "任务已分解到下级，不能改派；需要改派的，请撤销后重新登记。")
    due = due_on or task.due_on
    _refuse_date(unit, task, due)
    holder = person_of(holder_id)
    people = [person_of(each, "helper_person_ids") for each in helper_person_ids]
    clock = clock_changes(task, due, judged=min(unit.today, task.due_on), today=unit.today)
    _follow_place(unit, task, place)
    words = f"由{place.short_name}承办" + (f"，责任人{holder.name}" if holder else "")
    move(
        unit, task, EntryKind.ASSIGNED, step="assign", text=f"{words}。{note.strip()}" if note.strip() else words,
        organisation=place, org_path=place.org_path, org_name=place.short_name,
        holder=holder, holder_name=holder.name if holder else "", state=TaskState.ASSIGNED.value, stopped_on=None,
        **clock,
    )  # fmt: skip
    set_helpers(
        unit, task, organisations=_organisations(helper_organisation_ids), people=[one for one in people if one]
    )
    return task


def _follow_place(unit: Unit, task: SupervisedTask, place: Organisation) -> None:
    """What belongs to a task lies where the task lies."""
    if place.org_path == task.org_path:
        return
    unit.scope = replace(unit.scope, places=(*unit.scope.places, Place(place.org_path, subtree=False)))
    with bind_scope(unit.scope):
        for name in ("entries", "files", "milestones", "requests", "helpers"):
            model: Any = SupervisedTask._meta.get_field(name).related_model
            rows = model.objects.unscoped("what belongs to a task goes with it to the organisation that gets it")
            unit.update_many(rows.filter(task=task), org_path=place.org_path, note="随任务交办")


def _organisations(ids: Sequence[UUID]) -> list[Organisation]:
    found = list(Organisation.objects.filter(pk__in=list(ids)))
    if len(found) != len(set(ids)):
        raise BadInput(
            "tasks.helper", "没有找到所选协办单位，或其不在您的管理范围，请重新选择。", field="helper_organisation_ids"
        )
    return found


@command(SET_TASK)
@on_task(divider)
def divide_task(unit: Unit, *, task_id: UUID, parts: Sequence[Part]) -> list[SupervisedTask]:
    """Give parts of a task to many organisations below in one step. Raises as `make_parts` does."""
    return _divide(unit, task_for(unit, task_id, Step.DIVIDE), parts)


def _divide(unit: Unit, task: SupervisedTask, parts: Sequence[Part]) -> list[SupervisedTask]:
    made = make_parts(unit, task, parts)
    move(
        unit, task, EntryKind.DIVIDED, step="divide", text=f"分解到 {len(made)} 个党组织",
        state=TaskState.IN_PROGRESS.value,
    )  # fmt: skip
    return made


@command(SET_TASK)
@on_task(setter)
def cancel_task(unit: Unit, *, task_id: UUID, reason: str) -> SupervisedTask:
    """Call a task off, with the parts of it that are open. Raises BadInput without a reason."""
    task = task_for(unit, task_id, Step.CANCEL)
    if not reason.strip():
        raise BadInput("tasks.reason", "请写明撤销的原因。", field="reason")
    cancel(unit, task, reason.strip())
    return task


def cancel(unit: Unit, task: SupervisedTask, reason: str) -> None:
    """Call a task and its open parts off, the lowest last."""
    extensions = TaskExtension.objects.unscoped("requests of a task that is called off").filter(task=task)
    unit.update_many(extensions.filter(decided_at__isnull=True), decided_at=unit.now, is_granted=False,
                     decision_note="任务已撤销")  # fmt: skip
    move(
        unit, task, EntryKind.CANCELLED, step="cancel", text=reason, state=TaskState.CANCELLED.value,
        stopped_on=task.stopped_on or unit.today, closed_at=unit.now, closed_by=unit.actor.name[:80], made_once=None,
    )  # fmt: skip
    unit.emit(TaskClosed(task.pk, task.organisation_id, task.source, task.source_id, task.state, reason[:400]))
    rows = SupervisedTask.objects.unscoped("parts of a task that is called off go with it")
    for part in rows.filter(parent=task).exclude(state__in=ENDED).order_by("org_path", "id"):
        inner = replace(unit.scope, places=(*unit.scope.places, Place(part.org_path, subtree=False)))
        unit.scope = inner
        with bind_scope(inner):
            cancel(unit, part, f"总任务已撤销：{reason}"[:2000])


def _refuse_date(unit: Unit, task: SupervisedTask, due_on: date) -> None:
    if due_on < unit.today:
        raise BadInput("tasks.due_on", f"完成时限不能早于今天（{unit.today}）。", field="due_on")
    if task.parent_id is not None and task.parent is not None and due_on > task.parent.due_on:
        raise BadInput("tasks.due_on", f"不能晚于总任务的完成时限 {task.parent.due_on}。", field="due_on")


__all__ = [
    "Milestone",
    "Part",
    "assign_task",
    "cancel",
    "cancel_task",
    "change_task",
    "divide_task",
    "register_task",
]

"""The plan of a year and lists of responsibilities: keep them, and make tasks of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.workdays import is_working_day
from dangjian.work.tasks.commands.steps.making import Content, Part, make_parts, place_of, register
from dangjian.work.tasks.commands.steps.trail import move
from dangjian.work.tasks.models import PlanItem, Responsibility, SupervisedTask
from dangjian.work.tasks.permissions import KEEP_PLAN
from dangjian.work.tasks.rules.kinds import EntryKind, Rhythm, TaskSource, TaskState
from dangjian.work.tasks.rules.periods import due_day, next_period, period_of, period_words, quarter_of


@command(KEEP_PLAN)
def add_plan_item(unit: Unit, *, organisation_id: UUID, title: str, measure: str, due_on: date) -> PlanItem:
    """Put an item on the plan of an organisation; year and quarter follow from its date. Raises NotFound."""
    place = place_of(unit, organisation_id)
    return unit.create(
        PlanItem(
            organisation=place,
            org_path=place.org_path,
            org_name=place.short_name,
            year=due_on.year,
            quarter=quarter_of(due_on),
            title=title.strip(),
            measure=measure.strip(),
            due_on=due_on,
            recorded_by=unit.actor.name[:80],
        )
    )


@command(KEEP_PLAN)
def change_plan_item(
    unit: Unit, *, plan_item_id: UUID, expected_version: int, title: str, measure: str, due_on: date
) -> PlanItem:
    """Change an item that is not given out. Raises Conflict afterwards, StaleEdit when somebody else was faster."""
    item = unit.get(PlanItem, plan_item_id, expected_version=expected_version)
    _insist_on_open(item)
    return unit.update(
        item, title=title.strip(), measure=measure.strip(), due_on=due_on, year=due_on.year, quarter=quarter_of(due_on)
    )


@command(KEEP_PLAN)
def drop_plan_item(unit: Unit, *, plan_item_id: UUID, reason: str) -> PlanItem:
    """Take an item off the plan with a reason; it stays on record. Raises BadInput, Conflict."""
    item = unit.get(PlanItem, plan_item_id)
    _insist_on_open(item)
    if not reason.strip():
        raise BadInput("tasks.reason", "请写明不再安排的原因。", field="reason")
    return unit.update(item, dropped_reason=reason.strip()[:400], note=reason.strip())


def _insist_on_open(item: PlanItem) -> None:
    if item.task is not None and item.task.state != TaskState.CANCELLED:
        raise Conflict("tasks.plan.given", "该项已交办，请在督办任务中办理。")
    if item.dropped_reason:
        raise Conflict("tasks.plan.dropped", "该项已不再安排。")


@command(KEEP_PLAN)
def give_plan_item(unit: Unit, *, plan_item_id: UUID, organisation_ids: Sequence[UUID] = ()) -> SupervisedTask:
    """Make an item of the plan a task, broken down to organisations below where there are any.

    Raises Conflict when it is given out already, BadInput as registering does.
    """
    item = unit.get(PlanItem, plan_item_id)
    _insist_on_open(item)
    place = unit.get(Organisation, item.organisation_id, lock=False)
    words = f"{item.year}年度计划（第{item.quarter}季度）"
    content = Content(item.title, item.measure, item.due_on, TaskSource.YEAR_PLAN, words, item.pk, f"plan:{item.pk}")
    task = register(unit, place, content)
    if organisation_ids:
        made = make_parts(unit, task, [Part(each) for each in organisation_ids])
        move(
            unit, task, EntryKind.DIVIDED, step="divide", text=f"分解到 {len(made)} 个党组织",
            state=TaskState.IN_PROGRESS.value,
        )  # fmt: skip
    unit.update(item, task=task, note="列入督办")
    return task


@command(KEEP_PLAN)
def add_responsibility(
    unit: Unit,
    *,
    organisation_id: UUID,
    list_name: str,
    post_name: str,
    title: str,
    basis: str,
    measure: str,
    rhythm: Rhythm,
    working_days: int,
    starts_on: date,
) -> Responsibility:
    """Put an entry on a list of responsibilities. Raises NotFound out of reach."""
    place = place_of(unit, organisation_id)
    first = None if rhythm is Rhythm.NONE else period_of(max(starts_on, unit.today), rhythm)
    return unit.create(
        Responsibility(
            organisation=place,
            org_path=place.org_path,
            org_name=place.short_name,
            list_name=list_name.strip(),
            post_name=post_name.strip(),
            title=title.strip(),
            basis=basis.strip(),
            measure=measure.strip(),
            rhythm=rhythm.value,
            working_days=working_days,
            starts_on=starts_on,
            next_on=first,
            recorded_by=unit.actor.name[:80],
        )
    )


@command(KEEP_PLAN)
def end_responsibility(unit: Unit, *, responsibility_id: UUID) -> Responsibility:
    """End an entry: no task comes of it any more, those made stay. Raises Conflict when it has ended."""
    row = unit.get(Responsibility, responsibility_id)
    if row.ended_on is not None:
        raise Conflict("tasks.responsibility.ended", "该项责任已结束。")
    return unit.update(row, ended_on=unit.today, next_on=None)


@command(KEEP_PLAN)
def make_due_tasks(unit: Unit) -> int:
    """Make the tasks of periods that have begun, each once; periods that are over are not made up for.

    For the daily job; may run twice. Returns how many were made.
    """
    rows = Responsibility.objects.filter(next_on__lte=unit.today).select_related("organisation")
    number = 0
    for row in rows.order_by("next_on", "id")[:500]:
        rhythm = Rhythm(row.rhythm)
        first = max(row.next_on, period_of(unit.today, rhythm))
        number += _make_task(unit, row, first)
        unit.update(row, next_on=next_period(first, rhythm))
    return number


def _make_task(unit: Unit, row: Responsibility, first: date) -> int:
    once = f"duty:{row.pk}:{first}"
    rhythm = Rhythm(row.rhythm)
    due = max(due_day(first, rhythm, row.working_days, is_working_day), unit.today)
    if row.organisation.dissolved_on is not None or SupervisedTask.objects.filter(made_once=once).exists():
        return 0
    title = f"{row.title}（{period_words(first, rhythm)}）"[:120]
    reference = " ".join(part for part in (row.list_name, row.post_name, row.basis) if part)[:160]
    content = Content(title, row.measure, due, TaskSource.RESPONSIBILITY, reference, row.pk, once)
    task = register(unit, row.organisation, content)
    text = f"由{row.org_name}{row.post_name}落实"
    move(unit, task, EntryKind.ASSIGNED, step="assign", text=text, state=TaskState.ASSIGNED.value)
    return 1

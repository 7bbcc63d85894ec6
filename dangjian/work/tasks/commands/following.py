"""What follows by itself: urging by the clock, tasks of people who leave, resolutions that end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.members.models import Person
from dangjian.kernel.doors import Unit, command
from dangjian.work.tasks.commands.checking import urge
from dangjian.work.tasks.commands.setting import cancel
from dangjian.work.tasks.commands.steps.trail import move
from dangjian.work.tasks.models import SupervisedTask
from dangjian.work.tasks.permissions import SET_TASK
from dangjian.work.tasks.rules.kinds import EntryKind
from dangjian.work.tasks.rules.lamps import Changes, urge_level
from dangjian.work.tasks.rules.states import ENDED, RUNNING

AT_ONCE = 500
"""Tasks that are urged in one transaction."""


def _words(level: int, task: SupervisedTask, today: date) -> str:
    if level == 1:
        return f"临近完成时限 {task.due_on}，请抓紧办理；不能按期完成的，请在到期前申请延期。"
    late = f"已超过完成时限 {task.due_on}（逾期 {(today - task.due_on).days} 天）"
    if level == 2:
        return f"{late}，请立即办理并说明情况。"
    return f"{late}，已挂牌督办并报告上级，计入考核。"


@command(SET_TASK)
def urge_by_clock(unit: Unit) -> int:
    """Urge tasks whose lamp changed since they were urged last: each level once for a date. Returns how many.

    At most `AT_ONCE`; call again until nothing is left. May run twice.
    """
    day = unit.today
    by_lamp = (
        Q(urge_level__lt=1, yellow_on__lte=day)
        | Q(urge_level__lt=2, due_on__lt=day)
        | Q(urge_level__lt=3, due_on__lt=day, black_on__lte=day)
    )
    rows = SupervisedTask.objects.filter(by_lamp, state__in=RUNNING).order_by("yellow_on", "id")[:AT_ONCE]
    number = 0
    for task in rows:
        level = urge_level(day, due_on=task.due_on, changes=Changes(task.yellow_on, task.black_on))
        urge(unit, task, level, _words(level, task, day))
        number += 1
    return number


@command(SET_TASK)
def release_people(unit: Unit, *, person_ids: Collection[UUID]) -> int:
    """Take tasks from people who left the register or the organisation; the organisation keeps them. May run twice.

    Returns how many tasks have nobody named any more.
    """
    places = dict(Person.objects.filter(pk__in=list(person_ids)).values_list("pk", "organisation__org_path"))
    rows = SupervisedTask.objects.filter(holder_id__in=list(person_ids)).exclude(state__in=ENDED)
    number = 0
    for task in rows.order_by("org_path", "id"):
        place = places.get(task.holder_id)
        if place is not None and place.startswith(task.org_path):
            continue
        move(
            unit, task, EntryKind.HOLDER_LEFT, step="release", holder=None, holder_name="",
            text=f"{task.holder_name}已不在{task.org_name}，请重新确定责任人。",
        )  # fmt: skip
        number += 1
    return number


@command(SET_TASK)
def follow_resolution(unit: Unit, *, resolution_id: UUID, is_withdrawn: bool) -> int:
    """A resolution ended in its meeting: the task that came of it is called off, or told of it. May run twice."""
    rows = SupervisedTask.objects.filter(made_once=f"resolution:{resolution_id}").exclude(state__in=ENDED)
    number = 0
    for task in rows:
        if is_withdrawn:
            cancel(unit, task, "会议决议已撤回")
            number += 1
        elif not task.entries.filter(text=_DONE).exists():
            move(unit, task, EntryKind.PROGRESS, step="progress", text=_DONE)
            number += 1
    return number


_DONE = "该决议已在会议记录中登记办结，请核对后上报。"

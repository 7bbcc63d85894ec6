"""What follows from events: todos on every side, urging without repetition, resolutions that end with their task."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import Conflict, NotFound
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.testing import assert_handler_contract
from dangjian.work.life.commands import withdraw_resolution
from dangjian.work.life.models import Resolution
from dangjian.work.tasks import commands, events
from dangjian.work.tasks.models import TaskEntry
from tests.work.life import held
from tests.work.life.heard import todos, told
from tests.work.tasks.given import given_out, part, register, reread, submitted
from tests.world import World, building


def moved(world: World, task_id: object, step: str) -> events.TaskMoved:
    """The fact of the last thing that happened to a task."""
    with building(world.tenant_id):
        entry = TaskEntry.objects.filter(task_id=task_id).order_by("-created_at", "-id").first()
    assert entry is not None
    return events.TaskMoved(entry.task_id, entry.pk, step, entry.state_after)


def deliver() -> None:
    """Deliver all events, also those that were announced while the clock stood later."""
    with frozen(date(2027, 1, 10)):
        drain()


def ours(world: World) -> set[tuple[str, str, str]]:
    return todos(world, source__startswith="work.tasks")


def test_tsk_1_the_todo_lists_say_whose_turn_it_is(world: World, office: Actor) -> None:
    _, first = given_out(world, "first")
    found = assert_handler_contract(moved(world, first.pk, "assign"), world.system(), lambda: ours(world))
    assert {(name, state) for name, title, state in found if title.startswith("任务待签收")} == {
        ("曾志强", "open"), ("张伟", "open"), ("李娜", "open"),
    }  # fmt: skip
    submitted(world, first, world.actor("secretary"))
    deliver()
    now = ours(world)
    assert ("林晓燕", f"核验任务：{first.title}", "open") in now
    assert {state for name, title, state in now if name == "曾志强"} == {"done"}
    with acting_as(office):
        commands.return_task(task_id=first.pk, reason="缺记录")
    deliver()
    assert ("曾志强", f"退回重办：{first.title}", "open") in ours(world)
    assert ("曾志强", f"任务退回：{first.title}") in told(world, kind="task")


def test_tsk_1_an_extension_waits_for_who_set_the_task(world: World, office: Actor) -> None:
    _, first = given_out(world, "first")
    with acting_as(world.actor("secretary")):
        commands.accept_task(task_id=first.pk)
    with acting_as(office), pytest.raises(Conflict):
        commands.decide_extension(task_id=first.pk, is_granted=True)
    task = register(world, office, due_on=date(2026, 12, 1))
    with acting_as(office):
        commands.assign_task(task_id=task.pk, organisation_id=world.orgs["first"].pk)
    with acting_as(world.actor("secretary")):
        commands.accept_task(task_id=task.pk)
        commands.ask_extension(task_id=task.pk, wanted_on=date(2026, 12, 9), reason="停电")
    deliver()
    assert ("林晓燕", f"审批延期：{task.title}", "open") in ours(world)
    with acting_as(office):
        commands.decide_extension(task_id=task.pk, is_granted=False, note="请按期完成")
    deliver()
    assert ("林晓燕", f"审批延期：{task.title}", "done") in ours(world)
    assert ("曾志强", f"任务不同意延期：{task.title}") in told(world, kind="task")


def test_tsk_1_urged_in_levels_and_nobody_twice(world: World, office: Actor) -> None:
    _, first = given_out(world, "first")
    with building(world.tenant_id):
        entry = TaskEntry.objects.filter(task=first).first()
    assert entry is not None
    event = events.TaskUrged(first.pk, entry.pk, 1, first.due_on, "请抓紧")
    once = assert_handler_contract(event, world.system(), lambda: told(world, kind="task_urge"))
    assert {name for name, _ in once} == {"曾志强", "张伟", "李娜"}
    with acting_as(world.system()), frozen(date(2026, 12, 30)):
        commands.urge_by_clock()
    deliver()
    assert ("苏晓梅", f"下级任务逾期：{first.title}") in told(world, kind="task_urge"), "the level above is told"
    assert ("曾志强", f"挂牌督办：{first.title}") in told(world, kind="task_urge")


def resolved(world: World) -> Resolution:
    """A resolution of an archived meeting of the first branch, held by a member."""
    meeting = held.archived(world, held.running(world))
    with building(world.tenant_id):
        made: Resolution = Resolution.objects.create(
            meeting=meeting, org_path=meeting.org_path, text="建立班组安全互保对子", holder=world.people["member"],
            holder_name="王芳", due_on=date(2026, 12, 10), created_at=meeting.created_at, tenant_id=world.tenant_id,
        )  # fmt: skip
    return made


def test_tsk_1_a_resolution_becomes_a_task_once_and_ends_with_it(world: World, office: Actor) -> None:
    resolution = resolved(world)
    task = register(world, office, "works", resolution_id=resolution.pk, requirement="", parts=[part(world, "first")])
    assert (task.source, task.requirement) == ("meeting_resolution", "建立班组安全互保对子")
    with acting_as(office), pytest.raises(Conflict, match="已转为督办任务"):
        register(world, office, "works", resolution_id=resolution.pk)
    with pytest.raises(NotFound):
        register(world, world.actor("operations_secretary"), "operations", resolution_id=resolution.pk)
    with acting_as(office):
        commands.cancel_task(task_id=task.pk, reason="改为支部承办")
    deliver()
    assert ("王芳", "落实决议：建立班组安全互保对子", "open") in todos(world, source="work.life.resolution")

    secretary = world.actor("secretary")
    again = register(world, secretary, "first", resolution_id=resolution.pk)
    with acting_as(secretary):
        commands.assign_task(
            task_id=again.pk, organisation_id=again.organisation_id, holder_id=world.people["member"].pk
        )
    deliver()
    assert ("王芳", "落实决议：建立班组安全互保对子", "cancelled") in todos(world, source="work.life.resolution")
    submitted(world, again, world.actor("member"))
    with acting_as(secretary):
        commands.verify_task(task_id=again.pk)
        commands.close_task(task_id=again.pk)
    deliver()
    with building(world.tenant_id):
        ended = Resolution.objects.get(pk=resolution.pk)
    assert (ended.state, ended.evidence) == ("done", "督办任务已办结：隐患已全部整改。")


def test_tsk_1_a_resolution_withdrawn_calls_its_task_off(world: World, secretary: Actor) -> None:
    resolution = resolved(world)
    task = register(world, secretary, "first", resolution_id=resolution.pk)
    with acting_as(secretary):
        withdraw_resolution(resolution_id=resolution.pk, reason="情况变化")
    deliver()
    assert reread(world, task).state == "cancelled"

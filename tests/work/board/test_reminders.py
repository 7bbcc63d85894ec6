"""Who is told before, and who afterwards."""

from __future__ import annotations

from datetime import date, timedelta

from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.events.base import all_handlers
from dangjian.kernel.jobs.registry import all_jobs
from dangjian.work.board.commands import remind_of_duties, remind_of_meetings, remind_of_records
from dangjian.work.board.handlers import settle_duties
from dangjian.work.life.rules.planning import PartPlan
from tests.work.life import held
from tests.work.life.heard import todos, told
from tests.world import World


def test_people_are_reminded_the_day_before_once(world: World) -> None:
    start = clock.now() + timedelta(days=1)
    held.planned(world, starts_at=start, ends_at=start + timedelta(hours=1))
    with acting_as(world.system()):
        first, second = remind_of_meetings(), remind_of_meetings()
    assert (first, second) == (8, 0)
    assert ("王芳", "会议提醒：11月主题党日") in told(world, kind="meeting_reminder")


def test_LIFE_2_reminders_before_and_warnings_after(world: World) -> None:
    title = "2026年11月主题党日尚未落实"
    with frozen(date(2026, 11, 25)), acting_as(world.system()):
        remind_of_duties()
        remind_of_duties()
    late = todos(world, source="work.life.duty", title=title)
    assert {("曾志强", title, "open"), ("李娜", title, "open"), ("马超", title, "open")} <= late
    assert ("曾志强", "一车间党支部有3项组织生活临期未安排") in told(world, kind="duty_reminder")
    with frozen(date(2026, 12, 1)), acting_as(world.system()):
        remind_of_duties()
        remind_of_duties()
    assert {state for _, _, state in todos(world, source="work.life.duty", title=title)} == {"cancelled"}
    warnings = told(world, kind="duty_warning")
    assert ("曾志强", "一车间党支部有3项组织生活未按期完成") in warnings
    assert [title for name, title in warnings if name == "林晓燕"] == ["所辖组织有4项组织生活未按期完成"]
    with frozen(date(2026, 12, 20)), acting_as(world.system()):
        remind_of_duties()
    assert told(world, kind="duty_warning") == warnings


def test_LIFE_2_an_archived_record_ends_the_todo_of_its_duty(world: World) -> None:
    title = "2026年11月主题党日尚未落实"
    with frozen(date(2026, 11, 25)), acting_as(world.system()):
        remind_of_duties()
    start = clock.at_local(date(2026, 11, 26), 14)
    with frozen(start):
        meeting = held.running(world, starts_at=start, ends_at=start + timedelta(hours=1))
        meeting = held.archived(world, meeting)
    held.deliver()
    mine = {row for row in todos(world, source="work.life.duty", title=title) if row[0] == "曾志强"}
    assert mine == {("曾志强", title, "done")}


def test_records_left_open_are_remembered_weekly(world: World) -> None:
    held.complete(world, held.running(world, parts=[PartPlan(title="学习")]))
    with acting_as(world.system()):
        with frozen(date(2026, 11, 23)):
            assert remind_of_records() == 0
        with frozen(date(2026, 11, 24)):
            assert remind_of_records() == 2
            assert remind_of_records() == 0
        with frozen(date(2026, 12, 1)):
            assert remind_of_records() == 2


def test_what_waits_in_the_data_base_finds_its_handler_and_job_in_the_new_place() -> None:
    assert all_handlers()["work.life.handlers.settle_duties"].function is settle_duties
    assert "work.life.remind" in all_jobs()

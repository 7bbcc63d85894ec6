"""Tasks through their doors: register, give, work, verify, close; every refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.tasks import commands, events, queries
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskFile
from dangjian.work.tasks.rules.kinds import Lamp, TaskSource, TaskState
from tests.work.tasks.given import DUE, given_out, part, photo, register, reread, submitted, task_values
from tests.world import TODAY, World, building


def test_tsk_1_registering_a_task(world: World, office: Actor) -> None:
    task = assert_command_contract(
        commands.register_task,
        task_values(world),
        allowed=office,
        without_right=world.actor("member"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[events.TaskRegistered],
        bad=[
            ({"due_on": TODAY - timedelta(days=1)}, "tasks.due_on"),
            ({"source": TaskSource.YEAR_PLAN}, "tasks.source"),
            ({"milestones": [commands.Milestone("启动", DUE + timedelta(days=1))]}, "tasks.milestone"),
            ({"parts": [part(world, "operations")]}, "tasks.parts.below"),
            ({"parts": [part(world, "works")]}, "tasks.parts.below"),
            ({"parts": [part(world, "first"), part(world, "first")]}, "tasks.parts.twice"),
            ({"parts": [part(world, "first", due_on=DUE + timedelta(days=1))]}, "tasks.part.due_on"),
        ],
    )
    assert (task.state, task.yellow_on, task.black_on) == ("registered", date(2026, 12, 7), date(2026, 12, 28))


def test_tsk_1_one_action_gives_a_task_to_many(world: World, office: Actor) -> None:
    whole, first, second = given_out(world, "first", "second")

    assert (whole.state, first.state, second.state) == ("in_progress", "assigned", "assigned")
    assert (first.issuer.short_name, first.org_path) == ("制造公司党总支", world.orgs["first"].org_path)
    with acting_as(world.actor("secretary")):
        commands.accept_task(task_id=first.pk)
        commands.note_progress(task_id=first.pk, text="已查三个班组。", percent=60)
        with pytest.raises(NotFound):
            queries.get_task(task_id=second.pk)
    with acting_as(office):
        shown = queries.get_task(task_id=whole.pk)
        with pytest.raises(BadInput, match="一车间党支部已有这项分解任务"):
            commands.divide_task(task_id=whole.pk, parts=[part(world, "first")])
    assert (shown["parts"], shown["parts_closed"], shown["percent"]) == (2, 0, 30), "the sums of the parts"


def test_tsk_1_a_task_to_its_end_with_evidence_and_a_second_person(world: World, office: Actor) -> None:
    secretary, chief = world.actor("secretary"), world.actor("chief")
    whole, first = given_out(world, "first")
    with acting_as(secretary):
        commands.accept_task(task_id=first.pk)
        with pytest.raises(BadInput, match="佐证材料"):
            commands.submit_task(task_id=first.pk, text="完成。")
        commands.submit_task(task_id=first.pk, text="隐患已全部整改。", file_ids=[photo(secretary)])
        with pytest.raises(NotAllowed, match="请由交办单位核验"):
            commands.verify_task(task_id=first.pk)
    with acting_as(office):
        with pytest.raises(Conflict, match="还有 1 项分解任务"):
            commands.submit_task(task_id=whole.pk, text="完成。")
        with pytest.raises(Conflict, match="不能办结"):
            commands.close_task(task_id=first.pk)
        commands.return_task(task_id=first.pk, reason="缺二班的记录。")
        with pytest.raises(Conflict, match="退回重办"):
            commands.verify_task(task_id=first.pk)
    with acting_as(secretary):
        commands.submit_task(task_id=first.pk, text="已补二班的记录。")
    with acting_as(office):
        commands.verify_task(task_id=first.pk, note="现场核对无误。")
        commands.close_task(task_id=first.pk)
        commands.submit_task(task_id=whole.pk, text="各支部均已完成。")
        with pytest.raises(NotAllowed, match="请由另一人核验"):
            commands.verify_task(task_id=whole.pk)
    with acting_as(chief):
        commands.verify_task(task_id=whole.pk)
        commands.close_task(task_id=whole.pk)
        kinds = [entry["kind"] for entry in queries.get_task(task_id=first.pk)["entries"]]
    assert kinds == ["assigned", "accepted", "submitted", "returned", "submitted", "verified", "closed"]
    assert reread(world, whole).state == "closed"


def test_tsk_1_the_holder_in_person_works_and_never_verifies(world: World) -> None:
    secretary, member = world.actor("secretary"), world.actor("member")
    chief = world.actor("chief")
    task = register(world, chief, "first")
    with acting_as(chief):
        commands.assign_task(
            task_id=task.pk, organisation_id=task.organisation_id, holder_id=world.people["member"].pk,
            helper_person_ids=[world.people["other_member"].pk],
        )  # fmt: skip
    with acting_as(world.actor("first_5")), pytest.raises(NotFound):
        commands.accept_task(task_id=task.pk)
    submitted(world, task, member)
    with acting_as(secretary):
        commands.verify_task(task_id=task.pk)
    with acting_as(world.actor("other_member")):
        assert [row["id"] for row in queries.my_tasks(page=_page())["items"]] == [task.pk], "who helps sees it"
        with pytest.raises(NotAllowed, match="您不是责任人"):
            commands.accept_task(task_id=task.pk)


def _page() -> Any:
    from dangjian.kernel.http import PageRequest

    return PageRequest()


def test_tsk_1_whoever_gives_a_task_on_can_keep_those_who_help(world: World) -> None:
    chief = world.actor("chief")
    task = register(world, chief, "first")
    given = {"task_id": task.pk, "organisation_id": world.orgs["first"].pk}
    helping = {"helper_organisation_ids": [world.orgs["second"].pk], "helper_person_ids": [world.people["member"].pk]}
    with acting_as(chief):
        commands.assign_task(**given, **helping)
        shown = queries.get_task(task_id=task.pk)["helpers"]
        kept = {
            "helper_organisation_ids": [one["subject_id"] for one in shown if not one["is_person"]],
            "helper_person_ids": [one["subject_id"] for one in shown if one["is_person"]],
        }
        assert kept == helping
        commands.assign_task(**given, **kept, holder_id=world.people["other_member"].pk)
        assert [one["name"] for one in queries.get_task(task_id=task.pk)["helpers"]] == [one["name"] for one in shown]


def test_tsk_1_who_helps_reports_progress_and_evidence(world: World, office: Actor) -> None:
    helper = world.actor("second_secretary")
    task = register(world, office)
    with acting_as(office):
        commands.assign_task(
            task_id=task.pk, organisation_id=world.orgs["first"].pk,
            helper_organisation_ids=[world.orgs["second"].pk],
        )  # fmt: skip
    with acting_as(world.actor("secretary")):
        commands.accept_task(task_id=task.pk)
    with acting_as(helper):
        commands.note_progress(task_id=task.pk, text="二车间已自查。", file_ids=[photo(helper)])
        with pytest.raises(NotAllowed):
            commands.submit_task(task_id=task.pk, text="完成")
    with building(world.tenant_id):
        file = TaskFile.objects.get(task=task)
        assert file.org_path == world.orgs["first"].org_path
        assert set(TaskEntry.objects.filter(task=task).values_list("org_path", flat=True)) == {file.org_path}


def test_tsk_1_extensions_are_asked_in_time_and_decided_by_who_set_the_task(world: World, office: Actor) -> None:
    secretary = world.actor("secretary")
    task = register(world, office, due_on=date(2026, 12, 1))
    with acting_as(office):
        commands.assign_task(task_id=task.pk, organisation_id=world.orgs["first"].pk)
    with acting_as(secretary), frozen(date(2026, 11, 30)):
        commands.accept_task(task_id=task.pk)
        with pytest.raises(BadInput, match="应晚于原时限"):
            commands.ask_extension(task_id=task.pk, wanted_on=date(2026, 12, 1), reason="停电")
        commands.ask_extension(task_id=task.pk, wanted_on=date(2026, 12, 8), reason="停电")
        with pytest.raises(NotAllowed):
            commands.decide_extension(task_id=task.pk, is_granted=True)
    with acting_as(office), frozen(date(2026, 12, 3)):
        commands.decide_extension(task_id=task.pk, is_granted=True, note="同意")
    now = reread(world, task)
    assert (now.due_on, now.extensions, now.missed, now.state) == (date(2026, 12, 8), 1, 0, "in_progress")
    with acting_as(secretary), frozen(date(2026, 12, 8)), pytest.raises(BadInput, match="延期须在 2026-12-07 前提出"):
        commands.ask_extension(task_id=task.pk, wanted_on=date(2026, 12, 20), reason="仍停电")


def test_tsk_1_a_second_missed_date_is_listed(world: World, office: Actor) -> None:
    secretary = world.actor("secretary")
    task = register(world, office, due_on=date(2026, 12, 1))
    with acting_as(office):
        commands.assign_task(task_id=task.pk, organisation_id=world.orgs["first"].pk)
    with frozen(date(2026, 12, 3)):
        submitted(world, task, secretary)
    with acting_as(office), frozen(date(2026, 12, 4)):
        commands.return_task(task_id=task.pk, reason="不完整", due_on=date(2026, 12, 10))
        assert queries.get_task(task_id=task.pk)["lamp"] == Lamp.GREEN
    with acting_as(office), frozen(date(2026, 12, 11)):
        shown = queries.get_task(task_id=task.pk)
    assert (shown["missed"], shown["lamp"]) == (1, Lamp.BLACK)


def test_tsk_1_urged_by_the_clock_each_level_once(world: World, office: Actor) -> None:
    task = register(world, office, due_on=date(2026, 12, 1))
    with acting_as(office):
        commands.assign_task(task_id=task.pk, organisation_id=world.orgs["first"].pk)
    found = []
    for day in range(22, 31):
        with acting_as(world.system()), frozen(date(2026, 11, day)):
            found.append(commands.urge_by_clock())
    assert sum(found) == 1, "yellow once"
    with acting_as(world.system()), frozen(date(2026, 12, 2)):
        assert [commands.urge_by_clock(), commands.urge_by_clock()] == [1, 0]
    with acting_as(world.system()), frozen(date(2026, 12, 20)):
        assert [commands.urge_by_clock(), commands.urge_by_clock()] == [1, 0]
    with building(world.tenant_id):
        texts = list(TaskEntry.objects.filter(task=task, kind="urged").order_by("created_at").values_list("text"))
    assert [text[:4] for (text,) in texts] == ["临近完成", "已超过完", "已超过完"]
    assert reread(world, task).urge_level == 3


def test_tsk_1_calling_a_task_off_ends_its_parts(world: World, office: Actor) -> None:
    whole, first, second = given_out(world, "first", "second")
    submitted(world, first, world.actor("secretary"))
    with acting_as(office):
        commands.verify_task(task_id=first.pk)
        commands.close_task(task_id=first.pk)
        with pytest.raises(BadInput, match="撤销的原因"):
            commands.cancel_task(task_id=whole.pk, reason=" ")
        commands.cancel_task(task_id=whole.pk, reason="上级文件已废止")
        with pytest.raises(Conflict, match="已撤销"):
            commands.cancel_task(task_id=whole.pk, reason="再次")
    assert [reread(world, each).state for each in (whole, first, second)] == ["cancelled", "closed", "cancelled"]


def test_tsk_1_a_task_is_corrected_before_it_is_accepted(world: World, office: Actor) -> None:
    _, first = given_out(world, "first")
    given: dict[str, Any] = {"task_id": first.pk, "title": "检查", "requirement": "", "due_on": date(2026, 12, 10)}
    with acting_as(office):
        with pytest.raises(StaleEdit):
            commands.change_task(**given, expected_version=first.version + 1)
        with pytest.raises(BadInput, match="不能晚于总任务"):
            commands.change_task(**{**given, "due_on": DUE + timedelta(days=1)}, expected_version=first.version)
        commands.change_task(**given, expected_version=first.version)
    with acting_as(world.actor("secretary")):
        commands.accept_task(task_id=first.pk)
    with acting_as(office), pytest.raises(Conflict, match="不能修改"):
        commands.change_task(**given, expected_version=reread(world, first).version)


def test_tsk_1_milestones_on_the_way(world: World, office: Actor) -> None:
    stages = [commands.Milestone("整改", date(2026, 12, 10)), commands.Milestone("动员", date(2026, 11, 25))]
    task = register(world, office, milestones=stages)
    with acting_as(office):
        commands.assign_task(task_id=task.pk, organisation_id=world.orgs["first"].pk)
    with acting_as(world.actor("secretary")):
        commands.accept_task(task_id=task.pk)
        found = queries.get_task(task_id=task.pk)["milestones"]
        assert [row["title"] for row in found] == ["动员", "整改"]
        with pytest.raises(BadInput):
            commands.reach_milestone(task_id=task.pk, milestone_id=found[0]["id"], done_on=date(2026, 11, 30))
        commands.reach_milestone(task_id=task.pk, milestone_id=found[0]["id"], done_on=TODAY)
        with pytest.raises(Conflict):
            commands.reach_milestone(task_id=task.pk, milestone_id=found[0]["id"], done_on=TODAY)
    assert reread(world, task).state == TaskState.IN_PROGRESS


def test_tsk_1_people_who_leave_give_their_tasks_back(world: World, chief: Actor) -> None:
    task = register(world, chief, "first")
    with acting_as(chief):
        commands.assign_task(task_id=task.pk, organisation_id=task.organisation_id, holder_id=world.people["office"].pk)
    with acting_as(world.system()):
        assert [commands.release_people(person_ids=[world.people["office"].pk]) for _ in range(2)] == [1, 0]
    with building(world.tenant_id):
        assert SupervisedTask.objects.get(pk=task.pk).holder_id is None
        entry = TaskEntry.objects.filter(task=task).order_by("-created_at", "-id").first()
    assert entry is not None
    assert entry.text == "林晓燕已不在一车间党支部，请重新确定责任人。"

"""Plans of a year, lists of responsibilities, and the board of progress."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, StaleEdit
from dangjian.kernel.testing import assert_command_contract, assert_list_contract, exactly_queries
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.models import PlanItem, SupervisedTask
from dangjian.work.tasks.rules.kinds import Rhythm
from tests.work.tasks.given import given_out, parts_of, reread, submitted
from tests.world import SignedInClient, World, building

URL = "/api/v1/work"
DUE = date(2026, 12, 20)


def item_values(world: World, org: str = "works", **changes: Any) -> dict[str, Any]:
    given = {"organisation_id": world.orgs[org].pk, "title": "开展基层党建述职", "measure": "逐级评议", "due_on": DUE}
    return {**given, **changes}


def planned(world: World, actor: Actor, **changes: Any) -> PlanItem:
    with acting_as(actor):
        return commands.add_plan_item(**item_values(world, **changes))


def test_tsk_1_an_item_of_the_plan_becomes_a_task_broken_down(world: World, office: Actor) -> None:
    item = assert_command_contract(
        commands.add_plan_item,
        item_values(world),
        allowed=office,
        without_right=world.actor("member"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
    )
    assert (item.year, item.quarter) == (2026, 4)
    given = {"plan_item_id": item.pk, "title": "开展述职评议", "measure": "", "due_on": date(2026, 9, 30)}
    with acting_as(office):
        with pytest.raises(StaleEdit):
            commands.change_plan_item(**given, expected_version=9)
        assert commands.change_plan_item(**given, expected_version=1).quarter == 3
        commands.change_plan_item(**{**given, "due_on": DUE}, expected_version=2)
        below = [world.orgs["first"].pk, world.orgs["second"].pk]
        task = commands.give_plan_item(plan_item_id=item.pk, organisation_ids=below)
        with pytest.raises(Conflict, match="已交办"):
            commands.give_plan_item(plan_item_id=item.pk)
        with pytest.raises(Conflict, match="已交办"):
            commands.drop_plan_item(plan_item_id=item.pk, reason="不再需要")
    assert (task.source, task.source_ref, reread(world, task).state) == (
        "year_plan", "2026年度计划（第4季度）", "in_progress",
    )  # fmt: skip
    assert set(parts_of(world, task)) == {"一车间党支部", "二车间党支部"}
    with acting_as(office):
        commands.cancel_task(task_id=task.pk, reason="重新安排")
        assert commands.give_plan_item(plan_item_id=item.pk).pk != task.pk, "called off, it may be given out anew"


def test_tsk_1_an_item_is_dropped_with_a_reason(world: World, office: Actor) -> None:
    item = planned(world, office)
    with acting_as(office):
        with pytest.raises(BadInput):
            commands.drop_plan_item(plan_item_id=item.pk, reason=" ")
        commands.drop_plan_item(plan_item_id=item.pk, reason="上级统一安排")
        with pytest.raises(Conflict, match="不再安排"):
            commands.give_plan_item(plan_item_id=item.pk)


def test_tsk_1_the_plan_is_a_bounded_list(world: World, office: Actor, office_client: SignedInClient) -> None:
    item = planned(world, office)
    with acting_as(office):
        commands.give_plan_item(plan_item_id=item.pk, organisation_ids=[world.orgs["first"].pk])
    rows = assert_list_contract(
        office_client, f"{URL}/task-plans", queries=3, more=lambda: planned(world, office),
        foreigner=world.client("stranger"), query={"year": 2026},
    )  # fmt: skip
    assert [row["task"] and row["task"]["parts"] for row in rows].count(1) == 1
    assert office_client.fetch(f"{URL}/task-plans", year=2026, quarter=1).json()["items"] == []
    made = office_client.call("POST", f"{URL}/task-plans", {
        "organisation_id": str(world.orgs["works"].pk), "title": "七一表彰", "due_on": "2027-07-01",
    })  # fmt: skip
    one = f"{URL}/task-plans/{made.json()['id']}"
    assert office_client.call("PUT", one, {"title": "七一表彰", "due_on": "2027-06-30"}, version=1).status_code == 204
    assert office_client.call("POST", f"{one}/drop", {"reason": "合并"}).status_code == 204
    assert office_client.call("POST", f"{one}/give", {}).status_code == 409


def duty(world: World, actor: Actor, **changes: Any) -> UUID:
    given: dict[str, Any] = {
        "organisation_id": world.orgs["first"].pk, "list_name": "主体责任清单", "post_name": "支部书记",
        "title": "分析党员思想状况", "basis": "《支部工作条例（试行）》", "measure": "形成分析记录",
        "rhythm": Rhythm.MONTHLY, "working_days": 1, "starts_on": date(2026, 11, 1),
    }  # fmt: skip
    with acting_as(actor):
        return commands.add_responsibility(**{**given, **changes}).pk


def made_on(world: World, *day: int) -> int:
    with acting_as(world.system()), frozen(date(*day)):
        return commands.make_due_tasks()


def test_tsk_1_a_responsibility_becomes_a_task_in_each_period_once(world: World, secretary: Actor) -> None:
    row = duty(world, secretary)
    duty(world, secretary, rhythm=Rhythm.NONE)
    assert [made_on(world, 2026, 11, 22), made_on(world, 2026, 11, 23), made_on(world, 2026, 12, 1)] == [1, 0, 1]
    assert made_on(world, 2027, 3, 5) == 1, "months without the job are not made up for"
    with building(world.tenant_id):
        tasks = list(SupervisedTask.objects.filter(source_id=row).order_by("created_at"))
    assert [(task.title, task.due_on.isoformat(), task.state) for task in tasks[:2]] == [
        ("分析党员思想状况（2026年11月）", "2026-11-30", "assigned"),
        ("分析党员思想状况（2026年12月）", "2026-12-31", "assigned"),
    ]
    with acting_as(secretary):
        commands.end_responsibility(responsibility_id=row)
        with pytest.raises(Conflict, match="已结束"):
            commands.end_responsibility(responsibility_id=row)
    assert made_on(world, 2027, 4, 1) == 0


def test_tsk_1_responsibilities_are_a_bounded_list(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    duty(world, secretary)
    rows = assert_list_contract(
        secretary_client, f"{URL}/responsibilities", queries=2,
        more=lambda: duty(world, secretary, rhythm=Rhythm.YEARLY), foreigner=world.client("stranger"),
    )  # fmt: skip
    assert {row["rhythm_label"] for row in rows} == {"每月", "每年"}
    body = {"organisation_id": str(world.orgs["first"].pk), "list_name": "监督责任清单", "title": "抽查会议记录",
            "rhythm": "quarterly", "starts_on": "2026-10-01"}  # fmt: skip
    made = secretary_client.call("POST", f"{URL}/responsibilities", body)
    assert made.status_code == 201
    assert secretary_client.call("POST", f"{URL}/responsibilities/{made.json()['id']}/end").status_code == 204
    assert world.client("operations_secretary").call("POST", f"{URL}/responsibilities", body).status_code == 404


def test_tsk_1_the_board_adds_up_by_organisation(world: World, office: Actor) -> None:
    _, first, _ = given_out(world, "first", "second")
    submitted(world, first, world.actor("secretary"))
    with acting_as(office):
        commands.verify_task(task_id=first.pk)
        commands.close_task(task_id=first.pk)
    for _ in range(2):
        with acting_as(office), exactly_queries(3):
            board = queries.progress_board(organisation_id=world.orgs["works"].pk, year=2026)
        given_out(world, "first")
    lines = {line["org_name"]: (line["total"], line["closed"], line["percent"]) for line in board["items"]}
    assert lines == {"制造公司党总支（本级）": (2, 0, 0), "一车间党支部": (2, 1, 50), "二车间党支部": (1, 0, 0)}
    with acting_as(world.actor("chief")):
        above = queries.progress_board(organisation_id=world.orgs["group"].pk, year=2026)
    sums = {line["org_name"]: line["total"] for line in above["items"]}
    assert (sums["制造公司党总支"], sums["集团党委（本级）"], sums["能源公司党总支"]) == (7, 0, 0)

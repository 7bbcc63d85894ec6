"""Tasks over HTTP: lists bounded and counted, what is offered to whom, the tree, the ledger."""

from __future__ import annotations

import io
from typing import Any

from python_calamine import CalamineWorkbook

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.testing import assert_list_contract, assert_replay, exactly_queries
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.models import SupervisedTask
from tests.work.tasks.given import DUE, given_out, photo, register, reread
from tests.world import SignedInClient, World, building

URL = "/api/v1/work"


def body(world: World, org: str = "works", **changes: Any) -> dict[str, Any]:
    given = {"organisation_id": str(world.orgs[org].pk), "title": "冬季安全生产检查", "source": "superior_document"}
    return {**given, "due_on": DUE.isoformat(), **changes}


def test_tsk_1_a_registration_sent_twice_is_one_task(world: World, office_client: SignedInClient) -> None:
    def count() -> int:
        with building(world.tenant_id):
            return int(SupervisedTask.objects.count())

    made = assert_replay(office_client, f"{URL}/tasks", body(world), count)
    wrong = office_client.call("POST", f"{URL}/tasks", body(world, due_on="2026-11-01"))
    assert (wrong.status_code, wrong.json()["fields"][0]["path"]) == (422, "due_on")
    shown = office_client.fetch(f"{URL}/tasks/{made['id']}")
    assert shown["ETag"] == '"v1"'
    assert shown.json()["offers"] == ["change", "assign", "divide", "cancel"]


def test_tsk_1_the_list_is_bounded_and_counted(world: World, office: Actor, office_client: SignedInClient) -> None:
    given_out(world, "first")
    rows = assert_list_contract(
        office_client,
        f"{URL}/tasks",
        queries=4,
        more=lambda: given_out(world, "first", "second"),
        foreigner=world.client("stranger"),
        query={"organisation_id": str(world.orgs["works"].pk)},
    )
    assert len(rows) == 5
    assert {row["org_name"] for row in rows} == {"制造公司党总支", "一车间党支部", "二车间党支部"}
    assert office_client.fetch(f"{URL}/tasks", uppermost=True, with_total=True).json()["total"] == 2
    assert office_client.fetch(f"{URL}/tasks", state="assigned", lamp="green", with_total=True).json()["total"] == 3
    assert office_client.fetch(f"{URL}/tasks", lamp="red").json()["items"] == []
    counts = office_client.fetch(f"{URL}/tasks/counts").json()
    assert (counts["open"], counts["green"], counts["to_accept"]) == (5, 5, 3)


def test_tsk_1_own_tasks_are_a_bounded_list(world: World, secretary: Actor, member_client: SignedInClient) -> None:
    def one() -> None:
        task = register(world, secretary, "first")
        with acting_as(secretary):
            commands.assign_task(
                task_id=task.pk, organisation_id=task.organisation_id, holder_id=world.people["member"].pk
            )

    one()
    rows = assert_list_contract(
        member_client, f"{URL}/tasks/mine", queries=3, more=one, foreigner=world.client("stranger")
    )
    assert len(rows) == 2
    assert world.client("first_5").fetch(f"{URL}/tasks/mine").json()["items"] == []


def test_tsk_1_the_superior_sees_the_whole_tree_and_the_evidence(world: World, office: Actor) -> None:
    chief, secretary = world.actor("chief"), world.actor("secretary")
    whole = register(world, chief, "group", parts=[commands.Part(world.orgs[o].pk) for o in ("works", "energy")])
    with building(world.tenant_id):
        works = SupervisedTask.objects.get(parent=whole, organisation=world.orgs["works"])
    with acting_as(office):
        commands.accept_task(task_id=works.pk)
        [first] = commands.divide_task(task_id=works.pk, parts=[commands.Part(world.orgs["first"].pk)])
    with acting_as(secretary):
        commands.accept_task(task_id=first.pk)
        file_id = photo(secretary)
        commands.submit_task(task_id=first.pk, text="完成", file_ids=[file_id])
    client = world.client("leader")
    tree = client.fetch(f"{URL}/tasks/{whole.pk}/tree").json()
    assert [(row["depth"], row["org_name"], row["state"]) for row in tree["items"]] == [
        (0, "集团党委", "in_progress"), (1, "制造公司党总支", "in_progress"), (2, "一车间党支部", "submitted"),
        (1, "能源公司党总支", "assigned"),
    ]  # fmt: skip
    evidence = client.fetch(f"/api/v1/kernel/files/{file_id}")
    assert evidence.status_code == 200
    assert b"PNG" in b"".join(evidence.streaming_content)
    assert world.client("operations_secretary").fetch(f"/api/v1/kernel/files/{file_id}").status_code == 404
    below = world.client("office").fetch(f"{URL}/tasks/{works.pk}/tree").json()
    assert [row["depth"] for row in below["items"]] == [1, 2]
    assert world.client("office").fetch(f"{URL}/tasks/{works.pk}").json()["whole"] is None, "above one's own place"
    with acting_as(chief), exactly_queries(3):
        queries.task_tree(task_id=whole.pk)
    with acting_as(secretary), exactly_queries(9):
        queries.get_task(task_id=first.pk)


def test_tsk_1_the_steps_over_http(world: World, office: Actor, office_client: SignedInClient) -> None:
    secretary, client = world.actor("secretary"), world.client("secretary")
    task = register(world, office, milestones=[commands.Milestone("动员", DUE)])
    one = f"{URL}/tasks/{task.pk}"

    def done(by: SignedInClient, verb: str, given: dict[str, Any], status: int = 204) -> None:
        answer = by.call("POST", f"{one}/{verb}", given)
        assert answer.status_code == status, answer.content.decode()

    changed = office_client.call("PUT", one, {"title": "安全检查", "due_on": DUE.isoformat()}, version=1)
    assert changed.status_code == 204
    done(office_client, "assign", {"organisation_id": str(world.orgs["first"].pk)})
    done(client, "accept", {})
    done(client, "progress", {"text": "已开始", "percent": 101}, 422)
    done(client, "progress", {"text": "已开始", "percent": 10})
    stage = client.fetch(one).json()["milestones"][0]["id"]
    done(client, f"milestones/{stage}", {"done_on": "2026-11-21"})
    done(office_client, "urge", {"text": "请本周报进展"})
    done(client, "extension", {"wanted_on": "2026-12-20", "reason": "停电检修"})
    done(client, "extension-decision", {"is_granted": True}, 403)
    done(office_client, "extension-decision", {"is_granted": True})
    done(client, "submit", {"text": "完成", "file_ids": [str(photo(secretary))]})
    done(office_client, "return", {"reason": "缺签字"})
    done(client, "submit", {"text": "已补签字"})
    done(office_client, "verify", {})
    done(office_client, "close", {"note": "已核"})
    done(office_client, "cancel", {"reason": "多余"}, 409)
    now = reread(world, task)
    assert (now.state, now.closed_by, now.due_on.isoformat()) == ("closed", "林晓燕", "2026-12-20")


def test_tsk_1_the_ledger_as_a_workbook(world: World, office_client: SignedInClient) -> None:
    given_out(world, "first", "second")
    answer = office_client.fetch(f"{URL}/tasks/file", organisation_id=world.orgs["works"].pk, state="assigned")
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[4] for row in rows[-2:]] == ["一车间党支部", "二车间党支部"]
    assert world.client("officer").fetch(f"{URL}/tasks/file", organisation_id=world.orgs["first"].pk).status_code == 403

"""Requests about one's data: asked, tracked to a day, met or refused with a clause (SEC-PI-06, -08, -09)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.directory.members.models import Person
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.events import drain
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.parameters import find_parameter, problem_of
from dangjian.kernel.workdays import is_working_day
from dangjian.kernel.writing import allow_writing
from dangjian.ops.privacy.models import SubjectRequest
from dangjian.ops.privacy.rules import GROUNDS, KINDS, RULED, answer_due, grounds_for
from tests.roles import as_owner
from tests.world import TODAY, SignedInClient, World

MINE = "/api/v1/ops/my-requests"
DESK = "/api/v1/ops/privacy-requests"
CORRECTIONS = "/api/v1/directory/corrections"
ERASE: dict[str, Any] = {"kind": "erase", "text": "请删除我的备注"}


def _ask(client: SignedInClient, **body: Any) -> dict[str, Any]:
    answer = client.call("POST", MINE, {**ERASE, **body})
    assert answer.status_code == 201, answer.content.decode()
    drain()
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        (date(2026, 11, 20), date(2026, 12, 11)),  # Friday: the next working day counts as the first
        (date(2026, 11, 21), date(2026, 12, 11)),  # Saturday
        (date(2026, 9, 24), date(2026, 10, 22)),  # across the holidays of autumn
    ],
)
def test_sec_pi_08_the_answer_is_due_fifteen_working_days_after_the_day_of_asking(
    world: World, asked_on: date, due_on: date
) -> None:
    with acting_as(world.system()):
        due = answer_due(asked_on, 15)
        worked = [
            asked_on + timedelta(days=number)
            for number in range(1, (due - asked_on).days + 1)
            if is_working_day(asked_on + timedelta(days=number))
        ]
        assert len(worked) == 15
        assert worked[-1] == due
        assert (due - asked_on).days <= 30
        if asked_on.month == 11:
            assert due == due_on


def test_sec_pi_08_the_deadline_can_be_shortened_and_never_prolonged() -> None:
    parameter = find_parameter("privacy.answer_days")
    assert parameter is not None
    assert (problem_of(parameter, 10), bool(problem_of(parameter, 16)), bool(problem_of(parameter, 0))) == (
        "", True, True,
    )  # fmt: skip


def test_sec_pi_08_a_request_is_tracked_from_asking_to_the_answer(
    world: World, member_client: SignedInClient, office_client: SignedInClient
) -> None:
    asked = _ask(member_client)
    assert (asked["state"], asked["due_on"], asked["is_late"]) == ("open", "2026-12-11", False)
    with acting_as(world.system()):
        todo = Todo.objects.get(source="ops.privacy.request")
        assert (todo.person_id, str(todo.due_on), todo.state) == (world.people["office"].pk, "2026-12-11", "open")
    assert office_client.fetch(f"{DESK}/counts").json() == {"waiting": 1, "late": 0}

    done = office_client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "备注已清空"})
    assert done.status_code == 200, done.content.decode()
    drain()
    [mine] = member_client.fetch(MINE).json()["items"]
    assert (mine["state"], mine["answer"], mine["was_late"]) == ("done", "备注已清空", False)
    with acting_as(world.system()):
        assert Todo.objects.get(source="ops.privacy.request").state == "done"
        told = Message.objects.get(kind="privacy_request", person_id=world.people["member"].pk)
        assert (told.title, told.text) == ("您的请求“删除”已办理", "备注已清空")
    assert AuditEntry.objects.filter(intent__contains="answer_request", outcome="done").exists()


def test_sec_pi_08_what_is_late_is_seen_and_stays_seen(
    world: World, member_client: SignedInClient, office_client: SignedInClient
) -> None:
    asked = _ask(member_client)
    with frozen(date(2026, 12, 11)):
        assert world.client("office").fetch(f"{DESK}?state=late").json()["items"] == [], "the last day is in time"
    with frozen(date(2026, 12, 12)):
        client = world.client("office")
        [late] = client.fetch(f"{DESK}?state=late").json()["items"]
        assert (late["id"], late["is_late"]) == (asked["id"], True)
        assert client.fetch(f"{DESK}/counts").json() == {"waiting": 1, "late": 1}
        client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "备注已清空"})
        [mine] = world.client("member").fetch(MINE).json()["items"]
        assert (mine["is_late"], mine["was_late"]) == (False, True)


def test_sec_pi_08_the_complaint_contact_is_shown(member_client: SignedInClient) -> None:
    found = member_client.fetch(f"{MINE}/options").json()
    assert (found["contact"], found["answer_days"]) == ("本单位党务工作部门", 15)
    assert [kind["code"] for kind in found["kinds"]] == [kind.code for kind in KINDS]
    assert all(kind["clause"] for kind in found["kinds"])


def test_sec_pi_08_a_refusal_names_a_ground_with_its_clause(
    member_client: SignedInClient, office_client: SignedInClient
) -> None:
    asked = _ask(member_client)
    address = f"{DESK}/{asked['id']}/refusal"
    bare = office_client.call("POST", address, {"answer": "不同意"})
    assert bare.status_code == 422
    unfit = office_client.call("POST", address, {"ground": "right", "answer": "现在登记的正确"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "privacy.request.ground")

    refused = office_client.call("POST", address, {"ground": "archive", "answer": "入党志愿书须归档"}).json()
    assert (refused["state"], refused["ground_clause"]) == ("refused", "个人信息保护法第四十七条第二款")
    again = office_client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "改为同意"})
    assert (again.status_code, again.json()["code"]) == (409, "privacy.request.answered")


def test_sec_pi_08_each_ground_cites_a_clause_and_each_kind_can_be_refused() -> None:
    assert all("法" in ground.clause or "GB/T" in ground.clause for ground in GROUNDS)
    assert all(grounds_for(kind.code) for kind in KINDS)


def test_sec_pi_08_nobody_answers_the_own_request(office_client: SignedInClient, chief_client: SignedInClient) -> None:
    asked = _ask(office_client)
    own = office_client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "同意自己"})
    assert (own.status_code, own.json()["code"]) == (403, "privacy.request.own")
    assert chief_client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "已办理"}).status_code == 200


def test_sec_pi_08_others_neither_see_nor_answer(
    world: World,
    member_client: SignedInClient,
    secretary_client: SignedInClient,
    other_member_client: SignedInClient,
    stranger_client: SignedInClient,
) -> None:
    asked = _ask(member_client)
    assert secretary_client.fetch(DESK).status_code == 403
    assert stranger_client.fetch(DESK).json()["items"] == []
    assert other_member_client.fetch(MINE).json()["items"] == []
    for client, status in ((secretary_client, 403), (other_member_client, 403), (stranger_client, 404)):
        assert client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "冒充"}).status_code == status
    for client in (secretary_client, other_member_client, stranger_client):
        assert client.call("POST", f"{MINE}/{asked['id']}/withdraw").status_code == 404
    assert world.client("second_secretary").fetch(DESK).status_code == 403


def test_sec_pi_08_taken_back_it_ends_the_todo(world: World, member_client: SignedInClient) -> None:
    asked = _ask(member_client)
    assert member_client.call("POST", f"{MINE}/{asked['id']}/withdraw").json()["state"] == "withdrawn"
    drain()
    with acting_as(world.system()):
        assert Todo.objects.get(source="ops.privacy.request").state == "cancelled"
    assert member_client.call("POST", f"{MINE}/{asked['id']}/withdraw").status_code == 409


def test_sec_pi_06_a_correction_is_tracked_and_answered_where_the_branch_decides(
    world: World, member_client: SignedInClient, secretary_client: SignedInClient, office_client: SignedInClient
) -> None:
    body = {"field": "education_level", "new_value": "14", "reason": "2024 年已取得硕士毕业证书"}
    member_client.call("POST", CORRECTIONS, body)
    drain()
    [mine] = member_client.fetch(MINE).json()["items"]
    assert (mine["kind"], mine["topic"], mine["due_on"]) == ("correct", "学历", "2026-12-11")
    elsewhere = office_client.call("POST", f"{DESK}/{mine['id']}/answer", {"answer": "代为办理"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "privacy.request.correction")

    [waiting] = secretary_client.fetch(CORRECTIONS).json()["items"]
    secretary_client.call("POST", f"{CORRECTIONS}/{waiting['id']}/decide", {"approve": False, "note": "请补充证书"})
    drain()
    [mine] = member_client.fetch(MINE).json()["items"]
    assert (mine["state"], mine["answer"], mine["ground_clause"]) == (
        "refused", "请补充证书", "个人信息保护法第四十六条第二款",
    )  # fmt: skip


def _correct(asking: SignedInClient, deciding: SignedInClient, field: str, value: str) -> None:
    body = {"field": field, "new_value": value, "reason": "户口簿"}
    assert asking.call("POST", CORRECTIONS, body).status_code == 201
    [waiting] = deciding.fetch(CORRECTIONS).json()["items"]
    done = deciding.call("POST", f"{CORRECTIONS}/{waiting['id']}/decide", {"approve": True, "note": ""})
    assert done.status_code == 200, done.content.decode()
    drain()


def test_sec_pi_06_a_corrected_value_reaches_search_statistics_and_exports(
    world: World, member_client: SignedInClient, secretary_client: SignedInClient
) -> None:
    counts = "/api/v1/directory/member-counts?rows=ethnic"
    before = secretary_client.fetch(counts).json()["rows"]
    _correct(member_client, secretary_client, "name", "欧阳金")
    _correct(member_client, secretary_client, "ethnic_group", "11")

    found = secretary_client.fetch("/api/v1/foundation/search?q=ouyangjin").json()
    assert "欧阳金" in str(found)
    assert "王芳" not in str(secretary_client.fetch("/api/v1/foundation/search?q=王芳").json())
    assert secretary_client.fetch(counts).json()["rows"] != before
    exported = secretary_client.get("/api/v1/directory/member-export?form=csv").content.decode()
    assert "欧阳金" in exported
    assert "王芳" not in exported
    copy = str(member_client.fetch("/api/v1/ops/my-data").json())
    assert "欧阳金" in copy
    assert "满族" in copy
    with as_owner():
        assert Account._base_manager.get(pk=world.here.accounts["member"].pk).display_name == "欧阳金"


def test_sec_pi_09_each_conclusion_shows_its_inputs_and_a_person_decides(
    world: World, member_client: SignedInClient, office_client: SignedInClient
) -> None:
    with acting_as(world.system()), allow_writing():
        Person.objects.unscoped("test").filter(pk=world.people["member"].pk).update(vote_suspended=True)
    found = {line["code"]: line for line in member_client.fetch("/api/v1/ops/my-decisions").json()}

    assert set(found) == {decision.code for decision in RULED}
    assert found["vote"]["result"] == "没有"
    inputs = {line["title"]: line["value"] for line in found["vote"]["inputs"]}
    assert inputs["人员类别"] == "正式党员"
    assert "是" in inputs.values(), "the suspended right is what decided"
    assert all(line["inputs"] and line["rule"] and line["decided_by"] for line in found.values())

    asked = _ask(member_client, kind="object", topic="vote", text="处分影响期已满")
    assert asked["topic"] == "选举和表决权"
    done = office_client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "经支委会复核，恢复表决权"}).json()
    assert done["answered_by"] == world.actor("office").name


def test_sec_pi_09_an_objection_names_the_conclusion(member_client: SignedInClient) -> None:
    answer = member_client.call("POST", MINE, {"kind": "object", "text": "有异议"})
    assert (answer.status_code, answer.json()["code"]) == (422, "privacy.request.topic")


def test_sec_pi_07_closing_an_account_shuts_it_at_once(
    world: World, member_client: SignedInClient, office_client: SignedInClient
) -> None:
    asked = _ask(member_client, kind="close", text="已调离")
    twice = member_client.call("POST", MINE, {"kind": "close", "text": "再次申请"})
    assert (twice.status_code, twice.json()["code"]) == (409, "privacy.request.closing")

    assert office_client.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "已注销"}).status_code == 200
    with as_owner():
        account = Account._base_manager.get(pk=world.here.accounts["member"].pk)
    assert (account.disabled_at is not None, account.disabled_reason) == (True, "本人申请注销账号")
    assert member_client.fetch(MINE).status_code == 401


def test_sec_pi_08_somebody_without_a_record_may_ask_too(world: World) -> None:
    account = world.here.accounts["administrator"]
    with as_owner():
        Account._base_manager.filter(pk=account.pk).update(person_id=None, org_path="")
    client = world.client("administrator")
    asked = client.call("POST", MINE, ERASE)
    assert asked.status_code == 201, asked.content.decode()
    assert [row["id"] for row in client.fetch(MINE).json()["items"]] == [asked.json()["id"]]
    assert client.call("POST", f"{MINE}/{asked.json()['id']}/withdraw").status_code == 200


def test_sec_pi_08_not_more_than_ten_at_once(member_client: SignedInClient) -> None:
    for number in range(10):
        assert member_client.call("POST", MINE, {**ERASE, "text": f"第 {number} 项"}).status_code == 201
    answer = member_client.call("POST", MINE, ERASE)
    assert (answer.status_code, answer.json()["code"]) == (429, "privacy.request.too_many")
    with as_owner():
        assert SubjectRequest._base_manager.count() == 10


def test_the_desk_needs_few_statements(
    member_client: SignedInClient, office_client: SignedInClient, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        _ask(member_client, text=f"第 {number} 项")
    with django_assert_max_num_queries(10):
        assert len(office_client.fetch(DESK).json()["items"]) == 3
    assert date(2026, 11, 21) == TODAY

"""Cases over HTTP: lists, the page in few statements, starting once, edits by version, files, definitions."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.process.models import Case
from dangjian.kernel.actor import acting_as
from dangjian.kernel.testing import assert_list_contract, assert_replay, exactly_queries
from tests.foundation.process.conftest import FILLED, Desk, a_definition, a_step
from tests.world import World

CASES = "/api/v1/foundation/process/cases"


def test_the_list_is_bounded_counted_and_shows_nothing_foreign(desk: Desk, world: World) -> None:
    desk.start("officer")
    client = world.client("secretary")

    def more() -> None:
        desk.start("officer")
        desk.start("officer")

    rows = assert_list_contract(client, CASES, queries=2, more=more, foreigner=world.client("other_member"))
    assert [row["now_at"] for row in rows] == ["起草请示"] * 3


def test_lists_of_ones_own_and_by_state(desk: Desk, world: World) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    secretary, officer = world.client("secretary"), world.client("officer")
    for client, query, count in (
        (secretary, {"whose": "held"}, 1),
        (officer, {"whose": "held"}, 0),
        (officer, {"whose": "started"}, 1),
        (secretary, {"show": "late"}, 0),
        (secretary, {"show": "unheld"}, 0),
        (secretary, {"show": "over"}, 0),
        (secretary, {"text": "学习"}, 1),
        (secretary, {"process_key": "another"}, 0),
    ):
        assert len(client.fetch(CASES, **query).json()["items"]) == count, query


def test_the_page_of_a_case_takes_few_statements(desk: Desk, world: World) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    client = world.client("secretary")
    client.fetch(f"{CASES}/{desk.case_id}")
    with exactly_queries(6):
        answer = client.fetch(f"{CASES}/{desk.case_id}")
    page = answer.json()

    assert answer["ETag"] == f'"v{desk.case.version}"'
    assert {offer["move"] for offer in page["offers"]} >= {"decide", "return", "hand_on", "add_signer", "pause"}
    assert [step["title"] for step in page["later"]] == ["上级书记批复", "签收批复"]
    assert [row["earliest_on"] for row in page["later"]] == ["2026-11-21", "2026-11-21"]
    assert page["steps"][0]["due_on"] == "2026-11-25"
    assert page["steps"][0]["return_to"] == [{"key": "draft", "title": "起草请示"}]
    assert [item["value"] for item in page["filled"]] == [FILLED["subject"], FILLED["reason"], "一般"]


def test_a_case_is_started_once_under_one_key(world: World) -> None:
    body = {
        "process_key": "request_upward", "organisation_id": str(world.orgs["first"].pk), "title": "关于表彰的请示"
    }  # fmt: skip

    def count() -> int:
        with acting_as(world.system()):
            return int(Case.objects.unscoped("test").count())

    assert_replay(world.client("officer"), CASES, body, count)


def test_an_edit_names_the_version_it_has_seen(desk: Desk, world: World) -> None:
    desk.start("officer")
    client, path = world.client("officer"), f"{CASES}/{desk.case_id}/decide"
    body: dict[str, Any] = {"run_id": str(desk.open().pk), "outcome": "sent", "values": FILLED}
    assert client.call("POST", path, body).status_code == 422
    assert client.call("POST", path, body, version=99).status_code == 412
    done = client.call("POST", path, body, version=desk.case.version)
    assert done.status_code == 200
    assert done.json()["now_at"] == "本级书记审核"


def test_what_one_may_start_depends_on_role_and_place(world: World) -> None:
    path = "/api/v1/foundation/process/startable"
    first, second = str(world.orgs["first"].pk), str(world.orgs["second"].pk)
    found = world.client("officer").fetch(path, organisation_id=first).json()
    assert [item["key"] for item in found["items"]] == ["request_upward"]
    assert found["organisation_name"] == "一车间党支部"
    assert world.client("member").fetch(path, organisation_id=first).json()["items"] == []
    assert world.client("officer").fetch(path, organisation_id=second).status_code == 404


def test_a_retired_process_is_not_started_and_running_cases_go_on(desk: Desk, world: World) -> None:
    from dangjian.foundation.process.commands import retire_process

    key = desk.publish(a_definition(a_step("a", "end")))
    desk.start("officer", key="probe")
    with acting_as(world.actor("administrator")):
        assert retire_process(definition_id=key, reason="不再使用") == 1
    answer = world.client("officer").call(
        "POST",
        CASES,
        {"process_key": "probe", "organisation_id": str(world.orgs["first"].pk), "title": "再来一件"},
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "process.unknown")
    assert desk.decide("officer", "done").state == "done"

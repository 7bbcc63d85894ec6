"""The designer's side: processes, drafts, looking at a document, a dry run that decides as real cases do, batches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.foundation.process.definitions.compiled import compile_definition
from dangjian.foundation.process.definitions.document import Definition
from dangjian.foundation.process.rules.trial import Decision, Trial, play
from dangjian.foundation.process.shipped import shipped_definitions
from dangjian.kernel.testing import exactly_queries
from tests.foundation.process.conftest import FILLED, Desk, a_definition, a_step
from tests.world import TODAY, World

PROCESS = "/api/v1/foundation/process"
VALUES = {**FILLED, "wanted_on": None}


def _play(document: dict[str, Any], *decisions: Decision, rule: str = "1") -> Trial:
    compiled = compile_definition(Definition.model_validate(document))
    return play(compiled, rule=rule, started_on=TODAY, decisions=decisions)


def _shipped() -> dict[str, Any]:
    return shipped_definitions()["request_upward"].document.model_dump(mode="json")


def _open(trial: Trial) -> list[str]:
    return [entry.step.key for entry in trial.entries if entry.is_open]


@pytest.mark.usefixtures("works_secretary")
def test_PRC_1_a_dry_run_goes_as_a_case_goes(desk: Desk) -> None:
    decisions = (
        ("officer", Decision("draft", TODAY, "sent", VALUES)),
        ("secretary", Decision("consent", TODAY, "agree")),
        ("office", Decision("answer", TODAY, "refuse")),
        ("officer", Decision("receive", TODAY, "received")),
    )
    desk.start("officer")
    played: list[Decision] = []
    for who, decision in decisions:
        played.append(decision)
        note = "理由" if decision.outcome == "refuse" else ""
        desk.decide(who, decision.outcome, values={k: v for k, v in decision.values.items() if v}, note=note)
        trial = _play(_shipped(), *played)
        assert trial.refused == []
        assert set(_open(trial)) == desk.opened()
        assert [(entry.step.key, entry.dates.due_on) for entry in trial.entries] == [
            (run.step_key, run.due_on) for run in desk.runs()
        ]
    assert trial.state == desk.case.state == "refused"


def test_PRC_1_a_dry_run_refuses_what_a_case_would_refuse() -> None:
    early = a_step("b", "end", kind="public_notice", notice_days=5, clause="公示须满 5 个工作日")
    document = a_definition(
        a_step("a", "b", fields=[{"key": "days", "title": "天数", "kind": "integer", "maximum": 9}]), early
    )
    ok = Decision("a", TODAY, "done", {"days": 3})
    for decisions, says, at in (
        ((Decision("a", TODAY, "done", {"days": 10}),), "不能大于 9", 0),
        ((Decision("a", TODAY, "done"),), "请填写“天数”", 0),
        ((Decision("a", TODAY, ""),), "请选择办理结果", 0),
        ((Decision("b", TODAY, "clear"),), "现在不在办理", 0),
        ((ok, Decision("b", TODAY, "clear")), "公示须满 5 个工作日", 1),
        ((ok, Decision("b", TODAY - timedelta(days=1), "clear")), "不能早于", 1),
    ):
        trial = _play(document, *decisions)
        assert trial.refused_at == at
        assert says in trial.refused[0]
    late = _play(document, ok, Decision("b", date(2026, 11, 30), "clear"))
    assert (late.state, late.refused) == ("done", [])


def test_PRC_1_a_dry_run_forks_joins_waits_and_votes() -> None:
    document = a_definition(
        a_step("a", "b", "c", "w", forks=True),
        a_step("b", "d"),
        a_step("c", "d"),
        a_step("w", "d", kind="wait", holder=None, earliest='entered_on + duration("P3D")', until="true"),
        a_step("d", {"to": "end", "on": "passed"}, {"to": "end", "on": "failed", "result": "refused"}, kind="vote",
               joins=True, vote={}),
    )  # fmt: skip
    start = (Decision("a", TODAY, "done"), Decision("b", TODAY, "done"), Decision("c", TODAY, "done"))
    assert _open(_play(document, *start)) == ["w"]
    assert "要等到" in _play(document, *start, Decision("w", TODAY)).refused[0]
    late = TODAY + timedelta(days=3)
    arrived = (*start, Decision("w", late))
    assert _open(_play(document, *arrived)) == ["d"]
    numbers = {"due": 10, "present": 8, "agree": 7, "against": 1, "abstain": 0}
    for change, state, says in (
        ({}, "done", ""),
        ({"agree": 4, "against": 4}, "refused", ""),
        ({"present": 5, "agree": 5, "against": 0}, "running", "不足法定人数"),
        ({"agree": 9}, "running", "票数对不上"),
    ):
        trial = _play(document, *arrived, Decision("d", late, vote={**numbers, **change}))
        assert trial.state == state
        assert says in "".join(trial.refused)


def test_PRC_1_a_decision_without_a_way_on_changes_nothing() -> None:
    document = a_definition(a_step("a", {"to": "end", "when": "today < case.started_on"}))
    trial = _play(document, Decision("a", TODAY, "done"))
    assert _open(trial) == ["a"]
    assert trial.state == "running"
    assert "条件都不成立" in trial.refused[0]


def test_PRC_1_an_administrator_adds_a_local_step_and_new_cases_use_it(desk: Desk, world: World) -> None:
    desk.start("officer")
    old = desk.case_id
    client = world.client("administrator")
    with exactly_queries(6):  # rights and settings are in no cache yet
        listed = client.fetch(f"{PROCESS}/processes").json()["items"]
    (mine,) = [item for item in listed if item["key"] == "request_upward"]
    assert (mine["is_shipped"], mine["is_own"], mine["number"], mine["running"]) == (True, False, 1, 1)
    document = client.fetch(f"{PROCESS}/processes/request_upward/document").json()["document"]
    local = a_step("budget", "consent", title="财务审核", holder={"kind": "role", "codes": ["branch_secretary"]})
    document["steps"].insert(1, local)
    document["steps"][0]["ways"][0]["to"] = "budget"
    look = client.call("POST", f"{PROCESS}/look", {"document": document}).json()
    assert look["flaws"] == []
    assert "财务审核" in look["bpmn"]
    draft = client.call("POST", f"{PROCESS}/definitions", {"document": document, "note": "加财务审核"}).json()
    again = client.call("POST", f"{PROCESS}/definitions", {"document": document})
    assert (again.status_code, again.json()["code"]) == (409, "process.draft_exists")
    stale = client.call("POST", f"{PROCESS}/definitions", {"document": document, "expected_version": 9})
    assert stale.status_code == 412
    saved = client.call("POST", f"{PROCESS}/definitions", {"document": document, "expected_version": draft["version"]})
    assert saved.status_code == 201
    version = saved.json()["version"]
    done = client.call("POST", f"{PROCESS}/definitions/{draft['id']}/publish", version=version)
    assert done.status_code == 200, done.content

    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    assert desk.opened() == {"budget"}
    desk.case_id = old
    desk.decide("officer", "sent", values=FILLED)
    assert desk.opened() == {"consent"}, "a running case keeps its version"


def test_PRC_1_a_draft_is_given_up_a_published_version_never(desk: Desk, world: World) -> None:
    client = world.client("administrator")
    document = a_definition(a_step("a", "end"))
    draft = client.call("POST", f"{PROCESS}/definitions", {"document": document}).json()
    assert client.call("DELETE", f"{PROCESS}/definitions/{draft['id']}", version=7).status_code == 412
    assert client.call("DELETE", f"{PROCESS}/definitions/{draft['id']}", version=1).status_code == 204
    published = desk.publish(document)
    answer = client.call("DELETE", f"{PROCESS}/definitions/{published}", version=2)
    assert (answer.status_code, answer.json()["code"]) == (409, "process.published")


def test_PRC_1_a_dry_run_and_a_file_over_http(world: World) -> None:
    client = world.client("administrator")
    document = _shipped()
    body = {
        "document": document, "rule": "1", "started_on": TODAY.isoformat(),
        "organisation_id": str(world.orgs["first"].pk),
        "decisions": [{"step_key": "draft", "on": TODAY.isoformat(), "outcome": "sent", "values": FILLED}],
    }  # fmt: skip
    found = client.call("POST", f"{PROCESS}/trial", body).json()
    assert [step["title"] for step in found["open"]] == ["本级书记审核"]
    assert "书记" in found["open"][0]["holders"]
    nowhere = client.call("POST", f"{PROCESS}/trial", {**body, "organisation_id": None}).json()
    assert nowhere["open"][0]["holders"] == "选择试用的党组织后显示"
    wrong = client.call("POST", f"{PROCESS}/trial", {**body, "rule": "2014"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "process.rule")
    bpmn = client.call("POST", f"{PROCESS}/look", {"document": document}).json()["bpmn"]
    back = client.call("POST", f"{PROCESS}/read-bpmn", {"text": bpmn}).json()
    assert back["document"] == document
    assert back["flaws"] == []
    refused = client.call("POST", f"{PROCESS}/read-bpmn", {"text": "<a/>"})
    assert (refused.status_code, refused.json()["code"]) == (422, "process.bpmn")
    words = client.fetch(f"{PROCESS}/design-words").json()
    assert {"key": "secretary", "title": "书记"} in words["posts"]
    assert {item["key"] for item in words["roles"]} == {
        "member", "branch_officer", "branch_secretary", "office", "leader",
    }  # fmt: skip


def test_PRC_1_the_diagram_of_a_case_shows_where_it_stands(desk: Desk, world: World) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    client = world.client("secretary")
    found = client.fetch(f"{PROCESS}/cases/{desk.case_id}/diagram").json()
    assert found["marks"] == [{"step_key": "draft", "state": "done"}, {"step_key": "consent", "state": "open"}]
    assert 'id="step_consent"' in found["bpmn"]
    assert world.client("other_member").fetch(f"{PROCESS}/cases/{desk.case_id}/diagram").status_code == 404


def test_PRC_1_several_steps_are_decided_together_each_on_its_own(desk: Desk, world: World) -> None:
    ids = []
    for _ in range(3):
        desk.start("officer")
        desk.decide("officer", "sent", values=FILLED)
        ids.append(desk.case_id)
    client = world.client("secretary")
    client.fetch(f"{PROCESS}/waiting")
    with exactly_queries(4):
        waiting = client.fetch(f"{PROCESS}/waiting").json()
    assert {item["case_id"] for item in waiting["items"]} == {str(one) for one in ids}
    assert waiting["others"] == 0
    assert waiting["items"][0]["summary"][0] == {
        "step_title": "起草请示", "title": "请示事项", "value": FILLED["subject"],
    }  # fmt: skip
    items = [{key: item[key] for key in ("case_id", "run_id", "version")} for item in waiting["items"]]
    stale = {**items[0], "version": items[0]["version"] + 5}
    done = client.call("POST", f"{PROCESS}/batch", {"items": [stale, *items[1:]], "outcome": "agree"}).json()
    assert done["decided"] == 2
    assert [bool(item["problem"]) for item in done["items"]] == [True, False, False]
    again = client.call("POST", f"{PROCESS}/batch", {"items": items[1:], "outcome": "agree"})
    assert again.status_code == 412, "where nothing can be decided the answer says why"
    refused = client.call("POST", f"{PROCESS}/batch", {"items": items[:1], "outcome": "refuse"})
    assert (refused.status_code, refused.json()["code"]) == (422, "process.note")
    body = {"items": items[:1], "outcome": "agree"}
    assert world.client("other_member").call("POST", f"{PROCESS}/batch", body).status_code == 404


@pytest.mark.parametrize("who", ["secretary", "member", "office"])
def test_PRC_1_only_administrators_design(world: World, who: str) -> None:
    client = world.client(who)
    assert client.fetch(f"{PROCESS}/processes").status_code == 403
    assert client.call("POST", f"{PROCESS}/look", {"document": _shipped()}).status_code == 403

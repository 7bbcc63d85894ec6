"""The self-check report: every clause, no control green by assertion, evidence of the running system (SEC-OPS-06)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.sealing import triggers
from dangjian.ops.evidence import checks
from dangjian.ops.evidence.catalogue import SEEDS, Control, clauses, controls
from dangjian.ops.evidence.queries import report
from dangjian.ops.evidence.rules import judged, worst
from scripts.collect_control_tests import FILE, PYTHON, WEB, collected, text_of
from tests.roles import as_owner
from tests.world import SignedInClient, World, building

PAGE = "/api/v1/ops/evidence"
AREAS = {
    "AUTH": 13, "SESS": 4, "AC": 12, "AUD": 9, "CRY": 5, "DATA": 8, "IN": 8, "FILE": 9, "WEB": 5, "NET": 5, "REL": 9,
    "BAK": 6, "OPS": 8, "SUP": 3, "PI": 15, "VOTE": 10, "ANON": 8, "TRK": 6, "POR": 4, "AI": 2,
}  # fmt: skip
"""How many controls each area has."""


def test_sec_ops_06_the_collected_tests_are_those_of_the_sources() -> None:
    assert FILE.read_text(encoding="utf-8") == text_of(collected()), "run scripts/collect_control_tests.py"


def test_sec_ops_06_a_control_that_is_said_to_hold_has_tests_that_carry_its_id() -> None:
    said = json.loads((SEEDS / "controls.json").read_text(encoding="utf-8"))
    tests = collected()

    assert [control for control, item in said.items() if item["state"] == "done" and control not in tests] == []
    assert [control for control in tests if control not in said] == []


def test_sec_ops_06_whatever_is_not_met_says_why() -> None:
    said = json.loads((SEEDS / "controls.json").read_text(encoding="utf-8"))

    assert [control for control, item in said.items() if (item["state"] == "done") == bool(item["reason"])] == []
    assert {item["state"] for item in said.values()} == {"done", "partial", "deployment", "open"}


def test_sec_ops_06_every_control_and_every_area_is_there() -> None:
    numbers = {
        area: sorted(int(name.split("-")[1]) for name in controls() if name.startswith(f"{area}-")) for area in AREAS
    }

    assert numbers == {area: list(range(1, count + 1)) for area, count in AREAS.items()}
    assert len(controls()) == sum(AREAS.values())
    named = {control for clause in clauses() for point in clause.points for control in point.controls}
    assert named <= set(controls())
    assert checks.checked() <= set(controls())
    assert {clause.standard for clause in clauses()} == {"GB/T 22239-2019", "个人信息保护法", "GB/T 35273-2020"}


def test_sec_ops_06_a_check_never_makes_a_control_better() -> None:
    def control(state: Any) -> Control:
        return Control("AUD-03", "签名检查点", state, "", 1, ("tests/x.py",))

    every = ("met", "partial", "deployment", "open")
    assert [judged(control(state), is_fine=True, seen="有").declared for state in every] == list(every)
    assert [judged(control(state), is_fine=False, seen="没有").declared for state in every] == [
        "failing", "failing", "deployment", "open",
    ]  # fmt: skip
    assert (worst(["met", "partial"]), worst(["open", "failing"]), worst([])) == ("partial", "failing", "open")


@pytest.mark.django_db(transaction=True)
def test_sec_ops_06_level_3_has_more_points_and_each_is_the_worst_of_its_controls(
    world: World, security: Actor
) -> None:
    with acting_as(security):
        two, three = report(level=2), report(level=3)

    count = [sum(len(clause["points"]) for clause in found["clauses"]) for found in (two, three)]
    assert count == [sum(found["counts"].values()) for found in (two, three)]
    assert count[0] < count[1]
    assert {point["level"] for clause in two["clauses"] for point in clause["points"]} == {2}
    known = {item["id"][4:]: item["state"] for item in three["controls"]}
    for clause in three["clauses"]:
        for point in clause["points"]:
            assert point["state"] == worst([known[control] for control in point["controls"]])
        assert clause["state"] == worst([point["state"] for point in clause["points"]])
    built = {item["id"]: item["state"] for item in three["controls"]}
    assert {built[f"SEC-{name}"] for name in ("VOTE-01", "ANON-01", "TRK-01", "POR-01", "AI-01", "BAK-01")} == {"open"}


@pytest.mark.django_db(transaction=True)
def test_sec_ops_06_evidence_follows_the_running_system(
    world: World, security: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(control: str) -> tuple[str, str]:
        found = next(item for item in report(level=3)["controls"] if item["id"] == f"SEC-{control}")
        return found["state"], found["evidence"]

    with acting_as(security):
        before = state("AUD-02")
        with as_owner():
            triggers.remove()
        without = state("AUD-02")
        with as_owner():
            triggers.install()
        enrolled = state("AUTH-05")
        with building(world.tenant_id):
            rows = Account.objects.unscoped("arrangement").filter(pk=world.here.accounts["administrator"].pk)
            rows.update(second_factor_at=None)
        factors = state("AUTH-05")
        settings.CALL_LIMITS = True
        limited = state("IN-06")
        settings.CALL_LIMITS = False
        unlimited = state("IN-06")

        def broken() -> None:
            raise RuntimeError("no answer")

        monkeypatch.setattr(checks.primitives, "self_test", broken)
        untested = state("CRY-01")

    assert before[0] == "partial"
    assert re.search("触发器缺 [1-9]", without[1])
    assert without[0] == "failing"
    assert enrolled == ("partial", "管理员 3 人，未启用第二因素的 0 人")
    assert factors == ("failing", "管理员 3 人，未启用第二因素的 1 人")
    assert (limited[0], unlimited[0]) == ("met", "failing")
    assert untested == ("failing", "检查未能完成：RuntimeError")


@pytest.mark.django_db(transaction=True)
def test_sec_ops_06_who_may_read_it(
    world: World, security_client: SignedInClient, chief_client: SignedInClient
) -> None:
    shown = security_client.fetch(PAGE, level=3)

    assert (shown.status_code, shown.json()["level"]) == (200, 3)
    assert chief_client.fetch(PAGE).status_code == 403
    assert SignedInClient().fetch(PAGE).status_code == 401
    assert security_client.fetch(PAGE, level=4).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_sec_ops_06_command_prints_every_clause_and_writes_it_down(world: World, tmp_path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="检查不通过"):
        call_command("sec_report", level=3, tenant=world.here.tenant.code, json=tmp_path / "report.json", stdout=out)

    printed = out.getvalue()
    assert [clause.title for clause in clauses() if clause.title not in printed] == []
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(written["controls"]) == len(controls())
    with pytest.raises(CommandError, match="--tenant"):
        call_command("sec_report", stdout=out)


def test_the_collector_reads_names_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: Callable[[str], Any] = PYTHON.match
    assert found("test_sec_auth_04_locks") is not None
    assert found("test_SEC_AUD_04_in_the_browser") is not None
    assert found("test_sec_auth_4") is None
    assert found("sec_auth_04_helper") is None
    assert WEB.findall("test('SEC-AUD-04 finds', run); // SEC-AUD-05\ndescribe(\"SEC-IN-01\", run)") == [
        ("AUD", "04"),
        ("IN", "01"),
    ]

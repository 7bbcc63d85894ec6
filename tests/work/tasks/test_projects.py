"""Theme projects with business indicators: honest entry dates, nothing overwritten, nobody ranked (BIZ-1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.models import ThemeProject
from dangjian.work.tasks.rules.kinds import Direction, ProjectKind
from tests.world import SignedInClient, World

URL = "/api/v1/work"
D = Decimal


def project_values(world: World, **changes: Any) -> dict[str, Any]:
    given = {
        "organisation_id": world.orgs["first"].pk, "kind": ProjectKind.VANGUARD_POST, "title": "焊接质量先锋岗",
        "goal": "提高一次合格率", "scope_words": "焊接一班、二班", "starts_on": date(2026, 9, 1),
        "ends_on": date(2026, 12, 31),
        "indicators": [
            commands.Indicator("焊接一次合格率", "%", Direction.UP, D("94"), D("98")),
            commands.Indicator("返修工时", "小时", Direction.DOWN, D("120"), D("60")),
        ],
    }  # fmt: skip
    return {**given, **changes}


def started(world: World, actor: Actor, **changes: Any) -> ThemeProject:
    with acting_as(actor):
        return commands.start_project(**project_values(world, **changes))


def test_biz_1_a_project_is_set_up(world: World, secretary: Actor) -> None:
    wrong = commands.Indicator("返修工时", "小时", Direction.DOWN, D("60"), D("120"))
    assert_command_contract(
        commands.start_project,
        project_values(world),
        allowed=secretary,
        without_right=world.actor("member"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        bad=[
            ({"ends_on": date(2026, 8, 1)}, "tasks.project.dates"),
            ({"indicators": [wrong]}, "tasks.project.target"),
        ],
    )


def test_biz_1_readings_are_corrected_by_later_entries_and_never_overwritten(world: World, secretary: Actor) -> None:
    project = started(world, secretary)
    with acting_as(secretary):
        rate = queries.get_project(project_id=project.pk)["indicators"][0]["id"]
        for day in (date(2026, 8, 31), date(2026, 11, 22)):
            with pytest.raises(BadInput, match="至今天之间"):
                commands.record_value(indicator_id=rate, measured_on=day, value=D(95))
        commands.record_value(indicator_id=rate, measured_on=date(2026, 10, 31), value=D("95.5"))
        with pytest.raises(BadInput, match="更正请写明原因"):
            commands.record_value(indicator_id=rate, measured_on=date(2026, 10, 31), value=D("96"))
        with frozen(date(2026, 11, 25)):
            commands.record_value(indicator_id=rate, measured_on=date(2026, 10, 31), value=D("96"), note="补计外委焊口")
        shown = queries.get_project(project_id=project.pk)["indicators"][0]
        assert (shown["actual"], shown["percent"], shown["is_reached"]) == (D("96"), 50, False)
        assert [(one["value"], one["is_corrected"]) for one in shown["series"]] == [(D("95.5"), True), (D("96"), False)]
        assert shown["series"][1]["entered_at"].date() == date(2026, 11, 25), "when it was entered, not when it was"
        with pytest.raises(BadInput):
            commands.close_project(project_id=project.pk, summary=" ")
        commands.close_project(project_id=project.pk, summary="合格率提高两个百分点")
        with pytest.raises(Conflict, match="已结束"):
            commands.record_value(indicator_id=rate, measured_on=date(2026, 11, 1), value=D("97"))


def test_biz_1_projects_are_a_bounded_list_without_persons(
    world: World, secretary: Actor, secretary_client: SignedInClient, member_client: SignedInClient
) -> None:
    started(world, secretary)
    rows = assert_list_contract(
        secretary_client, f"{URL}/theme-projects", queries=4,
        more=lambda: started(world, secretary, kind=ProjectKind.RESPONSIBILITY_AREA),
        foreigner=world.client("stranger"),
    )  # fmt: skip
    assert {row["kind_label"] for row in rows} == {"党员先锋岗", "党员责任区"}
    assert rows[0]["indicators"][0]["target"] == "98.0000"
    assert len(member_client.fetch(f"{URL}/theme-projects").json()["items"]) == 2, "members read those of their branch"
    one = rows[0]
    indicator = one["indicators"][0]["id"]
    made = secretary_client.call(
        "POST", f"{URL}/project-indicators/{indicator}/values", {"measured_on": "2026-11-20", "value": "97.25"}
    )
    assert made.status_code == 201
    shown = member_client.fetch(f"{URL}/theme-projects/{one['id']}").json()
    assert shown["indicators"][0]["series"][0]["value"] == "97.2500"
    refused = member_client.call(
        "POST", f"{URL}/project-indicators/{indicator}/values", {"measured_on": "2026-11-20", "value": "99"}
    )
    assert refused.status_code == 403
    body = {
        "organisation_id": str(world.orgs["first"].pk), "kind": "theme_project", "title": "降本增效",
        "starts_on": "2026-11-01", "ends_on": "2026-12-31",
        "indicators": [{"title": "吨钢能耗", "unit": "kg", "direction": "down", "baseline": "520", "target": "505.5"}],
    }  # fmt: skip
    fresh = secretary_client.call("POST", f"{URL}/theme-projects", body)
    assert fresh.status_code == 201
    closed = secretary_client.call("POST", f"{URL}/theme-projects/{fresh.json()['id']}/close", {"summary": "能耗下降"})
    assert closed.status_code == 204

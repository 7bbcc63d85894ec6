"""Parameters, calendar, audit trail and jobs, as administrators use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dangjian.directory.grants.commands.giving import NOTICE_DAYS
from dangjian.foundation.messaging.quiet import QUIET_FROM
from dangjian.kernel import parameters, workdays
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.jobs import enqueue
from dangjian.kernel.models import Job
from dangjian.kernel.models.jobs import JobState
from dangjian.kernel.parameters import problem_of
from dangjian.kernel.testing import assert_command_contract, assert_list_contract, exactly_queries
from dangjian.ops.settings import commands, queries
from dangjian.ops.settings.events import CalendarChanged, SettingChanged
from dangjian.ops.settings.queries import AuditFilter
from tests.world import SignedInClient, World

BASE = "/api/v1/ops"


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    workdays.forget_cache()
    parameters.forget_cache()
    yield
    workdays.forget_cache()
    parameters.forget_cache()


def test_set_and_reset_a_parameter(world: World, administrator: Actor, chief: Actor, stranger: Actor) -> None:
    with acting_as(administrator):
        assert NOTICE_DAYS.value() == 14

    assert_contract_without_stranger(
        commands.set_parameter,
        {"key": "grants.notice_days", "value": 30},
        allowed=administrator,
        without_right=chief,
        events=[SettingChanged],
        bad=[
            ({"value": 0}, "ops.setting.value"),
            ({"value": 91}, "ops.setting.value"),
            ({"value": "30"}, "ops.setting.value"),
            ({"value": True}, "ops.setting.value"),
            ({"key": "grants.colour"}, "ops.setting.unknown"),
        ],
    )

    with acting_as(administrator):
        assert NOTICE_DAYS.value() == 30
    with acting_as(stranger):
        assert NOTICE_DAYS.value() == 14, "another enterprise keeps its own"
    with acting_as(administrator):
        commands.reset_parameter(key="grants.notice_days")
        assert NOTICE_DAYS.value() == 14


def assert_contract_without_stranger(command: Any, arguments: dict[str, Any], **given: Any) -> Any:
    """The contract for rows of the whole enterprise: a stranger may do it in the own enterprise, so nobody foreign is
    refused; what must hold instead is tested by looking at the other enterprise."""
    nobody_there = Actor(kind="person", tenant_id=given["allowed"].tenant_id, name="无权限者")
    return assert_command_contract(command, arguments, **{"stranger": None, "elsewhere": nobody_there, **given})


@pytest.mark.parametrize(
    ("value", "fits"), [("21:30", True), ("24:00", False), ("7:30", False), ("0x:10", False), (7, False)]
)
def test_times_of_day(value: Any, fits: bool) -> None:
    assert (problem_of(QUIET_FROM, value) == "") is fits


def test_own_days_win_over_the_public_calendar(
    world: World, administrator: Actor, chief: Actor, stranger: Actor
) -> None:
    day = date(2026, 11, 21)
    with acting_as(administrator):
        assert not workdays.is_working_day(day)

    assert_contract_without_stranger(
        commands.set_calendar_day,
        {"day": day, "is_working": True, "name": "大修值守"},
        allowed=administrator,
        without_right=chief,
        events=[CalendarChanged],
        bad=[({"day": date(2036, 1, 1)}, "ops.calendar.day")],
    )

    with acting_as(administrator):
        assert workdays.is_working_day(day)
        commands.set_calendar_day(day=date(2026, 10, 1), is_working=True, name="保供上班")
        days = {row["day"]: row for row in queries.calendar(year=2026)["days"] if row["own"]}
        assert days[date(2026, 10, 1)]["name"] == "保供上班"
        assert workdays.is_working_day(date(2026, 10, 1))
        commands.remove_calendar_day(day=date(2026, 10, 1))
        assert not workdays.is_working_day(date(2026, 10, 1))
    with acting_as(stranger):
        assert not workdays.is_working_day(day), "another enterprise keeps its own"


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 1, 26), True),
        (date(2025, 1, 28), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2027, 1, 1), True),
    ],
)
def test_public_calendar_of_2025_and_2026(day: date, working: bool) -> None:
    assert workdays.is_working_day(day) is working


def test_five_working_days_over_the_national_holiday() -> None:
    assert workdays.add_working_days(date(2026, 9, 30), 5) == date(2026, 10, 12)


def test_a_year_not_yet_announced_is_provisional(world: World, member_client: SignedInClient) -> None:
    known = member_client.fetch(f"{BASE}/calendar", year=2026).json()
    unknown = member_client.fetch(f"{BASE}/calendar", year=2027).json()

    assert (known["provisional"], len(known["days"])) == (False, 39)
    assert unknown == {"year": 2027, "provisional": True, "days": []}
    assert workdays.is_announced(2026)
    assert not workdays.is_announced(2027)


def test_settings_over_http(world: World, administrator_client: SignedInClient, chief_client: SignedInClient) -> None:
    there = world.there.client("administrator")
    changed = administrator_client.call("PUT", f"{BASE}/settings/grants.notice_days", {"value": 21})
    wrong = administrator_client.call("PUT", f"{BASE}/settings/grants.notice_days", {"value": "viel"})
    unknown = administrator_client.call("PUT", f"{BASE}/settings/none", {"value": 1})
    shown = {item["key"]: item for item in administrator_client.fetch(f"{BASE}/settings").json()["items"]}
    foreign = {item["key"]: item for item in there.fetch(f"{BASE}/settings").json()["items"]}

    assert (changed.status_code, wrong.status_code, unknown.status_code) == (200, 422, 404)
    assert (shown["grants.notice_days"]["value"], shown["grants.notice_days"]["changed_by"]) == (21, "高宇")
    assert (foreign["grants.notice_days"]["value"], foreign["grants.notice_days"]["is_set"]) == (14, False)
    assert chief_client.fetch(f"{BASE}/settings").status_code == 403
    assert administrator_client.call("DELETE", f"{BASE}/settings/grants.notice_days").status_code == 204


def test_enterprise_name(world: World, administrator_client: SignedInClient) -> None:
    answer = administrator_client.call("PUT", f"{BASE}/enterprise", {"name": "临江重工股份有限公司"})

    assert (answer.status_code, answer.json()["name"]) == (200, "临江重工股份有限公司")
    world.there.tenant.refresh_from_db()
    assert world.there.tenant.name == "北河重工集团有限公司"


def test_audit_list(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient, chief_client: SignedInClient
) -> None:
    def change() -> None:
        for value in (15, 16, 17):
            administrator_client.call("PUT", f"{BASE}/settings/grants.notice_days", {"value": value})
        auditor_client.fetch(f"{BASE}/audit")  # reads the settings again, which are kept for half a minute

    change()
    stranger = world.there.client("auditor")
    rows = assert_list_contract(auditor_client, f"{BASE}/audit", queries=5, more=change, foreigner=stranger)

    assert rows[0]["intent"].startswith("ops.settings.set_parameter")
    assert (rows[0]["actor_name"], rows[0]["action_title"], rows[0]["outcome_label"]) == (
        "高宇",
        "修改系统参数",
        "已执行",
    )
    assert rows[0]["changes"]["value"] == [16, 17]
    assert chief_client.fetch(f"{BASE}/audit").status_code == 403
    assert administrator_client.fetch(f"{BASE}/audit").status_code == 403


def test_audit_filters(world: World, administrator: Actor, auditor: Actor, member: Actor) -> None:
    with acting_as(administrator):
        commands.set_parameter(key="grants.notice_days", value=20)
    with acting_as(member), pytest.raises(Exception, match="没有进行此操作的权限"):
        commands.set_parameter(key="grants.notice_days", value=21)

    def found(**filters: Any) -> list[tuple[str, str]]:
        from dangjian.kernel.http import PageRequest

        with acting_as(auditor), exactly_queries(1):
            page = queries.list_audit(filters=AuditFilter.model_validate(filters), page=PageRequest())
        return [(row["actor_name"], row["outcome"]) for row in page["items"]]

    assert found(outcome="refused") == [("王芳", "refused")]
    assert found(q="王芳") == [("王芳", "refused")]
    assert found(action="ops.setting.change") == [("王芳", "refused"), ("高宇", "done")]
    assert found(since="2026-11-21", until="2026-11-21") == [("王芳", "refused"), ("高宇", "done")]
    assert found(until="2026-11-20") == []
    assert found(since="2026-11-22") == []


def test_jobs(world: World, administrator: Actor, administrator_client: SignedInClient) -> None:
    with acting_as(world.system()):
        job = enqueue("directory.organisations.remind_of_terms")
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD, attempts=3, error="Traceback …\nValueError: 坏数据")

    shown = administrator_client.fetch(f"{BASE}/jobs", state="dead").json()["items"]
    overview = administrator_client.fetch(f"{BASE}/jobs/overview").json()

    assert [(row["name"], row["title"], row["state_label"], row["error"]) for row in shown] == [
        ("directory.organisations.remind_of_terms", "换届提醒", "失败", "ValueError: 坏数据")
    ]
    assert overview == {
        "jobs": [{"name": "directory.organisations.remind_of_terms", "waiting": 0, "running": 0, "done": 0, "dead": 1}],
        "failed_events": 0,
    }
    revived = assert_command_contract(
        commands.retry_job,
        {"job_id": job.pk},
        allowed=administrator,
        without_right=world.actor("chief"),
        stranger=world.there.actor("administrator"),
    )
    assert (revived.state, revived.attempts) == (JobState.WAITING, 0)
    again = administrator_client.call("POST", f"{BASE}/jobs/{job.pk}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "ops.job.not_failed")


def test_sec_ac_08_what_one_administrator_alone_does_not_set(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient
) -> None:
    url = f"{BASE}/settings/audit.when_unsealed"
    asked = administrator_client.call("PUT", url, {"value": "warn", "reason": "后台主机更换"})
    twice = administrator_client.call("PUT", url, {"value": "warn", "reason": "后台主机更换"})
    own = administrator_client.fetch("/api/v1/foundation/approvals/mine").json()["items"]
    [request] = auditor_client.fetch("/api/v1/foundation/approvals").json()["items"]
    every = {item["key"]: item for item in administrator_client.fetch(f"{BASE}/settings").json()["items"]}
    shown = every["audit.when_unsealed"]
    refusal = {"agreed": False, "note": "先修复后台进程"}
    refused = auditor_client.call("POST", f"/api/v1/foundation/approvals/{request['id']}/decision", refusal)
    back = administrator_client.call("PUT", url, {"value": "stop"})

    assert (asked.status_code, twice.status_code, twice.json()["code"]) == (200, 409, "approvals.waiting")
    assert request["title"] == "系统参数“操作日志长时间没有封存时”改为“只告警”"
    assert [item["id"] for item in own] == [request["id"]]
    assert (shown["value"], shown["two_persons"], shown["is_set"]) == ("stop", ["warn"], False)
    assert (refused.status_code, refused.json()["state"]) == (200, "refused")
    assert (back.status_code, back.json()["asked"]) == (200, False), "what protects the trail needs nobody else"

"""Figures and warnings for the audit administrator (SEC-AUD-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from dangjian.foundation.messaging.models import Message
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.kernel.clock import at_local, frozen, now
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.testing import assert_command_contract
from dangjian.ops.audit import commands, queries
from dangjian.ops.audit.jobs import watch
from dangjian.ops.audit.rules import is_out_of_hours, longest_run
from tests.world import SignedInClient, World, building

PAGE = "/api/v1/ops/audit/overview"

pytestmark = pytest.mark.django_db(transaction=True)


def _write(world: World, count: int, **values: Any) -> None:
    member = world.here.accounts["member"]
    start = values.pop("at", now() - timedelta(minutes=count))
    plain: dict[str, Any] = {
        "tenant_id": world.tenant_id,
        "actor_kind": "person",
        "account_id": member.pk,
        "actor_name": "赵敏",
        "surface": "console",
        "action": "directory.member.view",
        "intent": "directory.members.update_person",
        "outcome": "done",
    }
    AuditEntry.objects.bulk_create(
        AuditEntry(**(plain | values | {"at": start + timedelta(seconds=number)})) for number in range(count)
    )


def _found(client: SignedInClient) -> list[tuple[str, int]]:
    return [(item["rule"], item["count"]) for item in client.fetch(PAGE).json()["warnings"] if item["rule"] != "seal"]


SIGN_IN = {"intent": "identity.accounts.sign_in", "action": "public", "outcome": "refused"}
REVEAL = {"intent": "directory.members.commands.reveals.reveal_person:note"}
EXPORT = {"intent": "foundation.exports.download_export:update"}
REFUSED = {"outcome": "refused", "code": "kernel.not_allowed"}
SETTING = {"intent": "ops.settings.set_parameter:update", "action": "ops.setting.change"}


@pytest.mark.parametrize(
    ("values", "few", "many", "expected"),
    [
        (SIGN_IN, 9, 10, [("sign_in", 10)]),
        ({**SIGN_IN, "account_id": None, "address": "198.51.100.7"}, 9, 10, [("sign_in", 10)]),
        (REFUSED, 4, 5, [("refusals", 5)]),
        (REVEAL, 30, 31, [("reveals", 31)]),
        (EXPORT, 10, 11, [("exports", 11)]),
    ],
    ids=["account", "address", "refusals", "reveals", "exports"],
)
def test_sec_aud_08_each_rule_warns_at_its_threshold_and_not_below(
    world: World,
    auditor_client: SignedInClient,
    values: dict[str, Any],
    few: int,
    many: int,
    expected: list[tuple[str, int]],
) -> None:
    _write(world, few, **values)
    _write(world, 50, **values, at=now() - timedelta(days=2))
    below = _found(auditor_client)
    _write(world, many - few, **values)

    assert (below, _found(auditor_client)) == ([], expected)


def test_sec_aud_08_thresholds_are_settings(
    world: World, auditor_client: SignedInClient, administrator_client: SignedInClient
) -> None:
    _write(world, 3, **REVEAL)
    assert _found(auditor_client) == []
    administrator_client.call("PUT", "/api/v1/ops/settings/audit.reveals_a_day", {"value": 2})

    assert ("reveals", 3) in _found(auditor_client)


def test_sec_aud_08_refusals_with_successes_between_them_are_no_attempt(
    world: World, auditor_client: SignedInClient
) -> None:
    for number in range(6):
        _write(world, 2, **REFUSED, at=now() - timedelta(minutes=30 - number))
        _write(world, 1, at=now() - timedelta(minutes=30 - number) + timedelta(seconds=20))

    assert _found(auditor_client) == []


def test_sec_aud_08_administration_at_night_and_on_rest_days(world: World, auditor_client: SignedInClient) -> None:
    working = at_local(datetime(2026, 11, 18).date(), 10)
    _write(world, 2, **SETTING, at=working)
    with frozen(working + timedelta(hours=1)):
        assert _found(auditor_client) == []
    friday_night = at_local(datetime(2026, 11, 20).date(), 23)
    _write(world, 2, **SETTING, at=friday_night)
    _write(world, 1, at=friday_night)
    with frozen(friday_night + timedelta(hours=1)):
        assert _found(auditor_client) == [("out_of_hours", 2)]


def test_sec_aud_08_figures_by_day_hour_and_kind(world: World, auditor_client: SignedInClient) -> None:
    today = clock.today()
    _write(world, 3, at=at_local(today, 8))
    _write(world, 2, at=at_local(today - timedelta(days=1), 0), **REFUSED)
    _write(world, 4, at=at_local(today - timedelta(days=40), 8))
    shown = auditor_client.fetch(PAGE, days=7).json()

    assert (len(shown["days"]), len(shown["hours"])) == (7, 24)
    assert shown["days"][-1] == {"day": str(today), "done": 3, "refused": 0}
    assert shown["days"][-2] == {"day": str(today - timedelta(days=1)), "done": 0, "refused": 2}
    assert (shown["hours"][8], shown["hours"][0], sum(shown["hours"])) == (3, 2, 5)
    assert shown["kinds"] == [{"title": "修改人员信息", "number": 5}]


def test_sec_aud_08_reading_the_overview_is_recorded_and_only_for_who_may(
    world: World, auditor_client: SignedInClient, chief_client: SignedInClient
) -> None:
    stranger_client = world.there.client("auditor")
    _write(world, 5, **REFUSED)
    auditor_client.fetch(PAGE, days=7)

    note = AuditEntry.objects.get(intent="ops.settings.read_audit")
    assert (note.note, note.actor_name) == ("查阅操作日志：统计与告警，最近 7 天", "解春生")
    assert chief_client.fetch(PAGE).status_code == 403
    assert SignedInClient().fetch(PAGE).status_code == 401
    assert auditor_client.fetch(PAGE, days=93).status_code == 422
    assert _found(stranger_client) == []
    assert sum(day["refused"] for day in stranger_client.fetch(PAGE).json()["days"]) == 0


def test_sec_aud_08_administrators_are_told_once_a_day(world: World) -> None:
    _write(world, 5, **REFUSED)
    with acting_as(system_actor(world.tenant_id, "test")):
        for _ in range(2):
            watch(None)  # type: ignore[arg-type]  # the job looks at no context
    run_pending()

    with building(world.tenant_id):
        told = list(Message.objects.across_tenants("what a test looks at").filter(kind=commands.KIND))
    titles = [message.title for message in told if "越权" in message.title]
    assert titles == ["审计告警：连续越权"]
    assert {message.person_id for message in told} == {world.here.people["auditor"].pk}


def test_sec_aud_08_statements_do_not_grow_with_the_lines(
    world: World, auditor: Actor, django_assert_num_queries: Callable[..., Any]
) -> None:
    with acting_as(auditor):
        queries.warnings()
        _write(world, 400, **REFUSED)
        _write(world, 400, **REVEAL)
        with django_assert_num_queries(2):
            queries.figures(days=92)


@pytest.mark.parametrize(
    ("filters", "number"),
    [({"address": "198.51.100.7"}, 2), ({"did": "修改人员"}, 3), ({"did": "没有这种操作"}, 0), ({"did": "修改"}, 3)],
)
def test_sec_aud_08_search_by_address_and_by_what_was_done(
    world: World, auditor_client: SignedInClient, filters: dict[str, str], number: int
) -> None:
    _write(world, 3)
    _write(world, 2, address="198.51.100.7", intent="identity.accounts.leave")

    found = auditor_client.fetch("/api/v1/ops/audit", **filters).json()["items"]
    assert len(found) == number


def test_sec_aud_01_a_line_says_from_which_address(world: World, administrator_client: SignedInClient) -> None:
    administrator_client.call("PUT", "/api/v1/ops/settings/grants.notice_days", {"value": 15})

    line = AuditEntry.objects.filter(intent__startswith="ops.settings.set_parameter").latest("id")
    assert line.address == "192.0.2.10"


def test_rules() -> None:
    assert longest_run([]) == 0
    assert longest_run(["refused", "done", "refused", "refused", "done"]) == 2
    evening = datetime(2026, 11, 20, 21, 0, tzinfo=clock.ZONE)
    inside = {"start": time(7), "end": time(21), "is_working": True}
    assert is_out_of_hours(evening, **inside)  # type: ignore[arg-type]
    assert not is_out_of_hours(evening - timedelta(seconds=1), **inside)  # type: ignore[arg-type]
    assert is_out_of_hours(evening - timedelta(hours=5), start=time(7), end=time(21), is_working=False)
    assert not is_out_of_hours(evening, start=time(20), end=time(4), is_working=True)


@pytest.mark.django_db
def test_sec_aud_08_commands_of_the_watch(auditor: Actor, chief: Actor) -> None:
    assert_command_contract(
        commands.tell_of_warnings, {"found": []}, allowed=auditor, without_right=chief, stranger=None
    )

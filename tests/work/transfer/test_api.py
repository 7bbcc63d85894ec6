"""Transfers over HTTP: lists with lamps, one with its buttons, a member's own, places to go."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.testing import assert_list_contract, assert_replay
from dangjian.work.transfer import queries
from dangjian.work.transfer.models import Transfer
from tests.work.dues.kept import fix, run
from tests.work.transfer.moved import fresh, start
from tests.world import SignedInClient, World, building

URL = "/api/v1/work/transfers"


def body(world: World, **changes: Any) -> dict[str, Any]:
    given = {
        "person_id": str(world.people["member"].pk),
        "to_organisation_id": str(world.orgs["second"].pk),
        "cause": "job",
        "declared": {"no_discipline_case": True, "file_checked": True},
    }
    return {**given, **changes}


def test_trf_1_from_start_to_end_over_http(world: World, secretary_client: SignedInClient) -> None:
    unchecked = secretary_client.call("POST", URL, body(world, declared={}))
    assert (unchecked.status_code, unchecked.json()["fields"][0]["path"]) == (422, "declared")
    made = secretary_client.call("POST", URL, body(world)).json()
    buttons = ("can_check", "can_issue", "can_receive", "can_withdraw")
    assert [made[name] for name in buttons] == [False, False, False, True]
    second = world.client("second_secretary")
    one = f"{URL}/{made['id']}"
    shown = second.fetch(one).json()
    assert [shown[name] for name in buttons] == [False, False, True, False]
    stale = second.call("POST", f"{one}/accept", {}, version=shown["version"] - 1)
    assert stale.status_code == 412
    taken = second.call("POST", f"{one}/accept", {}, version=shown["version"]).json()
    assert (taken["state"], taken["accepted_by"]) == ("closed", "郭凯")
    mine = world.client("member").fetch(f"{URL}/mine").json()
    assert (mine["branch_name"], mine["items"][0]["state_label"]) == ("二车间党支部", "已办结")
    again = second.call("POST", f"{one}/accept", {}, version=taken["version"])
    assert again.status_code == 409


def test_trf_1_the_list_is_bounded_and_shows_each_place_its_own(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    start(world, secretary)

    def more() -> None:
        start(world, secretary, key="officer")
        start(world, secretary, key="deputy", to="operations")

    rows = assert_list_contract(
        secretary_client, URL, queries=2, more=more, foreigner=world.client("stranger"), query={}
    )
    assert len(rows) == 3
    assert [row["person_name"] for row in _items(world, "operations_secretary")] == ["张伟"]
    assert len(_items(world, "leader", direction="in")) == 3
    assert _items(world, "secretary", direction="in") == []
    assert _items(world, "secretary", show="mine") == []
    assert len(_items(world, "second_secretary", show="mine")) == 2
    assert world.client("member").fetch(URL).status_code == 403


def _items(world: World, key: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.client(key).fetch(URL, **query).json()["items"]
    return found


def test_trf_1_the_counter_of_a_leg_runs_from_its_limit(world: World, secretary: Actor) -> None:
    start(world, secretary)
    with acting_as(world.actor("second_secretary")):
        for day, late in ((date(2026, 12, 1), 0), (date(2026, 12, 2), 1), (date(2026, 12, 31), 30)):
            with frozen(day):
                page = queries.list_transfers(filters=queries.TransferFilter(show="open"), page=_page())
                (row,) = page["items"]
                assert row["days_overdue"] == late, day
                found = queries.list_transfers(filters=queries.TransferFilter(show="late"), page=_page())["items"]
                assert len(found) == bool(late)


def _page() -> Any:
    from dangjian.kernel.http import PageRequest

    return PageRequest()


def test_trf_1_a_request_sent_twice_is_one(world: World) -> None:
    with building(world.tenant_id):
        before = int(Transfer.objects.count())
    client = world.client("member")
    given = {"to_organisation_id": str(world.orgs["second"].pk), "cause": "job"}

    def count() -> int:
        with building(world.tenant_id):
            return int(Transfer.objects.count()) - before

    assert_replay(client, f"{URL}/mine", given, count)


def test_trf_1_a_preview_tells_arrears_and_the_way(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    fix(world, secretary, "member")
    for period in ("2026-09", "2026-10"):
        run(world, secretary, period=period)
    query = {"person_id": str(world.people["member"].pk), "to_organisation_id": str(world.orgs["second"].pk)}
    shown = secretary_client.fetch(f"{URL}/preview", **query).json()
    assert (shown["blocks"], shown["unpaid_months"], shown["needs_letter"]) == ([], 2, False)
    assert "2 个月的党费" in shown["warnings"][0]
    assert [leg["days"] for leg in shown["legs"]] == [7, 10]
    made = start(world, secretary)
    assert fresh(world, made).unpaid_months == 2
    assert secretary_client.fetch(f"{URL}/preview", **query).json()["blocks"] != []


def test_trf_1_where_one_can_go_is_found_by_name_across_the_enterprise(world: World) -> None:
    found = world.client("member").fetch(f"{URL}/targets", text="运行").json()["items"]
    assert [(row["name"], row["parent_name"]) for row in found] == [("运行党支部", "能源公司党总支")]
    everywhere = world.client("stranger").fetch(f"{URL}/targets").json()["items"]
    assert {row["organisation_id"] for row in everywhere}.isdisjoint({str(org.pk) for org in world.orgs.values()})


def test_trf_1_a_member_asks_over_http_and_takes_it_back(world: World) -> None:
    client = world.client("member")
    made = client.call(
        "POST", f"{URL}/mine", {"to_organisation_id": str(world.orgs["second"].pk), "cause": "residence"}
    ).json()
    (row,) = made["items"]
    assert (row["state"], row["can_withdraw"], made["can_ask"]) == ("draft", True, False)
    assert [leg["kind_label"] for leg in row["ahead"]] == ["接收党支部"]
    back = client.call("POST", f"{URL}/mine/{row['id']}/withdraw", {}, version=row["version"]).json()
    assert (back["items"][0]["state"], back["can_ask"]) == ("withdrawn", True)

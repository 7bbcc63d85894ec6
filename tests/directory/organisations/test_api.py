"""Organisations over HTTP."""

from __future__ import annotations

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.testing import assert_list_contract, assert_replay
from tests.world import SignedInClient, World, building

BASE = "/api/v1/directory/organisations"


def establish(client: SignedInClient, parent_id: object, name: str) -> None:
    answer = client.call(
        "POST", BASE, {"parent_id": str(parent_id), "org_kind": "branch", "short_name": name, "on": "2026-11-20"}
    )
    assert answer.status_code == 201, answer.content.decode()


def test_list(world: World, office_client: SignedInClient, stranger_client: SignedInClient) -> None:
    def add() -> None:
        for number in "三四五":
            establish(office_client, world.orgs["works"].pk, f"{number}车间党支部")

    rows = assert_list_contract(
        office_client,
        BASE,
        queries=5,
        more=add,
        foreigner=stranger_client,
    )

    assert [row["short_name"] for row in rows] == [
        "制造公司党总支",
        "一车间党支部",
        "二车间党支部",
        "三车间党支部",
        "四车间党支部",
        "五车间党支部",
    ]


def test_list_goes_on_after_ten_rows(world: World, office_client: SignedInClient) -> None:
    for number in range(12):
        establish(office_client, world.orgs["works"].pk, f"{number}号车间党支部")

    page = office_client.fetch(BASE, limit=10, with_total="true").json()
    rest = office_client.fetch(BASE, limit=10, cursor=page["next_cursor"]).json()

    assert (len(page["items"]), page["total"], len(rest["items"]), rest["next_cursor"]) == (10, 15, 5, None)


def test_establish_once_for_a_key(world: World, office_client: SignedInClient) -> None:
    def count() -> int:
        with building(world.tenant_id):
            return int(Organisation.objects.count())

    body = {
        "parent_id": str(world.orgs["works"].pk),
        "org_kind": "branch",
        "short_name": "三车间党支部",
        "on": "2026-11-20",
    }
    answer = assert_replay(office_client, BASE, body, count)

    assert answer["version"] == 1


def test_an_edit_needs_the_version_and_keeps_both_texts(world: World, secretary_client: SignedInClient) -> None:
    url = f"{BASE}/{world.orgs['first'].pk}"
    shown = secretary_client.fetch(url)
    assert shown["ETag"] == '"v1"'

    done = secretary_client.call("PATCH", url, {"address": "一号楼 201"}, version=1)
    stale = secretary_client.call("PATCH", url, {"address": "二号楼"}, version=1)
    missing = secretary_client.call("PATCH", url, {"address": "二号楼"})

    assert (done.status_code, done["ETag"]) == (200, '"v2"')
    assert (stale.status_code, stale.json()["current_version"]) == (412, 2)
    assert (missing.status_code, missing.json()["code"]) == (422, "kernel.if_match_missing")


def test_phone_numbers_are_masked(world: World, secretary_client: SignedInClient) -> None:
    url = f"{BASE}/{world.orgs['first'].pk}"

    secretary_client.call("PATCH", url, {"contact_phone": "13812345678"}, version=1)

    assert secretary_client.fetch(url).json()["contact_phone"] == "138****5678"
    history = secretary_client.fetch(f"{url}/history").json()
    assert "13812345678" not in str(history)


def test_who_may_see_and_who_may_do(
    world: World,
    member_client: SignedInClient,
    other_member_client: SignedInClient,
    stranger_client: SignedInClient,
    secretary_client: SignedInClient,
) -> None:
    url = f"{BASE}/{world.orgs['first'].pk}"
    body = {"short_name": "总装党支部", "on": "2026-11-20"}

    assert member_client.fetch(url).status_code == 200
    assert other_member_client.fetch(url).status_code == 404
    assert stranger_client.fetch(url).status_code == 404
    assert world.client("anybody").fetch(url).status_code == 401
    assert secretary_client.call("POST", f"{url}/rename", body, version=1).status_code == 403
    assert stranger_client.call("POST", f"{url}/rename", body, version=1).status_code == 404


def test_tree_chart_history_and_violations_answer(world: World, chief_client: SignedInClient) -> None:
    for path in (
        "/tree",
        "/tree?on=2026-01-01",
        "/children",
        "/chart",
        "/pick?q=cj",
        "/violations",
        "/violations/count",
    ):
        answer = chief_client.fetch(BASE + path)
        assert answer.status_code == 200, (path, answer.content.decode())


def test_wrong_input_names_the_field(world: World, office_client: SignedInClient) -> None:
    answer = office_client.call(
        "POST", BASE, {"parent_id": None, "org_kind": "cell", "short_name": "", "on": "2026-02-30", "colour": 1}
    )

    assert answer.status_code == 422
    assert {field["path"] for field in answer.json()["fields"]} == {"org_kind", "short_name", "on", "colour"}


def test_units(world: World, chief_client: SignedInClient, stranger_client: SignedInClient) -> None:
    def add() -> None:
        for name in ("能源公司", "研究院"):
            assert chief_client.call("POST", "/api/v1/directory/units", {"name": name}).status_code == 201

    rows = assert_list_contract(chief_client, "/api/v1/directory/units", queries=3, more=add, foreigner=stranger_client)

    assert sorted(row["name"] for row in rows) == ["制造公司", "研究院", "能源公司"]

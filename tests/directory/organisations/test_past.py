"""ORG-1: an organisation on any day; what remains before it ends; customary names; the trees beside each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Unit
from dangjian.directory.organisations.rules import naming
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.testing import exactly_queries
from tests.world import SignedInClient, World, building, give

URL = "/api/v1/directory/organisations"


def test_ORG_1_names_details_and_members_as_of_a_day(
    world: World, chief_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    first = world.orgs["first"]
    rename = {"short_name": "总装车间党支部", "on": "2026-11-20"}
    assert chief_client.call("POST", f"{URL}/{first.pk}/rename", rename, version=1).status_code == 200
    change = {"address": "新厂区 2 号楼", "election_method": "general_meeting"}
    assert chief_client.call("PATCH", f"{URL}/{first.pk}", change, version=2).status_code == 200

    past = chief_client.fetch(f"{URL}/{first.pk}/past", day="2026-11-19").json()
    now = chief_client.fetch(f"{URL}/{first.pk}/past", day="2026-11-21").json()

    assert (past["short_name"], now["short_name"]) == ("一车间党支部", "总装车间党支部")
    assert (past["parent_name"], past["members"], past["full_members"]) == ("制造公司党总支", 8, 7)
    shown = {row["title"]: row["text"] for row in now["details"]}
    assert (shown["地址"], shown["选举方式"]) == ("新厂区 2 号楼", "党员大会选举")
    assert "地址" not in {row["title"] for row in past["details"]}
    before = chief_client.fetch(f"{URL}/{first.pk}/past", day="1999-01-01").json()
    assert (before["existed"], before["details"]) == (False, [])
    late = chief_client.fetch(f"{URL}/{first.pk}/past", day="2026-11-22")
    assert (late.status_code, late.json()["code"]) == (422, "directory.organisation.past_day")
    assert other_member_client.fetch(f"{URL}/{first.pk}/past", day="2026-11-19").status_code == 404


def test_past_day_in_four_statements(world: World, chief: Actor) -> None:
    with acting_as(chief), exactly_queries(4):
        queries.organisation_on(organisation_id=world.orgs["first"].pk, day=date(2026, 11, 19))


def test_ORG_1_the_history_of_details_is_told_in_words(world: World, chief_client: SignedInClient) -> None:
    first = world.orgs["first"]
    chief_client.call("PATCH", f"{URL}/{first.pk}", {"election_method": "appointed"}, version=1)
    [change] = chief_client.fetch(f"{URL}/{first.pk}/history").json()["changes"]
    assert (change["title"], change["new_value"]) == ("选举方式", "上级任命")


def test_ORG_1_what_keeps_an_organisation_is_named_before_anybody_tries(
    world: World, chief_client: SignedInClient, secretary_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    url = f"{URL}/{world.orgs['first'].pk}/remains"
    found = {row["name"]: row for row in chief_client.fetch(url).json()}
    assert found["members"]["text"] == "还有 9 名党员或培养对象，请先调整到其他党支部"
    assert chief_client.fetch(f"{URL}/{world.orgs['works'].pk}/remains").json()[0]["name"] == "children"
    assert secretary_client.fetch(url).status_code == 403
    assert stranger_client.fetch(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "full", "warning"),
    [
        ("制造公司党总支", OrgKind.GENERAL_BRANCH, "中国共产党制造公司总支部委员会", ""),
        ("一车间党支部", OrgKind.BRANCH, "中国共产党一车间支部委员会", ""),
        ("一车间党委", OrgKind.BRANCH, "中国共产党一车间支部委员会", "不一致"),
        ("一车间", OrgKind.BRANCH, "中国共产党一车间支部委员会", "例如“一车间党支部”"),
        ("公司团总支", OrgKind.LEAGUE_GENERAL_BRANCH, "中国共产主义青年团公司总支部委员会", ""),
        ("公司工会", OrgKind.TRADE_UNION, "公司工会委员会", ""),
    ],
)
def test_ORG_1_customary_names(name: str, kind: OrgKind, full: str, warning: str) -> None:
    assert naming.customary_full_name(name, kind) == full
    found = naming.naming_warning(name, kind)
    assert (warning in found) if warning else found == ""


def test_a_branch_without_committee_has_none_in_its_name(world: World, chief_client: SignedInClient) -> None:
    answer = chief_client.fetch(f"{URL}/name", short_name="一车间党支部", org_kind="branch", with_committee="false")
    assert answer.json() == {
        "short_name": "一车间党支部",
        "full_name": "中国共产党一车间支部",
        "seal_name": "中共一车间支部",
        "warning": "",
    }


def test_ORG_1_the_trees_stand_beside_each_other(
    world: World, chief_client: SignedInClient, office_client: SignedInClient
) -> None:
    give(world.here, "chief", "office")
    group, on = str(world.orgs["group"].pk), "2026-11-20"
    for body in (
        {"parent_id": group, "org_kind": "discipline_committee", "short_name": "集团纪委", "on": on},
        {"parent_id": None, "org_kind": "trade_union", "short_name": "集团工会", "on": on},
        {"parent_id": None, "org_kind": "league_committee", "short_name": "集团团委", "on": on},
    ):
        assert chief_client.call("POST", URL, body).status_code == 201

    def names(client: SignedInClient, tree: str) -> list[str]:
        chart = [node["name"] for node in client.fetch(f"{URL}/chart", tree=tree).json()["nodes"]]
        listed = [row["short_name"] for row in client.fetch(URL, tree=tree).json()["items"]]
        assert sorted(chart) == sorted(listed)
        return chart

    assert names(chief_client, "discipline") == ["集团纪委"]
    assert names(chief_client, "union") == ["集团工会"]
    assert names(chief_client, "league") == ["集团团委"]
    assert "集团纪委" in names(chief_client, "party")
    assert names(office_client, "union") == []


def test_lists_sort_by_dates_with_the_undated_last(world: World, chief_client: SignedInClient) -> None:
    with building(world.tenant_id):
        type(world.orgs["first"]).objects.filter(pk=world.orgs["first"].pk).update(term_end=None)
        type(world.orgs["first"]).objects.filter(pk=world.orgs["second"].pk).update(term_end=date(2026, 12, 1))
    names: list[str] = []
    cursor: Any = ""
    while cursor is not None:
        page = chief_client.fetch(URL, sort="term_end", limit=2, **({"cursor": cursor} if cursor else {})).json()
        names += [row["short_name"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert (names[0], names[-1], len(names)) == ("二车间党支部", "一车间党支部", 7)


def test_units_as_a_tree_and_by_code(world: World, chief: Actor, chief_client: SignedInClient) -> None:
    with acting_as(chief), exactly_queries(3):
        nodes = queries.unit_tree()
    with building(world.tenant_id):
        count = Unit.objects.filter(closed_on=None).count()
        unit = Unit.objects.order_by("id").first()
        assert unit is not None
        Unit.objects.filter(pk=unit.pk).update(code="91110000600037341L")
    assert len(nodes) == count
    found = chief_client.fetch("/api/v1/directory/units", q="91110000").json()["items"]
    assert [row["id"] for row in found] == [str(unit.pk)]


def test_renaming_keeps_the_suggested_name(world: World, chief: Actor) -> None:
    with acting_as(chief):
        row = commands.rename_organisation(
            organisation_id=world.orgs["first"].pk, expected_version=1, short_name="总装党支部", on=date(2026, 11, 20)
        )
    assert row.full_name == "中国共产党总装支部委员会"

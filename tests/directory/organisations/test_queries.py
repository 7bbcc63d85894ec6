"""Reading organisations: trees, lists, one organisation, violations."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.members.models import Person
from dangjian.directory.organisations import queries
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.queries import OrganisationFilter, ViolationFilter
from dangjian.directory.organisations.queries.loading.sums import topmost
from dangjian.directory.organisations.rules.terms import TermState
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.kernel.http import PageRequest
from dangjian.kernel.testing import exactly_queries
from tests.world import World, add_people, building


def test_whole_tree_with_the_people_of_every_subtree(world: World, chief: Actor) -> None:
    with acting_as(chief), exactly_queries(2):
        nodes = queries.tree()["nodes"]

    shown = [
        (node["name"], node["full_members"], node["probationary_members"], node["members"], node["children"])
        for node in nodes
    ]
    assert shown == [
        ("集团党委", 20, 4, 24, 3),
        ("机关党支部", 4, 1, 5, 0),
        ("制造公司党总支", 11, 2, 13, 2),
        ("能源公司党总支", 5, 1, 6, 1),
        ("一车间党支部", 7, 1, 8, 0),
        ("运行党支部", 5, 1, 6, 0),
        ("二车间党支部", 4, 1, 5, 0),
    ]
    assert [node["parent_id"] for node in nodes[:2]] == [None, world.orgs["group"].pk]


def test_tree_of_a_branch_secretary_and_of_a_member_is_their_branch(world: World) -> None:
    for key in ("secretary", "member"):
        with acting_as(world.actor(key)):
            nodes = queries.tree()["nodes"]
        assert [(node["name"], node["parent_id"]) for node in nodes] == [("一车间党支部", None)]


def test_suspended_and_pre_members_do_not_count(world: World, chief: Actor) -> None:
    add_people(world.here, "second", 2, PersonCategory.APPLICANT)
    with building(world.tenant_id):
        Person.objects.filter(pk=world.people["second_3"].pk).update(membership_status="suspended")

    with acting_as(chief):
        found = queries.organisation_detail(organisation_id=world.orgs["second"].pk)

    assert {name: found[name] for name in ("members", "full_members", "suspended_members", "other_people")} == {
        "members": 4,
        "full_members": 3,
        "suspended_members": 1,
        "other_people": 2,
    }


def test_tree_on_a_day_in_the_future_is_refused(world: World, chief: Actor) -> None:
    with acting_as(chief), pytest.raises(BadInput):
        queries.tree(on=date(2026, 11, 22))


def test_children_level_by_level(world: World, chief: Actor, office: Actor) -> None:
    with acting_as(chief), exactly_queries(2):
        roots = queries.children()
    with acting_as(chief), exactly_queries(3):
        below = queries.children(parent_id=world.orgs["group"].pk)
    with acting_as(office):
        own = queries.children()
        with pytest.raises(NotFound):
            queries.children(parent_id=world.orgs["energy"].pk)

    assert [(node["name"], node["members"], node["has_children"]) for node in roots] == [("集团党委", 24, True)]
    assert [(node["name"], node["members"], node["has_children"]) for node in below] == [
        ("机关党支部", 5, False),
        ("制造公司党总支", 13, True),
        ("能源公司党总支", 6, True),
    ]
    assert [node["name"] for node in own] == ["制造公司党总支"]


def test_chart_shows_secretaries_and_terms(world: World, chief: Actor) -> None:
    with acting_as(chief), exactly_queries(4):
        nodes = queries.chart()["nodes"]

    assert {node["name"]: (node["secretary"], node["term_state"]) for node in nodes} == {
        "集团党委": ("秦卫国", TermState.RUNNING),
        "机关党支部": ("", TermState.RUNNING),
        "制造公司党总支": ("", TermState.RUNNING),
        "能源公司党总支": ("", TermState.RUNNING),
        "一车间党支部": ("曾志强", TermState.RUNNING),
        "二车间党支部": ("郭凯", TermState.RUNNING),
        "运行党支部": ("马超", TermState.RUNNING),
    }


def found_names(actor: Actor, **filters: object) -> list[str]:
    with acting_as(actor):
        page = queries.list_organisations(filters=OrganisationFilter.model_validate(filters), page=PageRequest())
    return [row["short_name"] for row in page["items"]]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"q": "车间"}, ["一车间党支部", "二车间党支部"]),
        ({"q": "yichejian"}, ["一车间党支部"]),
        ({"q": "yi che jian"}, ["一车间党支部"]),
        ({"q": "ecj"}, ["二车间党支部"]),
        ({"q": "99"}, []),
        ({"q": "011100126200"}, ["集团党委"]),
        ({"org_kind": "general_branch"}, ["制造公司党总支", "能源公司党总支"]),
        ({"dissolved": True}, []),
        ({"term_state": "running", "org_kind": "party_committee"}, ["集团党委"]),
        ({"term_state": "overdue"}, []),
        ({"can_approve_members": True}, ["集团党委"]),
    ],
)
def test_list_filters(world: World, chief: Actor, filters: dict[str, object], names: list[str]) -> None:
    assert found_names(chief, **filters) == names


def test_list_under_an_organisation_and_by_term(world: World, chief: Actor) -> None:
    with building(world.tenant_id):
        rows = Organisation.objects.filter(pk=world.orgs["second"].pk)
        rows.update(term_end=date(2025, 11, 20))
        Organisation.objects.filter(pk=world.orgs["first"].pk).update(
            term_end=date(2026, 6, 1), term_extended_until=date(2027, 1, 1)
        )
        Organisation.objects.filter(pk=world.orgs["operations"].pk).update(term_end=date(2027, 5, 21))

    assert found_names(chief, under_id=world.orgs["works"].pk) == ["制造公司党总支", "一车间党支部", "二车间党支部"]
    assert found_names(chief, term_state="overdue") == ["二车间党支部"]
    assert found_names(chief, term_state="extended") == ["一车间党支部"]
    assert found_names(chief, term_state="expiring") == ["运行党支部"]


def test_every_filter_of_a_term_agrees_with_the_state_shown(world: World, chief: Actor) -> None:
    ends: list[tuple[date, date | None]] = [
        (date(2026, 11, 21), None),
        (date(2025, 11, 21), None),
        (date(2025, 11, 20), None),
    ]
    ends += [(date(2026, 11, 1), date(2026, 11, 21)), (date(2025, 11, 20), date(2027, 1, 1)), (date(2027, 5, 22), None)]
    with building(world.tenant_id):
        for org, (end, extended) in zip(list(world.orgs.values())[1:], ends, strict=True):
            Organisation.objects.filter(pk=org.pk).update(term_end=end, term_extended_until=extended)

    with acting_as(chief):
        rows = queries.list_organisations(filters=OrganisationFilter(), page=PageRequest())["items"]
    for state in TermState:
        assert found_names(chief, term_state=state) == [r["short_name"] for r in rows if r["term_state"] == state]


def test_detail(world: World, secretary: Actor, office: Actor) -> None:
    with acting_as(secretary), exactly_queries(8):
        found = queries.organisation_detail(organisation_id=world.orgs["first"].pk)

    assert [(row["name"], row["visible"]) for row in found["superiors"]] == [
        ("集团党委", False),
        ("制造公司党总支", False),
    ]
    assert [(post["post_label"], post["person_name"]) for post in found["posts"]] == [
        ("书记", "曾志强"),
        ("副书记", "张伟"),
        ("纪检委员", "李娜"),
    ]
    assert [(cell["name"], cell["people"]) for cell in found["cells"]] == [("第一党小组", 4), ("第二党小组", 4)]
    assert (found["may_edit"], found["may_change_tree"], found["may_change_as_superior"]) == (True, False, False)
    with acting_as(office):
        found = queries.organisation_detail(organisation_id=world.orgs["works"].pk)
        assert (found["may_edit"], found["may_change_tree"], found["may_change_as_superior"]) == (True, True, False)
        assert found["children"] == 2


def violations(actor: Actor, **filters: object) -> list[tuple[str, str, str]]:
    with acting_as(actor):
        found = queries.list_violations(filters=ViolationFilter.model_validate(filters))
    return [(item["name"], item["rule_id"], item["severity"]) for item in found["items"]]


def test_violations_of_the_world(world: World, chief: Actor, secretary: Actor) -> None:
    with acting_as(chief), exactly_queries(7):
        found = queries.list_violations(filters=ViolationFilter())

    assert [(item["name"], item["rule_id"], item["severity"]) for item in found["items"]] == [
        ("机关党支部", "ORG-R09", "breach"),
        ("制造公司党总支", "ORG-R09", "breach"),
        ("制造公司党总支", "ORG-R10", "warning"),
        ("能源公司党总支", "ORG-R09", "breach"),
        ("能源公司党总支", "ORG-R10", "warning"),
        ("运行党支部", "ORG-R03", "warning"),
        ("运行党支部", "ORG-R10", "warning"),
    ]
    assert (found["breaches"], found["warnings"]) == (3, 4)
    first = found["items"][0]
    assert first["text"] == "书记空缺（自 2015-07-01）。"
    assert first["clauses"][0]["citation"] == "《中国共产党支部工作条例（试行）》第二十一条"
    assert violations(secretary) == []
    assert violations(chief, under_id=world.orgs["energy"].pk, rule_id="ORG-R10") == [
        ("能源公司党总支", "ORG-R10", "warning"),
        ("运行党支部", "ORG-R10", "warning"),
    ]


def test_violations_need_as_many_statements_for_more_organisations(world: World, chief: Actor) -> None:
    add_people(world.here, "operations", 60)

    with acting_as(chief), exactly_queries(7):
        found = queries.list_violations(filters=ViolationFilter(under_id=None, org_kind="branch"))

    assert [item["rule_id"] for item in found["items"] if item["name"] == "运行党支部"] == [
        "ORG-R03",
        "ORG-R04",
        "ORG-R05",
        "ORG-R10",
    ]


def test_a_unit_whose_members_sit_elsewhere_should_have_a_branch(world: World, chief: Actor, office: Actor) -> None:
    with building(world.tenant_id):
        Person.objects.filter(organisation=world.orgs["first"]).update(unit=world.here.units["works"])

    assert ("制造公司", "ORG-R15", "warning") in violations(chief)
    assert all(rule != "ORG-R15" for _, rule, _ in violations(office)), "units are judged over the whole enterprise"


def test_history_shows_versions_operations_and_changes(world: World, secretary: Actor) -> None:
    with acting_as(secretary), exactly_queries(5):
        found = queries.organisation_history(organisation_id=world.orgs["first"].pk)

    assert [(row["valid_from"], row["short_name"]) for row in found["versions"]] == [(date(2015, 7, 1), "一车间党支部")]
    assert (found["operations"], found["lineage"], found["changes"]) == ([], [], [])


def test_topmost_paths() -> None:
    assert topmost(["00000001", "0000", "0001", "00010002"]) == ["0000", "0001"]

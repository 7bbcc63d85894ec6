"""Commands of organisations: contracts first, then what is special."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from dangjian.directory.members.events import PeopleMoved
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.commands import NewBranch, Paper
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.organisations.events import (
    OrganisationDissolved,
    OrganisationEstablished,
    OrganisationKindChanged,
    OrganisationMoved,
    OrganisationRenamed,
    OrganisationsMerged,
    OrganisationSplit,
    OrganisationUpdated,
)
from dangjian.directory.organisations.models import (
    Lineage,
    Operation,
    Organisation,
    OrganisationVersion,
    PartyCell,
)
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem, StaleEdit
from dangjian.kernel.events import drain
from dangjian.kernel.paths import models_with_path
from dangjian.kernel.testing import assert_command_contract, refusal_of
from tests.world import TODAY, World, add_people, building, give

PAPER = Paper(approved_by="集团党委", document_no="临江党〔2026〕9号", reason="工作需要")


def fresh(world: World, key: str) -> Organisation:
    with building(world.tenant_id):
        row: Organisation = Organisation.objects.get(pk=world.orgs[key].pk)
    return row


def versions(world: World, organisation: Organisation) -> list[tuple[Any, ...]]:
    with building(world.tenant_id):
        rows = OrganisationVersion.objects.filter(organisation=organisation).order_by("valid_from")
        return list(rows.values_list("valid_from", "valid_to", "short_name", "parent__short_name", "is_dissolved"))


def refused(actor: Actor, command: Any, **arguments: Any) -> Problem:
    with acting_as(actor):
        problem = refusal_of(lambda: command(**arguments))
    assert problem is not None, "was not refused"
    return problem


def test_establish(world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    works = world.orgs["works"]
    arguments = {
        "parent_id": works.pk,
        "org_kind": OrgKind.BRANCH,
        "short_name": "三车间党支部",
        "on": date(2026, 11, 1),
        "paper": PAPER,
    }

    made = assert_command_contract(
        commands.establish_organisation,
        arguments,
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[OrganisationEstablished],
        bad=[
            ({"on": date(2026, 11, 22)}, "directory.organisation.date"),
            ({"on": date(2015, 6, 30)}, "directory.organisation.date"),
            ({"org_kind": OrgKind.PARTY_COMMITTEE}, "directory.organisation.kind"),
            ({"short_name": "一车间党支部"}, "directory.organisation.name_taken"),
            ({"org_code": world.orgs["group"].org_code}, "directory.organisation.code_taken"),
            ({"parent_id": world.orgs["energy"].pk}, "kernel.not_found"),
            ({"parent_id": None}, "directory.organisation.root_only_by_administrator"),
        ],
    )

    assert (made.org_path, made.full_name, made.branch_kind, made.name_key) == (
        works.org_path + "0002",
        "中国共产党三车间支部委员会",
        "ordinary",
        "san che jian dang zhi bu",
    )
    assert (made.approved_by, made.approval_no) == ("集团党委", "临江党〔2026〕9号")
    assert versions(world, made) == [(date(2026, 11, 1), None, "三车间党支部", "制造公司党总支", False)]
    assert fresh(world, "works").version == works.version, "a new child is no edit of its superior"


def test_establish_a_root_needs_the_whole_enterprise(world: World) -> None:
    give(world.here, "chief", "office")
    with acting_as(world.actor("chief")):
        made = commands.establish_organisation(
            parent_id=None, org_kind=OrgKind.TRADE_UNION, short_name="集团工会", on=TODAY
        )

    assert (made.org_path, made.parent_id, made.full_name) == ("0001", None, "集团工会委员会")


def test_establish_below_a_dissolved_one_is_refused(world: World, chief: Actor) -> None:
    with acting_as(chief):
        empty = commands.establish_organisation(
            parent_id=world.orgs["works"].pk, org_kind=OrgKind.BRANCH, short_name="三车间党支部", on=TODAY
        )
        commands.dissolve_organisation(organisation_id=empty.pk, expected_version=empty.version, on=TODAY)

    problem = refused(
        chief,
        commands.establish_organisation,
        parent_id=empty.pk,
        org_kind=OrgKind.BRANCH,
        short_name="四车间党支部",
        on=TODAY,
    )
    assert problem.code == "directory.organisation.dissolved"


def test_rename(world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    first = world.orgs["first"]

    assert_command_contract(
        commands.rename_organisation,
        {"organisation_id": first.pk, "expected_version": 1, "short_name": "总装车间党支部", "on": date(2026, 11, 2)},
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[OrganisationRenamed],
        bad=[
            ({"on": date(2026, 11, 22)}, "directory.organisation.date"),
            ({"short_name": "二车间党支部"}, "directory.organisation.name_taken"),
            ({"expected_version": 7}, "kernel.stale_edit"),
        ],
    )

    assert versions(world, first) == [
        (date(2015, 7, 1), date(2026, 11, 2), "一车间党支部", "制造公司党总支", False),
        (date(2026, 11, 2), None, "总装车间党支部", "制造公司党总支", False),
    ]
    with acting_as(office):
        then, now = queries.tree(on=date(2026, 11, 1)), queries.tree()
    assert [node["name"] for node in then["nodes"]] == ["制造公司党总支", "一车间党支部", "二车间党支部"]
    assert [node["name"] for node in now["nodes"]] == ["制造公司党总支", "总装车间党支部", "二车间党支部"]


def test_update_own_details_by_the_branch_and_official_ones_by_the_superior(
    world: World, secretary: Actor, office: Actor, member: Actor, other_member: Actor, stranger: Actor
) -> None:
    first = world.orgs["first"]
    arguments = {"organisation_id": first.pk, "expected_version": 1, "values": {"contact_name": "曾志强"}}

    assert_command_contract(
        commands.update_organisation,
        arguments,
        allowed=secretary,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[OrganisationUpdated],
        bad=[
            ({"values": {"org_code": "123"}}, "directory.organisation.official_field"),
            ({"values": {"org_path": "0009"}}, "directory.organisation.field"),
            ({"expected_version": 2}, "kernel.stale_edit"),
        ],
    )
    with acting_as(office):
        row = commands.update_organisation(
            organisation_id=first.pk,
            expected_version=2,
            values={"org_code": "011100129999", "branch_kind": BranchKind.JOINT},
        )

    assert (row.version, row.org_code, row.branch_kind) == (3, "011100129999", "joint")


def test_two_people_edit_one_organisation_the_second_is_told(world: World, office: Actor, secretary: Actor) -> None:
    first = world.orgs["first"]
    with acting_as(secretary):
        commands.update_organisation(organisation_id=first.pk, expected_version=1, values={"address": "一号楼"})

    with acting_as(office), pytest.raises(StaleEdit) as refusal:
        commands.update_organisation(organisation_id=first.pk, expected_version=1, values={"address": "二号楼"})

    assert refusal.value.extra == {"current_version": 2}
    assert fresh(world, "first").address == "一号楼"


def test_move_a_subtree(world: World, chief: Actor, member: Actor, office: Actor, stranger: Actor) -> None:
    works, energy, first = world.orgs["works"], world.orgs["energy"], world.orgs["first"]
    arguments = {
        "organisation_id": first.pk,
        "expected_version": 1,
        "to_parent_id": energy.pk,
        "on": date(2026, 11, 3),
        "paper": PAPER,
    }

    moved = assert_command_contract(
        commands.move_organisation,
        arguments,
        allowed=chief,
        without_right=member,
        elsewhere=office,
        stranger=stranger,
        events=[OrganisationMoved],
        bad=[
            ({"to_parent_id": works.pk}, "directory.organisation.same_parent"),
            ({"to_parent_id": first.pk}, "directory.organisation.circular"),
            ({"to_parent_id": world.orgs["operations"].pk}, "directory.organisation.kind"),
            ({"on": date(2015, 6, 30)}, "directory.organisation.date"),
        ],
    )

    assert moved.org_path == energy.org_path + "0001"
    with building(world.tenant_id):
        people = set(Person.objects.filter(organisation=first).values_list("org_path", flat=True))
        left = {
            model._meta.label: model._default_manager.filter(org_path__startswith=first.org_path).count()
            for model in models_with_path()
        }
    assert people == {moved.org_path}
    assert {label: count for label, count in left.items() if count} == {}
    assert world.actor("secretary").grants[0].org_path == moved.org_path
    with acting_as(world.actor("office")):
        assert [node["name"] for node in queries.tree()["nodes"]] == ["制造公司党总支", "二车间党支部"]
        assert [node["name"] for node in queries.tree(on=date(2026, 11, 2))["nodes"]] == [
            "制造公司党总支",
            "二车间党支部",
        ]
    with acting_as(chief):
        then = {node["name"]: node for node in queries.tree(on=date(2026, 11, 2))["nodes"]}
        now = {node["name"]: node for node in queries.tree()["nodes"]}
    assert (then["制造公司党总支"]["members"], now["制造公司党总支"]["members"]) == (13, 5)
    assert (then["一车间党支部"]["parent_id"], now["一车间党支部"]["parent_id"]) == (works.pk, energy.pk)


def test_every_table_of_a_tenant_with_a_path_is_moved() -> None:
    labels = {model._meta.label for model in models_with_path()}

    assert {"directory_members.Person", "directory_grants.RoleGrant", "identity_accounts.Account"} <= labels
    assert all(apps.get_model(label) for label in labels)


def test_circular_parent_through_the_subtree_is_refused(world: World, chief: Actor) -> None:
    problem = refused(
        chief,
        commands.move_organisation,
        organisation_id=world.orgs["works"].pk,
        expected_version=1,
        to_parent_id=world.orgs["first"].pk,
        on=TODAY,
    )

    assert (type(problem), problem.code) == (BadInput, "directory.organisation.circular")


def test_only_the_superior_moves_or_dissolves(world: World, office: Actor) -> None:
    works = world.orgs["works"]

    problem = refused(office, commands.dissolve_organisation, organisation_id=works.pk, expected_version=1, on=TODAY)

    assert (type(problem), problem.code) == (NotAllowed, "directory.organisation.superior_only")


def test_merge(world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    first, second = world.orgs["first"], world.orgs["second"]

    target = assert_command_contract(
        commands.merge_organisations,
        {"source_ids": [second.pk], "target_id": first.pk, "on": date(2026, 11, 4), "paper": PAPER},
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[PeopleMoved, OrganisationDissolved, OrganisationsMerged],
        bad=[
            ({"source_ids": [first.pk]}, "directory.organisation.merge_itself"),
            ({"source_ids": [world.orgs["operations"].pk]}, "kernel.not_found"),
            ({"on": date(2026, 11, 22)}, "directory.organisation.date"),
        ],
    )
    drain()

    with building(world.tenant_id):
        assert Person.objects.filter(organisation=target).count() == 14
        assert Person.objects.filter(organisation=second).count() == 0
        moved = world.people["second_3"]
        relations = OrgRelation.objects.filter(person=moved).order_by("valid_from")
        assert list(relations.values_list("organisation__short_name", "valid_from", "valid_to")) == [
            ("二车间党支部", date(2016, 1, 1), date(2026, 11, 4)),
            ("一车间党支部", date(2026, 11, 4), None),
        ]
        assert MembershipChange.objects.filter(to_organisation=first, reason="moved").count() == 5
        assert list(Lineage.objects.values_list("source__short_name", "target__short_name")) == [
            ("二车间党支部", "一车间党支部")
        ]
        assert set(Operation.objects.values_list("organisation__short_name", "kind", "document_no")) == {
            ("一车间党支部", "merge", "临江党〔2026〕9号"),
            ("二车间党支部", "merge", "临江党〔2026〕9号"),
        }
        ended = PostHolding.objects.get(pk=world.here.posts["second_secretary"].pk)
    assert ended.ended_on == date(2026, 11, 4)
    assert fresh(world, "second").dissolved_on == date(2026, 11, 4)
    assert "branch_secretary" not in {grant.role for grant in world.actor("second_secretary").grants}
    assert versions(world, second)[-1] == (date(2026, 11, 4), None, "二车间党支部", "制造公司党总支", True)


def test_merging_different_kinds_is_refused(world: World, chief: Actor) -> None:
    problem = refused(
        chief,
        commands.merge_organisations,
        source_ids=[world.orgs["headquarters"].pk],
        target_id=world.orgs["works"].pk,
        on=TODAY,
    )

    assert problem.code == "directory.organisation.merge_kinds"


def test_split(world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    first = world.orgs["first"]
    leaving = tuple(world.people[key].pk for key in ("first_5", "first_6", "first_7"))
    branch = NewBranch("一车间白班党支部", person_ids=leaving)

    [made] = assert_command_contract(
        commands.split_organisation,
        {"organisation_id": first.pk, "expected_version": 1, "branches": [branch], "on": TODAY, "paper": PAPER},
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[PeopleMoved, OrganisationEstablished, OrganisationSplit],
        bad=[
            ({"branches": []}, "directory.organisation.split_into_nothing"),
            ({"branches": [branch, branch]}, "directory.organisation.split_twice"),
            (
                {"branches": [NewBranch("甲党支部", person_ids=(world.people["other_member"].pk,))]},
                "directory.organisation.split_foreigner",
            ),
            (
                {
                    "branches": [
                        NewBranch(
                            "甲党支部",
                            person_ids=tuple(p.pk for p in world.people.values() if p.organisation_id == first.pk),
                        )
                    ]
                },
                "directory.organisation.split_nobody_left",
            ),
        ],
    )

    assert made.full_name == "中国共产党一车间白班支部委员会"
    with building(world.tenant_id):
        assert set(Person.objects.filter(organisation=made).values_list("pk", flat=True)) == set(leaving)
        assert Person.objects.filter(organisation=first).count() == 6
        assert Person.objects.filter(pk__in=leaving, cell__isnull=False).count() == 0


def test_upgrade_needs_a_branch_for_every_member(
    world: World, office: Actor, chief: Actor, member: Actor, other_member: Actor, stranger: Actor
) -> None:
    operations = world.orgs["headquarters"]
    people = [person.pk for person in world.people.values() if person.organisation_id == operations.pk]
    halves = [
        NewBranch("机关一党支部", person_ids=tuple(people[:3])),
        NewBranch("机关二党支部", person_ids=tuple(people[3:])),
    ]

    changed = assert_command_contract(
        commands.change_kind,
        {
            "organisation_id": operations.pk,
            "expected_version": 1,
            "to_kind": OrgKind.GENERAL_BRANCH,
            "branches": halves,
            "on": TODAY,
        },
        allowed=chief,
        without_right=member,
        elsewhere=office,
        stranger=stranger,
        events=[
            PeopleMoved,
            PeopleMoved,
            OrganisationEstablished,
            OrganisationEstablished,
            OrganisationKindChanged,
        ],
        bad=[
            ({"branches": halves[:1]}, "directory.organisation.members_without_branch"),
            ({"branches": []}, "directory.organisation.split_into_nothing"),
            ({"to_kind": OrgKind.BRANCH}, "directory.organisation.kind"),
            ({"to_kind": OrgKind.TRADE_UNION}, "directory.organisation.kind"),
        ],
    )

    assert (changed.org_kind, changed.branch_kind, changed.short_name) == ("general_branch", "", "机关党总支")
    with building(world.tenant_id):
        assert Person.objects.filter(organisation=operations).count() == 0
        under = Organisation.objects.filter(parent=operations).order_by("org_path")
        assert list(under.values_list("short_name", flat=True)) == ["机关一党支部", "机关二党支部"]


def test_downgrade_takes_the_branches_in(world: World, chief: Actor) -> None:
    energy = world.orgs["energy"]

    with acting_as(chief):
        changed = commands.change_kind(
            organisation_id=energy.pk, expected_version=1, to_kind=OrgKind.BRANCH, on=TODAY, paper=PAPER
        )

    assert (changed.org_kind, changed.branch_kind, changed.short_name) == ("branch", "ordinary", "能源公司党支部")
    with building(world.tenant_id):
        assert Person.objects.filter(organisation=energy).count() == 6
    assert fresh(world, "operations").dissolved_on == TODAY


def test_dissolve_an_empty_branch(
    world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor
) -> None:
    with acting_as(office):
        empty = commands.establish_organisation(
            parent_id=world.orgs["works"].pk, org_kind=OrgKind.BRANCH, short_name="三车间党支部", on=TODAY
        )

    ended = assert_command_contract(
        commands.dissolve_organisation,
        {"organisation_id": empty.pk, "expected_version": 1, "on": TODAY, "paper": PAPER},
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[OrganisationDissolved],
        bad=[({"on": date(2026, 11, 22)}, "directory.organisation.date")],
    )

    assert ended.dissolved_on == TODAY
    assert (
        refused(office, commands.dissolve_organisation, organisation_id=empty.pk, expected_version=2, on=TODAY).code
        == "directory.organisation.dissolved"
    )
    with acting_as(office):
        assert "三车间党支部" not in [node["name"] for node in queries.tree()["nodes"]]


def test_dissolving_says_what_is_in_the_way(world: World, office: Actor) -> None:
    problem = refused(
        office,
        commands.dissolve_organisation,
        organisation_id=world.orgs["first"].pk,
        expected_version=1,
        on=TODAY,
    )

    assert isinstance(problem, Conflict)
    assert (problem.code, problem.text) == (
        "directory.organisation.not_empty",
        "“一车间党支部”还不能撤销：还有 2 个党小组，请先撤销；还有 9 名党员或培养对象，请先调整到其他党支部。",
    )
    named = [(blocker["name"], blocker["count"]) for blocker in problem.extra["blockers"]]
    assert named == [("cells", 2), ("members", 9)]


def test_cells(world: World, secretary: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    first = world.orgs["first"]

    cell = assert_command_contract(
        commands.form_cell,
        {"organisation_id": first.pk, "name": "第三党小组", "on": TODAY, "sort": 2},
        allowed=secretary,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        bad=[
            ({"name": "第一党小组"}, "directory.cell.name_taken"),
            ({"on": date(2026, 11, 22)}, "directory.cell.date"),
            ({"organisation_id": world.orgs["second"].pk}, "kernel.not_found"),
        ],
    )
    with acting_as(secretary):
        commands.update_cell(cell_id=cell.pk, name="夜班党小组", sort=5)
        ended = commands.dissolve_cell(cell_id=cell.pk, on=TODAY)

    assert (ended.name, ended.dissolved_on) == ("夜班党小组", TODAY)
    problem = refused(secretary, commands.dissolve_cell, cell_id=world.here.cells["cell_1"].pk, on=TODAY)
    assert problem.code == "directory.cell.not_empty"
    with building(world.tenant_id):
        assert PartyCell.objects.filter(organisation=first, dissolved_on=None).count() == 2


def test_units_and_links(world: World, chief: Actor, secretary: Actor, stranger: Actor) -> None:
    works = world.here.units["works"]
    made = assert_command_contract(
        commands.create_unit,
        {"name": "一车间", "parent_id": works.pk, "details": {"code": "91350100M000100Y43", "employees": 60}},
        allowed=chief,
        without_right=secretary,
        stranger=stranger,
        bad=[({"details": {"code": "91350100M000100Y44"}}, "directory.unit.code")],
    )

    with acting_as(chief):
        assert commands.link_units(organisation_id=world.orgs["first"].pk, unit_ids=[made.pk]) == 1
        with pytest.raises(BadInput, match="自己或它的下级"):
            commands.update_unit(unit_id=works.pk, expected_version=1, name="制造公司", parent_id=made.pk, details={})
        with pytest.raises(Conflict, match="1 个对应的党组织"):
            commands.close_unit(unit_id=made.pk, on=TODAY)
        commands.link_units(organisation_id=world.orgs["first"].pk, unit_ids=[])
        assert commands.close_unit(unit_id=made.pk, on=TODAY).closed_on == TODAY
        with pytest.raises(NotFound):
            commands.link_units(organisation_id=world.orgs["first"].pk, unit_ids=[made.pk])


def test_changes_are_dated_after_the_last_one(world: World, office: Actor) -> None:
    first = world.orgs["first"]
    with acting_as(office):
        renamed = commands.rename_organisation(
            organisation_id=first.pk, expected_version=1, short_name="总装党支部", on=date(2026, 11, 10)
        )

    problem = refused(
        office,
        commands.rename_organisation,
        organisation_id=first.pk,
        expected_version=renamed.version,
        short_name="总装一党支部",
        on=date(2026, 11, 9),
    )

    assert problem.text == "日期早于上一次变更的日期（2026-11-10），请核对。"
    with acting_as(office):
        commands.rename_organisation(
            organisation_id=first.pk, expected_version=2, short_name="总装二党支部", on=date(2026, 11, 10)
        )
    assert [row[2] for row in versions(world, first)] == ["一车间党支部", "总装二党支部"]


def test_people_added_later_count_from_their_day(world: World, chief: Actor) -> None:
    add_people(world.here, "operations", 2)
    with acting_as(chief), frozen(TODAY):
        assert queries.tree()["nodes"][0]["members"] == 26

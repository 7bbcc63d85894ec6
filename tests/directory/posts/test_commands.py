"""Posts: filling, ending, correcting, with the rights that come with them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.directory.grants.events import RoleGranted, RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.members.commands import move_people, register_leaving
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.directory.posts import commands, queries
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.events import PostCorrected, PostEnded, PostFilled
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.queries import PostFilter
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, Problem
from dangjian.kernel.events import drain
from dangjian.kernel.http import PageRequest
from dangjian.kernel.testing import (
    assert_command_contract,
    assert_handler_contract,
    assert_list_contract,
    exactly_queries,
    refusal_of,
)
from tests.world import TERM_START, TODAY, SignedInClient, World, building


def refused(actor: Actor, command: Any, **arguments: Any) -> Problem:
    with acting_as(actor):
        problem = refusal_of(lambda: command(**arguments))
    assert problem is not None, "was not refused"
    return problem


def rights(world: World, key: str) -> list[tuple[str, str]]:
    names = {org.pk: name for name, org in world.orgs.items()}
    return [
        (grant.role, names[grant.org_id])
        for grant in world.actor(key).grants
        if grant.org_id and grant.role != "member"
    ]


def test_appoint(world: World, office: Actor, secretary: Actor, other_member: Actor, stranger: Actor) -> None:
    first, person = world.orgs["first"], world.people["first_5"]
    arguments: dict[str, Any] = {
        "organisation_id": first.pk,
        "person_id": person.pk,
        "post_kind": PostKind.ORGANISATION_MEMBER,
        "started_on": date(2026, 11, 10),
        "document_no": "制党总〔2026〕5号",
    }

    row = assert_command_contract(
        commands.appoint,
        arguments,
        allowed=office,
        without_right=secretary,
        elsewhere=other_member,
        stranger=stranger,
        events=[RoleGranted, PostFilled],
        bad=[
            ({"started_on": date(2026, 11, 22)}, "directory.post.started_on"),
            ({"started_on": date(2012, 6, 30)}, "directory.post.started_on"),
            ({"started_on": date(2015, 6, 30)}, "directory.post.started_on"),
            ({"post_kind": PostKind.STANDING_MEMBER}, "directory.post.post_kind"),
            ({"post_kind": PostKind.CELL_LEADER}, "directory.post.cell_leader"),
            ({"post_kind": PostKind.SECRETARY}, "directory.post.overlap"),
            ({"person_id": world.people["probationary"].pk}, "directory.post.person_id"),
            ({"person_id": world.people["second_3"].pk}, "directory.post.person_id"),
            ({"person_id": world.people["leader"].pk}, "directory.post.person_missing"),
            (
                {"person_id": world.people["officer"].pk, "post_kind": PostKind.DISCIPLINE_MEMBER},
                "directory.post.overlap",
            ),
        ],
    )

    assert (row.person_name, row.org_path) == ("刘洋", first.org_path)
    assert rights(world, "first_5") == [("branch_officer", "first")]


def test_secretaries_follow_one_another(world: World, office: Actor) -> None:
    first = world.orgs["first"]
    arguments: dict[str, Any] = {
        "organisation_id": first.pk,
        "person_id": world.people["member"].pk,
        "post_kind": PostKind.SECRETARY,
        "started_on": TODAY,
    }
    problem = refused(office, commands.appoint, **arguments)
    assert (type(problem), problem.code) == (Conflict, "directory.post.overlap")

    with acting_as(office):
        commands.end_post(
            post_id=world.here.posts["secretary"].pk,
            expected_version=1,
            ended_on=TODAY,
            reason="换届",
            document_no="5号",
        )
        commands.appoint(**arguments)

    with acting_as(office):
        then = queries.leading_body(organisation_id=first.pk, on=date(2026, 11, 20))
        now = queries.leading_body(organisation_id=first.pk)
    assert [(row["post_label"], row["person_name"]) for row in then] == [
        ("书记", "曾志强"),
        ("副书记", "张伟"),
        ("纪检委员", "李娜"),
    ]
    assert [(row["post_label"], row["person_name"]) for row in now] == [
        ("书记", "王芳"),
        ("副书记", "张伟"),
        ("纪检委员", "李娜"),
    ]
    assert rights(world, "secretary") == [("branch_secretary", "first")], "it counts until the last day"
    with frozen(TODAY + timedelta(days=1)):
        assert rights(world, "secretary") == []
        assert rights(world, "member") == [("branch_secretary", "first")]


def test_customary_limits_need_the_superiors_reason(world: World, office: Actor) -> None:
    arguments: dict[str, Any] = {
        "organisation_id": world.orgs["second"].pk,
        "person_id": world.people["second_3"].pk,
        "post_kind": PostKind.DISCIPLINE_MEMBER,
        "started_on": TODAY,
    }

    problem = refused(office, commands.appoint, **arguments)
    assert (type(problem), problem.code, problem.fields[0].path) == (BadInput, "directory.post.customary", "waiver")

    with acting_as(office):
        row = commands.appoint(**arguments, waiver="党总支同意设纪检委员")
    assert row.waiver == "党总支同意设纪检委员"


def test_posts_of_long_ago_are_not_judged_by_the_customs_of_today(world: World, office: Actor) -> None:
    with acting_as(office):
        row = commands.appoint(
            organisation_id=world.orgs["second"].pk,
            person_id=world.people["second_3"].pk,
            post_kind=PostKind.SECRETARY,
            started_on=date(2018, 6, 15),
            ended_on=date(2024, 6, 15),
            origin=PostOrigin.IMPORTED,
        )

    assert row.ended_on == date(2024, 6, 15)
    assert rights(world, "second_3") == []


def test_committee_posts_give_no_role_unless_the_rule_says_so(world: World, chief: Actor) -> None:
    with acting_as(chief):
        commands.appoint(
            organisation_id=world.orgs["works"].pk,
            person_id=world.people["second_3"].pk,
            post_kind=PostKind.SECRETARY,
            started_on=TODAY,
        )

    assert rights(world, "second_3") == []


def test_end_post(world: World, office: Actor, secretary: Actor, other_member: Actor, stranger: Actor) -> None:
    post = world.here.posts["deputy"]

    row = assert_command_contract(
        commands.end_post,
        {"post_id": post.pk, "expected_version": 1, "ended_on": date(2026, 11, 20), "reason": "工作调动"},
        allowed=office,
        without_right=secretary,
        elsewhere=other_member,
        stranger=stranger,
        events=[RoleRevoked, PostEnded],
        bad=[
            ({"ended_on": date(2026, 11, 22)}, "directory.post.ended_on"),
            ({"ended_on": TERM_START - timedelta(days=1)}, "directory.post.ended_on"),
            ({"expected_version": 2}, "kernel.stale_edit"),
        ],
    )

    assert (row.ended_on, row.end_reason) == (date(2026, 11, 20), "工作调动")
    assert rights(world, "deputy") == []
    problem = refused(
        office, commands.end_post, post_id=post.pk, expected_version=row.version, ended_on=TODAY, reason="再次"
    )
    assert problem.code == "directory.post.ended"


def test_correct_post(world: World, office: Actor, secretary: Actor, other_member: Actor, stranger: Actor) -> None:
    post = world.here.posts["officer"]
    arguments: dict[str, Any] = {
        "post_id": post.pk,
        "expected_version": 1,
        "post_kind": PostKind.PUBLICITY_MEMBER,
        "started_on": date(2024, 6, 20),
        "ended_on": None,
        "origin": PostOrigin.ELECTED,
        "document_no": "",
        "reason": "登记有误",
    }

    row = assert_command_contract(
        commands.correct_post,
        arguments,
        allowed=office,
        without_right=secretary,
        elsewhere=other_member,
        stranger=stranger,
        events=[PostCorrected],
        bad=[
            ({"post_kind": PostKind.SECRETARY}, "directory.post.overlap"),
            ({"started_on": date(2026, 11, 22)}, "directory.post.correction"),
        ],
    )

    assert (row.post_kind, row.started_on, row.version) == ("publicity_member", date(2024, 6, 20), 2)
    with building(world.tenant_id):
        [grant] = RoleGrant.objects.filter(source_ref=post.pk)
    assert (grant.role, grant.valid_from, grant.revoked_at) == ("branch_officer", date(2024, 6, 20), None)


def test_cell_leader(world: World, secretary: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    cell = world.here.cells["cell_1"]
    arguments = {"cell_id": cell.pk, "person_id": world.people["member"].pk, "on": date(2026, 11, 1)}

    first = assert_command_contract(
        commands.name_cell_leader,
        arguments,
        allowed=secretary,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[PostFilled],
        bad=[
            ({"person_id": world.people["probationary"].pk}, "directory.post.person_id"),
            ({"person_id": world.people["second_3"].pk}, "directory.post.person_missing"),
            ({"on": date(2026, 11, 22)}, "directory.post.started_on"),
        ],
    )
    with acting_as(secretary):
        second = commands.name_cell_leader(cell_id=cell.pk, person_id=world.people["first_5"].pk, on=TODAY)

    with building(world.tenant_id):
        first.refresh_from_db()
    assert (first.ended_on, second.person_name, second.cell_id) == (TODAY, "刘洋", cell.pk)


def test_dividing_the_work_of_a_committee(world: World, secretary: Actor, other_member: Actor, stranger: Actor) -> None:
    post = world.here.posts["officer"]

    row = assert_command_contract(
        commands.assign_duty,
        {"post_id": post.pk, "expected_version": 1, "post_kind": PostKind.ORGANISATION_MEMBER, "on": TODAY},
        allowed=secretary,
        without_right=world.actor("member"),
        elsewhere=other_member,
        stranger=stranger,
        events=[RoleRevoked, RoleGranted, PostEnded, PostFilled],
        bad=[({"on": date(2024, 6, 14)}, "directory.post.started_on")],
    )

    assert (row.post_kind, row.origin, row.started_on) == ("organisation_member", "divided", TODAY)
    problem = refused(
        secretary,
        commands.assign_duty,
        post_id=world.here.posts["deputy"].pk,
        expected_version=1,
        post_kind=PostKind.MEMBER,
        on=TODAY,
    )
    assert problem.code == "directory.post.not_divided"


def test_posts_end_when_people_move_or_leave(world: World, chief: Actor) -> None:
    with acting_as(chief):
        move_people(
            person_ids=[world.people["deputy"].pk],
            to_organisation_id=world.orgs["operations"].pk,
            on=date(2026, 11, 19),
        )
        register_leaving(person_id=world.people["officer"].pk, reason="transferred_out", on=date(2026, 11, 18))
    drain()

    with building(world.tenant_id):
        ended = dict(PostHolding.objects.filter(ended_on__isnull=False).values_list("person_name", "ended_on"))
        left = Person.objects.get(pk=world.people["officer"].pk)
    assert ended == {"张伟": date(2026, 11, 19), "李娜": date(2026, 11, 18)}
    assert left.register_state == "left"
    assert rights(world, "deputy") == []
    assert world.actor("officer").grants == ()
    with building(world.tenant_id):
        world.here.accounts["officer"].refresh_from_db()
        world.here.accounts["deputy"].refresh_from_db()
    assert world.here.accounts["officer"].disabled_at is not None
    assert world.here.accounts["deputy"].org_path == world.orgs["operations"].org_path


def test_dissolution_ends_posts_and_rights_once(world: World) -> None:
    def snapshot() -> tuple[Any, ...]:
        with building(world.tenant_id):
            return (
                list(PostHolding.objects.order_by("id").values_list("ended_on", "version")),
                list(RoleGrant.objects.order_by("id").values_list("revoked_at", "valid_to")),
            )

    before = snapshot()
    after = assert_handler_contract(OrganisationDissolved(world.orgs["first"].pk, TODAY), world.system(), snapshot)
    assert after != before


def test_list_over_http(world: World, office_client: SignedInClient, stranger_client: SignedInClient) -> None:
    def add() -> None:
        for key in ("first_5", "first_6"):
            answer = office_client.call(
                "POST",
                "/api/v1/directory/posts",
                {
                    "organisation_id": str(world.orgs["first"].pk),
                    "person_id": str(world.people[key].pk),
                    "post_kind": "member",
                    "started_on": "2026-11-10",
                },
            )
            assert answer.status_code == 201, answer.content.decode()

    rows = assert_list_contract(
        office_client, "/api/v1/directory/posts", queries=2, more=add, foreigner=stranger_client
    )

    assert [(row["person_name"], row["post_label"]) for row in rows] == [
        ("曾志强", "书记"),
        ("张伟", "副书记"),
        ("李娜", "纪检委员"),
        ("刘洋", "委员"),
        ("陈建国", "委员"),
        ("郭凯", "书记"),
    ]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"post_kind": "secretary"}, ["秦卫国", "曾志强", "郭凯", "马超"]),
        ({"q": "zeng"}, ["曾志强"]),
        ({"on": "2024-06-14"}, []),
        ({"on": "2024-06-15", "post_kind": "deputy_secretary"}, ["张伟"]),
    ],
)
def test_list_filters(world: World, chief: Actor, filters: dict[str, Any], names: list[str]) -> None:
    with acting_as(chief), exactly_queries(1):
        page = queries.list_posts(filters=PostFilter.model_validate(filters), page=PageRequest())
    assert [row["person_name"] for row in page["items"]] == names


def test_a_member_sees_the_posts_of_the_own_branch_only(world: World, member_client: SignedInClient) -> None:
    rows = member_client.fetch("/api/v1/directory/posts").json()["items"]

    assert {row["organisation_name"] for row in rows} == {"一车间党支部"}
    assert member_client.fetch(f"/api/v1/directory/posts/{world.here.posts['leader'].pk}").status_code == 404

"""ORG-2: a vacant leading post is told at once and again when it lasts; posts of the trees beside the Party tree."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.directory.organisations.commands import establish_organisation
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts import commands, rules
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput
from dangjian.kernel.events import drain
from dangjian.kernel.jobs import enqueue, run_pending
from tests.world import SignedInClient, World, building, give


def run(world: World, day: date) -> None:
    with frozen(day), acting_as(world.system()):
        enqueue("directory.posts.remind_of_vacancies")
        run_pending()
        drain()


def todos(world: World) -> list[str]:
    with building(world.tenant_id):
        rows = Todo.objects.filter(state=Todo.OPEN, source="directory.posts.vacancy")
        return sorted(rows.values_list("title", flat=True))


@pytest.fixture
def vacant(world: World) -> World:
    """Only the first branch stands without a secretary, since 2026-11-10."""
    with building(world.tenant_id):
        others = Organisation.objects.exclude(pk=world.orgs["first"].pk)
        others.update(org_kind=OrgKind.PARTY_GROUP)
        PostHolding.objects.filter(pk=world.here.posts["secretary"].pk).update(ended_on=date(2026, 11, 10))
    return world


def test_ORG_2_vacancy_is_told_at_once_and_when_it_lasts(vacant: World) -> None:
    run(vacant, date(2026, 11, 21))
    run(vacant, date(2026, 11, 22))
    assert todos(vacant) == ["一车间党支部书记空缺"]
    run(vacant, date(2027, 2, 11))
    assert todos(vacant) == ["一车间党支部书记空缺，已超过 3 个月"]
    with building(vacant.tenant_id):
        titles = list(Message.objects.filter(kind="post").values_list("title", flat=True))
    assert (titles.count("一车间党支部书记空缺"), len(set(titles))) == (len(titles) // 2, 2)


def test_filling_the_post_closes_the_todo(vacant: World) -> None:
    run(vacant, date(2026, 11, 21))
    with acting_as(vacant.actor("office")):
        commands.appoint(
            organisation_id=vacant.orgs["first"].pk,
            person_id=vacant.people["member"].pk,
            post_kind=PostKind.SECRETARY,
            started_on=date(2026, 11, 20),
        )
        drain()
    assert todos(vacant) == []


def test_ORG_3_posts_of_unions_need_no_party_membership(world: World, chief: Actor) -> None:
    activist = world.people["activist"].pk
    give(world.here, "chief", "office")
    with acting_as(world.actor("chief")):
        union = establish_organisation(
            parent_id=None, org_kind=OrgKind.TRADE_UNION, short_name="集团工会", on=date(2026, 10, 1)
        )
        row = commands.appoint(
            organisation_id=union.pk, person_id=activist, post_kind=PostKind.UNION_CHAIR, started_on=date(2026, 11, 1)
        )
        with pytest.raises(BadInput):
            commands.appoint(
                organisation_id=union.pk, person_id=activist, post_kind=PostKind.SECRETARY, started_on=date(2026, 11, 1)
            )
    assert row.post_kind == "union_chair"


def test_posts_to_choose_from_are_those_of_the_kind(world: World, chief_client: SignedInClient) -> None:
    found = chief_client.fetch("/api/v1/directory/posts/kinds", org_kind="trade_union").json()["kinds"]
    assert [row["label"] for row in found] == [
        "工会主席",
        "工会副主席",
        "工会委员",
        "工会经费审查委员",
        "工会女职工委员",
    ]
    assert PostKind.CELL_LEADER not in rules.kinds_in(OrgKind.BRANCH)


def test_ORG_3_a_secretary_of_discipline_does_not_stand_for_the_secretary(
    world: World, chief: Actor, chief_client: SignedInClient
) -> None:
    group = world.orgs["group"]
    with acting_as(chief):
        commands.appoint(
            organisation_id=group.pk,
            person_id=world.people["chief"].pk,
            post_kind=PostKind.DISCIPLINE_SECRETARY,
            started_on=date(2026, 11, 1),
        )
    url = "/api/v1/directory/organisations"
    listed = {row["id"]: row["secretary"] for row in chief_client.fetch(url).json()["items"]}
    drawn = {row["id"]: row["secretary"] for row in chief_client.fetch(f"{url}/chart").json()["nodes"]}
    assert (listed[str(group.pk)], drawn[str(group.pk)]) == ("秦卫国", "秦卫国")
    with building(world.tenant_id):
        PostHolding.objects.filter(pk=world.here.posts["leader"].pk).update(ended_on=date(2026, 11, 20))
    found = chief_client.fetch(f"{url}/violations", rule_id="ORG-R09").json()["items"]
    assert str(group.pk) in {row["organisation_id"] for row in found}

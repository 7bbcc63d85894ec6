"""ORG-R11: what temporary and functional branches may not do is blocked, whoever asks (支部工作条例 第八条)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.members.commands import move_people, register_leaving, register_person, suspend_person
from dangjian.directory.members.commands.bulk import NewPerson, register_many
from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.enums import BranchKind, ForbiddenAct
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.rules.forbidden import act_problem
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import Conflict, NotFound
from tests.world import SignedInClient, World, building

CODE = "directory.organisation.forbidden_act"
RULE = {"temporary": ["admit", "elect"]}


@pytest.mark.parametrize(
    ("branch_kind", "act", "blocked"),
    [
        ("temporary", ForbiddenAct.ADMIT, True),
        ("temporary", ForbiddenAct.COLLECT_DUES, False),
        ("ordinary", ForbiddenAct.ADMIT, False),
        ("", ForbiddenAct.ELECT, False),
    ],
)
def test_ORG_R11_acts_by_kind(branch_kind: str, act: ForbiddenAct, blocked: bool) -> None:
    assert bool(act_problem(branch_kind, act, RULE)) is blocked


@pytest.fixture
def temporary(world: World) -> Organisation:
    """The second branch as a temporary one (its members were there before)."""
    with building(world.tenant_id):
        Organisation.objects.filter(pk=world.orgs["second"].pk).update(branch_kind=BranchKind.TEMPORARY)
    return world.orgs["second"]


def refused(call: Any, **arguments: Any) -> None:
    with pytest.raises(Conflict) as refusal:
        call(**arguments)
    assert refusal.value.code == CODE
    assert "临时党支部" in refusal.value.text


def test_ORG_R11_a_temporary_branch_takes_no_relations_admits_disposes_and_elects_nobody(
    world: World, temporary: Organisation, chief: Actor
) -> None:
    on, person = date(2026, 11, 20), world.people["second_3"]
    values = {"name": "方小舟", "person_category": "full_member"}
    with acting_as(chief):
        refused(register_person, organisation_id=temporary.pk, values=values)
        refused(register_many, people=[NewPerson(temporary.pk, values)])
        refused(move_people, person_ids=[world.people["member"].pk], to_organisation_id=temporary.pk, on=on)
        refused(suspend_person, person_id=person.pk, on=on, note="失联")
        refused(register_leaving, person_id=person.pk, reason="expelled", on=on)
        refused(commands.set_term, organisation_id=temporary.pk, expected_version=1, term_start=on)
        # What is no decision of the branch is recorded there as anywhere.
        register_leaving(person_id=person.pk, reason="deceased", on=on)


def test_ORG_R11_no_admission_by_a_changed_category(
    world: World, temporary: Organisation, chief_client: SignedInClient
) -> None:
    url = f"/api/v1/directory/members/{world.people['second_5'].pk}"
    answer = chief_client.call("PATCH", url, {"person_category": "full_member"}, version=1)
    assert (answer.status_code, answer.json()["code"]) == (409, CODE)


def test_ORG_R11_a_branch_with_relations_does_not_become_temporary(world: World, chief_client: SignedInClient) -> None:
    url = f"/api/v1/directory/organisations/{world.orgs['first'].pk}"
    answer = chief_client.call("PATCH", url, {"branch_kind": "temporary"}, version=1)
    assert (answer.status_code, answer.json()["code"]) == (409, CODE)
    assert "还有 9 人的组织关系" in answer.json()["detail"]


def test_ORG_R11_other_apps_ask_before_they_act(
    world: World, temporary: Organisation, chief: Actor, other_member: Actor
) -> None:
    with acting_as(chief):
        refused(queries.require_act, organisation_id=temporary.pk, act=ForbiddenAct.ELECT_DELEGATES)
        queries.require_act(organisation_id=world.orgs["first"].pk, act=ForbiddenAct.ELECT_DELEGATES)
        acts = queries.forbidden_acts(organisation_id=temporary.pk)
    with acting_as(other_member), pytest.raises(NotFound):
        queries.require_act(organisation_id=temporary.pk, act=ForbiddenAct.ADMIT)
    assert {row["act"] for row in acts} == set(ForbiddenAct)


def test_ORG_R11_the_page_names_what_is_forbidden(
    world: World, temporary: Organisation, chief_client: SignedInClient
) -> None:
    shown = chief_client.fetch(f"/api/v1/directory/organisations/{temporary.pk}").json()["forbidden_acts"]
    assert {"act": "admit", "text": "发展党员"} in shown

"""Why can I see this? The answer is the decision: what it names is what lets one in, and nothing else does (BEY-21)."""

from __future__ import annotations

from typing import Any

import pytest

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.identity.accounts import grants as account_grants
from dangjian.kernel.testing import exactly_queries, undone
from dangjian.work.life.models import Meeting
from tests.access.realm import RELATIONS, ROLES, Realm
from tests.world import TERM_START, SignedInClient, World, building

API = "/api/v1"
KINDS: dict[str, tuple[Any, str, str]] = {
    "member": (Person, f"{API}/directory/members/{{}}", f"{API}/directory/grants/why/members/{{}}"),
    "organisation": (
        Organisation,
        f"{API}/directory/organisations/{{}}",
        f"{API}/directory/grants/why/organisations/{{}}",
    ),
    "meeting": (Meeting, f"{API}/work/meetings/{{}}", f"{API}/work/meetings/{{}}/why"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_bey_21_the_reasons_are_those_of_the_decision(role: str, kind: str, realm: Realm) -> None:
    """Seen: there are reasons; not seen: there is no answer. Without the grants that are named it is not seen."""
    model, detail, why = KINDS[kind]
    client = realm.clients[role]
    for relation in RELATIONS:
        row = realm.corner(role, relation).rows[model].pk
        with undone():
            seen, answer = client.fetch(detail.format(row)), client.fetch(why.format(row))
            assert seen.status_code == answer.status_code, (relation, seen.status_code, answer.status_code)
            if seen.status_code != 200:
                assert seen.status_code in {403, 404}
                continue
            reasons = answer.json()["reasons"]
            assert reasons, f"{relation}: seen without any reason"
            with building(realm.world.tenant_id):
                RoleGrant.objects.filter(person_id=realm.people[role].pk).delete()
            account_grants.forget_cache()
            left = {reason["kind"] for reason in reasons} - {"grant", "post"}
            assert (client.fetch(detail.format(row)).status_code == 200) == bool(left), (relation, reasons)
        account_grants.forget_cache()


def test_bey_21_a_reason_says_who_gave_it_and_until_when(world: World, office_client: SignedInClient) -> None:
    url = f"{API}/directory/grants/why/members/{world.people['member'].pk}"

    office_client.fetch(url)
    with exactly_queries(3):  # the session, the record, the grants
        found = office_client.fetch(url).json()["reasons"]

    assert found == [
        {
            "kind": "grant",
            "role": "office",
            "role_title": "党务工作者",
            "text": "平台管理员授权，范围：制造公司党总支及其下级",
            "place": "制造公司党总支及其下级",
            "granted_by": "平台管理员",
            "since": TERM_START.isoformat(),
            "until": None,
            "note": "",
        }
    ]


def test_bey_21_a_post_and_oneself_are_reasons(world: World, secretary_client: SignedInClient) -> None:
    own = secretary_client.fetch(f"{API}/directory/grants/why/members/{world.people['secretary'].pk}").json()
    branch = secretary_client.fetch(f"{API}/directory/grants/why/organisations/{world.orgs['first'].pk}").json()

    assert [(r["kind"], r["text"]) for r in own["reasons"]] == [
        ("own", "这是您本人的信息"),
        ("post", "随职务取得，范围：一车间党支部"),
    ]
    assert [(r["kind"], r["role"]) for r in branch["reasons"]] == [("post", "branch_secretary"), ("member", "member")]

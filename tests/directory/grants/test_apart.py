"""Three administrators, apart from one another and from the work of the Party (SEC-AC-07)."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dangjian.directory.grants import commands
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS
from dangjian.directory.posts.commands import appoint
from dangjian.directory.posts.enums import PostKind
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import Conflict
from dangjian.kernel.permissions import registry
from dangjian.kernel.testing import refusal_of
from tests.roles import as_owner
from tests.world import TERM_START, TODAY, World, building, give

BUSINESS = ("branch_officer", "branch_secretary", "office", "leader")
SHARED = {
    "directory.administrator.appoint": "asked for by one, agreed to by the others",
    "directory.grant.by_consent": "what follows from the consent; no operation of its own",
    "foundation.approval.decide": "narrowed to the roles that a request still needs, never the asker",
    "directory.organisation.pick": "names in the tree, to say where an account or a grant lies",
    "identity.account.view": "rights are given to accounts that another administrator opened",
    "identity.token.watch": "whoever notices a token in wrong hands takes it back",
    "identity.second_factor.reset": "takes two of the three",
    "ops.retention.view": "what an agreement is about",
    "ops.retention.approve": "many rows take two people, and there may be one of each kind only",
}
"""What more than one of the three holds, and why."""
EARLIER = {"valid_from": TERM_START - timedelta(days=9), "valid_to": TERM_START - timedelta(days=1)}
"""A period that meets no grant of the small world."""


def test_sec_ac_07_the_operations_of_the_three_are_disjoint() -> None:
    held = {role: registry.of_role(role) for role in ADMINISTRATORS}

    assert all(held.values())
    for one, other in combinations(sorted(ADMINISTRATORS), 2):
        assert held[one] & held[other] <= set(SHARED), (one, other)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_sec_ac_07_an_administrator_has_no_right_of_the_work(role: str) -> None:
    work = {name for business in BUSINESS for name in registry.of_role(business)}
    looking_after_accounts = {name for name in work if name.startswith("identity.")}

    assert registry.of_role(role) & work <= looking_after_accounts | {
        "directory.organisation.pick",
        "directory.grant.view",
        "directory.grant.confirm",
        "foundation.export.approve",
    }
    assert not {name for name in registry.of_role(role) if name.startswith(("directory.member", "life.", "work."))}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", [*sorted(ADMINISTRATORS), *BUSINESS])
def test_sec_ac_07_the_data_base_refuses_a_role_beside_one_of_the_three(world: World, role: str, other: str) -> None:
    give(world.here, "member", role)
    before = _open_roles(world, "member")

    if role == other:
        give(world.here, "member", other)
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        give(world.here, "member", other)
    assert _open_roles(world, "member") == before


def test_sec_ac_07_the_order_of_the_two_does_not_matter(world: World) -> None:
    for business in ("secretary", "office", "leader"):
        with pytest.raises(IntegrityError), transaction.atomic():
            give(world.here, business, "audit_administrator")


def test_sec_ac_07_no_change_of_a_row_gets_round_it(world: World) -> None:
    row = give(world.here, "member", "audit_administrator")
    with building(world.tenant_id):
        RoleGrant.objects.filter(pk=row.pk).update(valid_to=TODAY)
    later = _insert(world, "member", "office", valid_from=TODAY + timedelta(days=1))

    for changes in ({"valid_from": TODAY}, {"role": "security_administrator", "valid_from": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic(), building(world.tenant_id):
            RoleGrant.objects.filter(pk=later.pk).update(**changes)
    with building(world.tenant_id):
        RoleGrant.objects.filter(pk=row.pk).update(revoked_at="2026-11-21T01:00:00Z")
        RoleGrant.objects.filter(pk=later.pk).update(valid_from=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.filter(pk=row.pk).update(revoked_at=None)


def test_sec_ac_07_naming_the_account_instead_of_the_person_does_not_help(world: World) -> None:
    give(world.here, "member", "security_administrator")
    account = world.here.accounts["member"].pk

    with pytest.raises(IntegrityError), transaction.atomic():
        _insert(world, "member", "office", person_id=None, account_id=account)
    by_account = _insert(world, "officer", "security_administrator", person_id=None, **EARLIER)
    with building(world.tenant_id):
        RoleGrant.objects.filter(pk=by_account.pk).update(account_id=world.here.accounts["officer"].pk)
    with pytest.raises(IntegrityError), transaction.atomic(), building(world.tenant_id):
        RoleGrant.objects.filter(pk=by_account.pk).update(valid_to=None)


def test_sec_ac_07_the_command_says_why(world: World, security: Actor) -> None:
    with acting_as(security):
        problem = refusal_of(
            lambda: commands.grant_role(
                role="office",
                organisation_id=world.orgs["works"].pk,
                person_id=world.people["administrator"].pk,
                reason="兼任",
            )
        )

    assert isinstance(problem, Conflict)
    assert problem.code == "directory.grant.apart"
    assert "高宇已担任“系统管理员”，不能同时担任“党务工作者”" in problem.text


def test_sec_ac_07_a_post_that_brings_a_role_is_refused_to_an_administrator(world: World, chief: Actor) -> None:
    with acting_as(chief):
        problem = refusal_of(
            lambda: appoint(
                organisation_id=world.orgs["headquarters"].pk,
                person_id=world.people["security"].pk,
                post_kind=PostKind.SECRETARY,
                started_on=TODAY,
            )
        )

    assert problem is not None
    assert problem.code == "directory.grant.apart"


def test_sec_ac_07_membership_of_the_party_goes_with_it(world: World) -> None:
    assert {grant.role for grant in world.actor("auditor").grants} == {"audit_administrator", "member"}


def test_sec_ac_07_of_rows_from_before_only_the_administrator_counts(world: World) -> None:
    """An upgraded data base may hold both in rows that were there before the triggers."""
    from django.db import connection

    row = _insert(world, "administrator", "office", **EARLIER)
    with building(world.tenant_id), connection.cursor() as cursor:
        on = " ON directory_role_grant" if connection.vendor == "postgresql" else ""
        with as_owner():
            cursor.execute(f"DROP TRIGGER directory_role_grant_apart_update{on}")
        RoleGrant.objects.filter(pk=row.pk).update(valid_to=None)

    assert {grant.role for grant in world.actor("administrator").grants} == {"administrator", "member"}


def test_sec_ac_07_the_last_of_each_of_the_three_stays(world: World, security: Actor) -> None:
    for key, role in (("administrator", "administrator"), ("auditor", "audit_administrator")):
        with building(world.tenant_id):
            row = RoleGrant.objects.get(person_id=world.people[key].pk, role=role)
        with acting_as(security):
            problem = refusal_of(lambda row=row: commands.revoke_grant(grant_id=row.pk, reason="收回"))  # type: ignore[misc]
        assert problem is not None
        assert problem.code == "directory.grant.last_administrator"


def _open_roles(world: World, key: str) -> list[str]:
    with building(world.tenant_id):
        rows = RoleGrant.objects.filter(person_id=world.people[key].pk, revoked_at=None)
        return sorted(rows.values_list("role", flat=True))


def _insert(world: World, key: str, role: str, **changes: Any) -> RoleGrant:
    values: dict[str, Any] = {
        "tenant_id": world.tenant_id,
        "created_at": "2026-11-01T00:00:00Z",
        "person_id": world.people[key].pk,
        "holder_name": world.people[key].name,
        "role": role,
        "org_path": "",
        "valid_from": TERM_START,
        "granted_by": "test",
    }
    with building(world.tenant_id):
        row = RoleGrant(**{**values, **changes})
        row.save(force_insert=True)
    return row

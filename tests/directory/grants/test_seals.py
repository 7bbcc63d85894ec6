"""The data-base insider who gives rights by SQL: they are refused on use, and somebody hears of it (SEC-DATA-04)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from dangjian.directory.grants import commands
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import MANAGE_GRANTS
from dangjian.directory.grants.queries import grants_of_account, missing_administrators
from dangjian.directory.grants.queries.loading.genuine import forget_told
from dangjian.directory.organisations.commands import move_organisation
from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.grants import forget_cache
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.crypto import keyring
from dangjian.kernel.doors import Unit
from dangjian.kernel.ids import new_id
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.models.keys import DataKey
from dangjian.kernel.scope import Scope
from tests.roles import as_owner
from tests.world import TODAY, World, building, give

Change = Callable[[World], dict[str, Any]]
LATER = TODAY + timedelta(days=400)
CHANGES: dict[str, Change] = {
    "role": lambda world: {"role": "office"},
    "place": lambda world: {"organisation_id": world.orgs["second"].pk, "org_path": world.orgs["second"].org_path},
    "path alone": lambda world: {"org_path": world.orgs["second"].org_path},
    "path to the whole enterprise": lambda world: {"org_path": ""},
    "whole enterprise": lambda world: {"organisation_id": None, "org_path": ""},
    "subtree": lambda world: {"subtree": True},
    "later end": lambda world: {"valid_to": LATER},
    "end in an hour": lambda world: {"ends_at": clock.now() + timedelta(hours=1)},
    "earlier start": lambda world: {"valid_from": TODAY - timedelta(days=4000)},
    "another account": lambda world: {"account_id": world.here.accounts["member"].pk},
    "another person": lambda world: {"person_id": world.people["member"].pk},
    "source": lambda world: {"source": "grant", "source_ref": None},
    "who agreed": lambda world: {"approved_by": "某某"},
    "confirmed": lambda world: {"confirmed_on": LATER},
    "no seal": lambda world: {"row_seal": ""},
    "another seal": lambda world: {"row_seal": "0" * 64},
    "seal in other letters": lambda world: {"row_seal": "封" * 64},
}


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    forget_told()
    yield
    forget_told()


def _row(world: World, key: str = "secretary", role: str = "branch_secretary") -> RoleGrant:
    with building(world.tenant_id):
        found: RoleGrant = RoleGrant.objects.get(person_id=world.people[key].pk, role=role, revoked_at=None)
    return found


def _sql(grant_id: UUID, **changes: Any) -> None:
    """Change a row behind the back of the product."""
    fields = {field.attname: field for field in RoleGrant._meta.concrete_fields}
    stored = {fields[name].column: fields[name].get_db_prep_value(value, connection) for name, value in changes.items()}
    sets = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in stored)
    key = fields["id"].get_db_prep_value(grant_id, connection)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE directory_role_grant SET {sets} WHERE id = %s", [*stored.values(), key])
        assert cursor.rowcount == 1
    forget_cache()


def _roles(world: World, key: str) -> list[str]:
    return [grant.role for grant in world.actor(key).grants]


def _alarms(grant_id: UUID) -> list[str]:
    rows = AuditEntry._base_manager.filter(target_id=str(grant_id), note__startswith="授权封签不符")
    return list(rows.values_list("note", flat=True))


def _told(world: World, grant_id: UUID) -> list[UUID]:
    with building(world.tenant_id):
        return sorted(Message.objects.filter(subject_id=grant_id, is_urgent=True).values_list("person_id", flat=True))


def _look(world: World) -> int:
    with acting_as(world.system()):
        return commands.check_seals()


@pytest.mark.parametrize("name", CHANGES)
def test_sec_data_04_a_grant_changed_by_sql_gives_no_right_and_is_told(name: str, world: World) -> None:
    row = _row(world)
    assert "branch_secretary" in _roles(world, "secretary")
    before = {key: _roles(world, key) for key in ("member", "secretary")}

    _sql(row.pk, **CHANGES[name](world))

    assert _roles(world, "secretary") == [role for role in before["secretary"] if role != "branch_secretary"]
    assert _roles(world, "member") == before["member"], "nobody else gets it"
    assert len(_alarms(row.pk)) == 1
    assert len(_told(world, row.pk)) == 2, "the security administrator and the audit administrator"
    assert world.people["administrator"].pk not in _told(world, row.pk)


def test_sec_data_04_the_alarm_is_raised_once(world: World) -> None:
    row = _row(world)
    _sql(row.pk, role="office")

    for _ in range(3):
        forget_cache()
        assert "office" not in _roles(world, "secretary")
    assert len(_alarms(row.pk)) == 1
    forget_told()  # another process
    forget_cache()
    _roles(world, "secretary")
    assert len(_told(world, row.pk)) == 2


def test_sec_data_04_a_request_of_who_gave_themselves_a_right_is_refused(world: World) -> None:
    mine = _row(world, "secretary")
    client = world.client("secretary")
    page = "/api/v1/directory/grants"
    assert client.get(page).status_code == 200

    _sql(mine.pk, role="security_administrator", organisation_id=None, org_path="", subtree=True)

    assert client.get(page).status_code == 403
    assert _alarms(mine.pk)
    line = AuditEntry._base_manager.get(target_id=str(mine.pk), note__startswith="授权封签不符")
    assert (line.actor_kind, line.tenant_id) == ("system", world.tenant_id)


def test_sec_data_04_a_row_slipped_in_gives_nothing(world: World) -> None:
    """Every column of a row of somebody else is copied, the seal too."""
    other, made = _row(world, "chief", "office"), new_id()
    columns = [field.column for field in RoleGrant._meta.concrete_fields if field.name not in {"id", "person"}]
    swap = {"person_id": world.people["member"].pk, "account_id": None}
    fields = {field.column: field for field in RoleGrant._meta.concrete_fields}
    values = {
        name: fields[name].get_db_prep_value(swap.get(name, getattr(other, fields[name].attname)), connection)
        for name in columns
    }
    key = RoleGrant._meta.pk.get_db_prep_value(made, connection)
    marks = ", ".join(["%s"] * (len(values) + 1))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO directory_role_grant (id, {', '.join(values)}) VALUES ({marks})", [key, *values.values()]
        )
    forget_cache()

    assert "office" not in _roles(world, "member")
    assert len(_alarms(made)) == 1


@pytest.mark.parametrize("change", [{"valid_to": LATER}, {"role": "office"}, {"revoked_at": None}, {"row_seal": ""}])
def test_sec_data_04_a_delegation_stands_on_a_genuine_right(change: dict[str, Any], world: World) -> None:
    row = _row(world)
    with acting_as(world.actor("secretary")):
        given = commands.delegate_role(
            grant_id=row.pk, person_id=world.people["officer"].pk, valid_to=TODAY + timedelta(days=9), reason="出差"
        )
    assert "branch_secretary" in _roles(world, "officer")
    if "revoked_at" in change:
        with acting_as(world.actor("security")):
            mine = give(world.here, "member", "leader")
            commands.revoke_grant(grant_id=mine.pk, reason="不再需要")
        _sql(mine.pk, revoked_at=None)
        assert "leader" not in _roles(world, "member")
        return

    _sql(row.pk, **change)

    assert "branch_secretary" not in _roles(world, "officer")
    assert _alarms(given.pk)


def test_sec_data_04_every_night_the_rows_that_nobody_uses_are_looked_at(world: World) -> None:
    assert _look(world) == 0
    with building(world.tenant_id):
        assert not Message.objects.filter(title__startswith="授权封签不符").exists()
    quiet = _row(world, "chief", "office")
    with acting_as(world.actor("security")):
        ended = give(world.here, "member", "leader")
        commands.revoke_grant(grant_id=ended.pk, reason="不再需要")
    assert _look(world) == 0

    _sql(quiet.pk, valid_to=LATER)
    _sql(ended.pk, revoked_by="某某")
    assert _look(world) == 1
    assert len(_told(world, quiet.pk)) == 2
    assert _look(world) == 1
    assert len(_told(world, quiet.pk)) == 2, "people are told once of each state"
    assert len(_alarms(quiet.pk)) == 2, "the trail says it every night until the row is ended"
    with acting_as(world.actor("security")):
        commands.revoke_grant(grant_id=quiet.pk, reason="被直接改动")
    assert _look(world) == 1
    assert len(_alarms(quiet.pk)) == 2


@pytest.mark.parametrize("step", ["set_expiry", "confirm_grant"])
def test_sec_data_04_a_later_edit_blesses_nothing(step: str, world: World) -> None:
    row = give(world.here, "member", "branch_officer", "first")
    assert "branch_officer" in _roles(world, "member")
    _sql(row.pk, role="leader")
    with acting_as(world.actor("security")):
        if step == "set_expiry":
            commands.set_expiry(grant_id=row.pk, valid_to=TODAY + timedelta(days=5), reason="调整")
        else:
            commands.confirm_grant(grant_id=row.pk, note="")

    forget_cache()
    assert _roles(world, "member") == ["member"]
    with acting_as(world.actor("security")):
        commands.revoke_grant(grant_id=row.pk, reason="来历不明")
        commands.grant_role(
            role="branch_officer", organisation_id=world.orgs["first"].pk, person_id=world.people["member"].pk,
            account_id=None, subtree=False, valid_from=TODAY, valid_to=None, reason="重新授予",
        )  # fmt: skip
    assert "branch_officer" in _roles(world, "member")


def test_sec_data_04_what_commands_change_stays_genuine(world: World) -> None:
    """Dates by a post, confirmation, an end, many rows at once, a moved subtree."""
    row = _row(world)
    with acting_as(world.actor("chief")):
        commands.end_for_post(post_id=row.source_ref, on=TODAY + timedelta(days=3))
    assert ("branch_secretary", TODAY + timedelta(days=3)) in [
        (grant.role, grant.until) for grant in world.actor("secretary").grants
    ]
    with acting_as(world.actor("chief")):
        moved = move_organisation(
            organisation_id=world.orgs["first"].pk, expected_version=1, to_parent_id=world.orgs["energy"].pk, on=TODAY
        )
    places = [grant.org_path for grant in world.actor("secretary").grants if grant.role == "branch_secretary"]
    assert places == [moved.org_path]
    assert _look(world) == 0


def test_sec_data_04_many_rows_are_not_written_by_one_statement(world: World) -> None:
    unit = Unit(world.system(), MANAGE_GRANTS, Scope(world.tenant_id, "test", ()), "test")
    with building(world.tenant_id):
        rows = RoleGrant.objects.filter(person_id=world.people["secretary"].pk)
        with pytest.raises(TypeError, match="sealed row by row"):
            unit.update_many(rows, valid_to=LATER)
        assert unit.update_many(rows, revoked_by="") >= 1, "what no seal covers may be"
    assert _look(world) == 0


def test_sec_data_04_a_deleted_right_behind_a_delegation_is_no_alarm(world: World) -> None:
    row = _row(world)
    with acting_as(world.actor("secretary")):
        commands.delegate_role(
            grant_id=row.pk, person_id=world.people["officer"].pk, valid_to=TODAY + timedelta(days=9), reason="出差"
        )
    with acting_as(world.actor("chief")):
        commands.withdraw_for_posts(post_ids=[row.source_ref])

    assert "branch_secretary" not in _roles(world, "officer")
    assert _look(world) == 0


def test_sec_data_04_an_administrator_by_sql_is_none(world: World) -> None:
    """Also where it is asked whether somebody has the role at all: a first start is not blocked by a forged row."""
    row = _row(world, "auditor", "audit_administrator")
    assert missing_administrators(tenant_id=world.tenant_id) == ()

    _sql(row.pk, approved_by="某某")

    assert missing_administrators(tenant_id=world.tenant_id) == ("audit_administrator",)


def test_sec_data_04_the_seal_of_another_tenant_or_key_does_not_fit(world: World) -> None:
    row = _row(world)
    assert row.is_genuine()
    with as_owner():
        DataKey.objects.filter(tenant_id=world.tenant_id, domain="directory_grants.rolegrant.row_seal").delete()
    keyring.forget()
    forget_cache()

    assert "branch_secretary" not in _roles(world, "secretary")


def test_sec_data_04_the_upgrade_seals_what_is_there(world: World) -> None:
    row = _row(world)
    _sql(row.pk, row_seal="")
    assert "branch_secretary" not in _roles(world, "secretary")
    migration = importlib.import_module("dangjian.directory.grants.migrations.0004_seal_what_is_there")

    with as_owner():
        migration.seal_rows(_Apps(), None)

    forget_cache()
    assert "branch_secretary" in _roles(world, "secretary")
    assert _look(world) == 0


class _Rows:
    objects = RoleGrant._base_manager


class _Apps:
    """The registry of a migration, whose models have no managers of ours."""

    def get_model(self, app: str, name: str) -> Any:
        assert apps.get_model(app, name) is RoleGrant
        return _Rows


def test_sec_data_04_rights_cost_the_statements_that_they_cost_before(
    world: World, django_assert_num_queries: Any
) -> None:
    account = world.here.accounts["secretary"]
    ask = {"account_id": account.pk, "person_id": world.people["secretary"].pk, "tenant_id": world.tenant_id}
    with frozen(clock.now()), acting_as(world.system()):
        grants_of_account(**ask)
        with django_assert_num_queries(2):
            assert grants_of_account(**ask)

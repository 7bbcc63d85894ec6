"""The second line holds alone: without the managers' filters foreign rows still do not appear (SEC-AC-03)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import VIEW_MEMBER as VIEW
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import Actor, acting_as, nobody_acting
from dangjian.kernel.models.base import GuardedQuerySet, ScopedManager, ScopedModel, TenantManager, TenantModel
from dangjian.kernel.models.tenancy import Setting
from dangjian.kernel.rowlevel.tables import guarded
from dangjian.kernel.scope import Place, Scope, bind_scope, scope_for
from dangjian.kernel.writing import allow_writing
from dangjian.work.life.models import Meeting
from tests.roles import as_owner
from tests.world import World

SCOPED = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
TENANT = [model for model in apps.get_models() if issubclass(model, TenantModel)]


@pytest.fixture
def no_filters() -> Iterator[None]:
    """Both managers give every row that the data base lets them have."""

    def everything(manager: Any, rows: Any = None) -> GuardedQuerySet:
        return GuardedQuerySet(manager.model, using=manager._db) if rows is None else rows

    with (
        patch.object(ScopedManager, "get_queryset", everything),
        patch.object(ScopedManager, "narrow", everything),
        patch.object(TenantManager, "get_queryset", everything),
    ):
        yield


def _all(model: type[TenantModel]) -> list[tuple[Any, ...]]:
    with as_owner():
        columns = ("pk", "tenant_id", *(("org_path",) if issubclass(model, ScopedModel) else ()))
        return list(model._base_manager.values_list(*columns))


def _seen(model: type[TenantModel]) -> set[Any]:
    return set(model.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("model", TENANT, ids=lambda model: model.__name__)
def test_sec_ac_03_rows_of_another_tenant_do_not_appear_without_the_filter(
    model: type[TenantModel], world: World, no_filters: None
) -> None:
    rows = _all(model)
    actor = world.actor("chief")
    with acting_as(actor), bind_scope(Scope(actor.tenant_id, "test", (Place(""),))):
        assert _seen(model) == {row[0] for row in rows if row[1] == actor.tenant_id}


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("places", ["one subtree", "one organisation", "two apart", "none"])
def test_sec_ac_03_rows_of_other_organisations_do_not_appear_without_the_filter(
    places: str, model: type[ScopedModel], world: World, no_filters: None
) -> None:
    rows = _all(model)
    orgs = {key: org.org_path for key, org in world.here.orgs.items()}
    held = {
        "one subtree": (Place(orgs["works"]),),
        "one organisation": (Place(orgs["group"], subtree=False),),
        "two apart": (Place(orgs["headquarters"]), Place(orgs["operations"], subtree=False)),
        "none": (),
    }[places]
    actor = world.actor("chief")
    scope = Scope(actor.tenant_id, "test", held)
    with acting_as(actor), bind_scope(scope):
        assert _seen(model) == {row[0] for row in rows if row[1] == actor.tenant_id and scope.covers(row[2])}


def test_sec_ac_03_there_are_rows_that_could_leak(world: World) -> None:
    """The two tests above compare sets: the main tables must not be empty on either side."""
    for model in (Person, Organisation):
        rows = _all(model)
        assert len({row[1] for row in rows}) == 2
        assert len({row[2] for row in rows}) > 3


def test_sec_ac_03_own_rows_appear_with_the_right_about_them_and_not_otherwise(world: World, no_filters: None) -> None:
    actor = world.actor("member")
    with acting_as(actor):
        for own in (True, False):
            scope = Scope(actor.tenant_id, "test", (), own_person_id=actor.person_id, own=own)
            with bind_scope(scope):
                assert _seen(Person) == ({actor.person_id} if own else set())


def test_sec_ac_03_each_of_the_five_sees_what_the_manager_shows(world: World) -> None:
    """The policy is no narrower than the manager: with both on, nothing is missing."""
    for key in ("secretary", "office", "chief", "member", "other_member"):
        actor = world.actor(key)
        with acting_as(actor), bind_scope(scope_for(actor, VIEW)):
            scope = scope_for(actor, VIEW)
            mine = {row[0] for row in _all(Person) if row[1] == actor.tenant_id and scope.covers(row[2])}
            assert _seen(Person) >= mine
            assert _seen(Person) - mine <= {actor.person_id}


@pytest.mark.parametrize("name", sorted(guarded()))
def test_sec_ac_03_a_query_without_scope_is_an_error(name: str, world: World) -> None:
    with nobody_acting(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{name}" LIMIT 1')


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_sec_ac_03_a_table_of_organisations_needs_a_scope_and_not_only_somebody_who_acts(
    model: type[ScopedModel], world: World
) -> None:
    with acting_as(world.actor("chief")):
        list(model.objects.unscoped("test")[:1])  # what was told for this statement must not serve the next
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" LIMIT 1')


@pytest.mark.parametrize("setting", ["of", "low", "high", "among", "own"])
def test_sec_ac_03_a_setting_that_was_never_told_is_an_error(setting: str, world: World) -> None:
    """As the insider: a fresh session that sets all settings but one."""
    tenant = str(world.here.tenant.pk)
    values = {"of": tenant, "low": "", "high": "{", "among": "", "own": ""}
    info = connection.connection.info
    with psycopg.connect(dbname=info.dbname, host=info.host, port=info.port, user="postgres") as fresh:
        fresh.execute("SET SESSION AUTHORIZATION dangjian_app")
        for name, value in values.items():
            if name != setting:
                fresh.execute(f"SELECT set_config('dj.directory_person_{name}', %s, false)", [value])
        with pytest.raises(psycopg.errors.UndefinedObject, match=f"directory_person_{setting}"):
            # Every condition is asked for a row: an empty table would not need the later ones.
            fresh.execute("EXPLAIN SELECT * FROM directory_person")
            _judge_one_row(fresh)


def _judge_one_row(fresh: psycopg.Connection[Any]) -> None:
    condition = fresh.execute(
        "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy"
        " WHERE polname = 'dj_reach' AND polrelid = 'directory_person'::regclass"
    ).fetchone()
    assert condition is not None
    tenant = fresh.execute("SELECT current_setting('dj.directory_person_of', true)").fetchone()
    for path in ("0001", "~"):  # inside the range, and outside of it where one's own row decides
        fresh.execute(
            f"SELECT {condition[0]} FROM (SELECT %s::uuid AS tenant_id, %s::text AS org_path, %s::uuid AS id) row",
            [(tenant or [None])[0] or str(UUID(int=1)), path, str(UUID(int=2))],
        )


def test_sec_ac_03_writing_into_another_tenant_is_refused(world: World) -> None:
    with (
        acting_as(world.actor("chief")),
        allow_writing(),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        row = Setting(tenant_id=world.there.tenant.pk, key="x", value=1, changed_by="", created_at="2026-01-01T00:00Z")
        row.changed_at = row.created_at
        row.save(force_insert=True)


def test_sec_ac_03_changing_rows_of_other_organisations_changes_none(world: World, no_filters: None) -> None:
    actor = world.actor("secretary")
    scope = Scope(actor.tenant_id, "test", (Place(world.here.orgs["first"].org_path),))
    with acting_as(actor), bind_scope(scope), allow_writing():
        changed = Person.objects.update(name="改")
    assert changed == sum(row[1] == actor.tenant_id and scope.covers(row[2]) for row in _all(Person))


def test_sec_ac_03_the_doors_past_the_scope_reach_as_far_as_they_say(world: World) -> None:
    everybody = _all(Person)
    with acting_as(world.actor("member")):
        of_tenant = Person.objects.unscoped("test").count()
        of_all = Person.objects.across_tenants("test").count()
        again = Person.objects.unscoped("test").count()
    assert of_tenant == again == sum(row[1] == world.here.tenant.pk for row in everybody)
    assert of_all == len(everybody) > of_tenant


def test_sec_ac_03_a_subquery_past_the_scope_does_not_widen_the_rest(world: World, no_filters: None) -> None:
    actor = world.actor("secretary")
    scope = Scope(actor.tenant_id, "test", (Place(world.here.orgs["first"].org_path),))
    with acting_as(actor), bind_scope(scope):
        anywhere = Organisation.objects.unscoped("test").values("pk")
        found = set(Person.objects.filter(organisation_id__in=anywhere).values_list("pk", flat=True))
    assert found == {row[0] for row in _all(Person) if row[1] == actor.tenant_id and scope.covers(row[2])}


def test_sec_ac_03_what_hangs_on_a_visible_row_is_joined_wherever_it_lies(world: World) -> None:
    actor = world.actor("secretary")
    with acting_as(actor), bind_scope(Scope(actor.tenant_id, "test", (Place(world.here.orgs["first"].org_path),))):
        (branch,) = Organisation.objects.select_related("parent")
        assert branch.parent.pk == world.here.orgs["works"].pk
        assert Organisation.objects.get(pk=branch.pk).parent.org_path == world.here.orgs["works"].org_path


def test_sec_ac_03_settings_are_told_again_after_a_rollback(world: World, actor_of_first: Actor) -> None:
    first, second = (Place(world.here.orgs[key].org_path) for key in ("first", "second"))
    tenant = actor_of_first.tenant_id
    with acting_as(actor_of_first):
        with bind_scope(Scope(tenant, "test", (first,))):
            here = Person.objects.count()
        sid = transaction.savepoint()
        with bind_scope(Scope(tenant, "test", (second,))):
            there = Person.objects.count()
            transaction.savepoint_rollback(sid)
            assert Person.objects.count() == there != here
        with bind_scope(Scope(tenant, "test", (first,))):
            assert Person.objects.count() == here


@pytest.fixture
def actor_of_first(world: World) -> Actor:
    return world.actor("secretary")


def test_sec_ac_03_no_statement_is_added(world: World, django_assert_num_queries: Any) -> None:
    actor = world.actor("secretary")
    with acting_as(actor), bind_scope(scope_for(actor, VIEW)), django_assert_num_queries(3) as captured:
        list(Person.objects.all())
        list(Person.objects.unscoped("test"))
        list(Meeting.objects.across_tenants("test"))
    assert [query["sql"].partition(" ")[0] for query in captured.captured_queries] == ["SELECT"] * 3
    assert not any("set_config" in query["sql"] for query in captured.captured_queries)

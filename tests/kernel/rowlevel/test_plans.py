"""Policies are served by indexes: at 500,000 rows nothing is read from end to end (SEC-AC-03)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from dangjian.directory.members.models import Person
from dangjian.kernel.actor import acting_as
from dangjian.kernel.ids import new_id
from dangjian.kernel.rowlevel.tables import guarded
from dangjian.kernel.scope import Place, Scope, bind_scope
from dangjian.work.life.models import Attendance, Meeting
from tests.roles import as_owner
from tests.world import World

ROWS = 500_000
BRANCHES = 2_000
_VALUES = {
    "tenant_id": "'{tenant}'::uuid",
    "id": "gen_random_uuid()",
    "person_id": "gen_random_uuid()",
    "ends_at": "now() + interval '1 hour'",
    "org_path": "'0001' || lpad((i % 40)::text, 4, '0') || lpad((i % " + str(BRANCHES) + ")::text, 4, '0')",
}


def _filled(model: type[models.Model], tenant: Any) -> None:
    """Half a million rows spread over 40 subtrees and 2,000 branches; keys to other tables are not looked at."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.null and field.attname not in _VALUES:
            continue
        columns.append(connection.ops.quote_name(str(field.column)))
        values.append(_VALUES.get(field.attname, _neutral(field)).replace("{tenant}", str(tenant)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM generate_series(1, {ROWS}) i"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"ANALYZE {model._meta.db_table}")


def _neutral(field: Any) -> str:
    kinds: dict[type[models.Field[Any, Any]], str] = {
        models.UUIDField: "gen_random_uuid()",
        models.ForeignKey: "gen_random_uuid()",
        models.OneToOneField: "gen_random_uuid()",
        models.DateTimeField: "now()",
        models.DateField: "current_date",
        models.BooleanField: "false",
        models.JSONField: "'{}'::jsonb",
        models.BinaryField: "''::bytea",
    }
    for kind, text in kinds.items():
        if isinstance(field, kind):
            return text
    return "0" if isinstance(field, models.IntegerField) else "''"


@pytest.fixture
def many(world: World, request: pytest.FixtureRequest) -> type[models.Model]:
    with as_owner():
        _filled(request.param, world.here.tenant.pk)
    return request.param  # type: ignore[no-any-return]


@contextmanager
def _bound(world: World, *places: Place, own: bool = False) -> Iterator[None]:
    actor = world.actor("chief")
    scope = Scope(actor.tenant_id, "test", places, own_person_id=actor.person_id, own=own)
    with acting_as(actor), bind_scope(scope):
        yield


def _plan(statement: str | models.QuerySet[Any, Any]) -> str:
    """The plan of a statement; a text without conditions is narrowed by the policy alone."""
    if not isinstance(statement, str):
        return statement.explain(analyze=True, timing=False)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.slow
@pytest.mark.parametrize("many", [Person, Meeting], indirect=True, ids=lambda model: model.__name__)
def test_sec_ac_03_half_a_million_rows_are_reached_by_the_index_of_the_place(world: World, many: Any) -> None:
    branch, subtree, elsewhere = Place("000100070007"), Place("00010007"), Place("000100310031", subtree=False)
    beside = Place("00010008")
    for places in ((branch,), (subtree,), (elsewhere,), (subtree, beside)):
        for own in (False, True):
            with _bound(world, *places, own=own):
                plan = _plan(f"SELECT * FROM {many._meta.db_table}")
            assert "Seq Scan" not in plan, f"the policy alone, {places}, own {own}:\n{plan}"
            assert "Index" in plan
    # Places that lie far apart: the policy's range is wide, and the manager's conditions find the index.
    for places in ((branch, elsewhere), (subtree, elsewhere)):
        with _bound(world, *places):
            plan = _plan(many.objects.all())
        assert "Seq Scan" not in plan, f"policy and manager, {places}:\n{plan}"
        assert "Index" in plan
    with _bound(world, subtree):
        assert f"rows={ROWS // 40} loops" in _plan(f"SELECT * FROM {many._meta.db_table}")


@pytest.mark.slow
@pytest.mark.parametrize("many", [Attendance], indirect=True, ids=lambda model: model.__name__)
def test_sec_ac_03_half_a_million_rows_are_reached_by_the_key_they_hang_on(world: World, many: Any) -> None:
    for place in (Place("00010007"), Place("")):
        with _bound(world, place):
            for rows in (many.objects.filter(meeting_id=new_id()), many.objects.filter(person_id=new_id())):
                plan = _plan(rows)
                assert "Seq Scan" not in plan, plan
                assert "Index" in plan


REACHED_BY = {
    "directory_organisation_version": "organisation",
    "directory_operation": "organisation",
    "directory_term_reminder": "organisation",
    "directory_cell": "organisation",
    "directory_org_relation": "person",
    "directory_membership_change": "person",
    "directory_education": "person",
    "directory_award": "person",
    "directory_family_member": "person",
    "directory_correction": "person",
    "directory_import_batch": "tenant_id",
    "work_life_part": "meeting",
    "work_life_file": "meeting",
    "work_life_addendum": "meeting",
    "work_life_attendance": "meeting",
    "work_life_vote_count": "part",
    "work_life_duty_credit": "meeting",
    "work_life_duty_exemption": "organisation",
    "work_life_talk_party": "talk",
}
"""Tables without an index by place, whose rows are always asked for by what they hang on (or are few): an index for the
policy alone would cost every writer."""


def test_sec_ac_03_every_policy_has_an_index_to_use() -> None:
    by_name = {model._meta.db_table: model for model in apps.get_models()}
    missing = []
    for table in (table for table in guarded().values() if table.by_place):
        model = by_name[table.name]
        leading = [tuple(index.fields) for index in model._meta.indexes]
        leading += [tuple(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
        by_place = any(fields[:2] == ("tenant_id", "org_path") for fields in leading)
        key = REACHED_BY.get(table.name, "")
        by_key = any(fields[:1] == (key,) for fields in leading) or (
            key not in {"", "tenant_id"} and bool(getattr(model._meta.get_field(key), "db_index", False))
        )
        if by_place == bool(key) or not (by_place or by_key):
            missing.append((table.name, leading))
    assert missing == []

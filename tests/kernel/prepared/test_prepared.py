"""Prepared statements do what the query set does, on every data base, and refuse forms that they cannot keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dangjian.kernel.models import Job, Tenant
from dangjian.kernel.prepared import Prepared, PreparedInsert, PreparedUpdate

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 21, 1, 2, 3, tzinfo=UTC)
COLUMNS = ("id", "name", "created_at", "payload", "attempts", "tenant_id")
JOBS = Prepared(lambda name, tenant: Job.objects.filter(name=name, tenant_id=tenant).values_list(*COLUMNS), str, UUID)


def _job(name: str, tenant: int) -> Job:
    return Job.objects.create(
        name=name, tenant_id=UUID(int=tenant), payload={"a": [1, "二"]}, run_at=MOMENT, created_at=MOMENT
    )


def test_rows_are_those_of_the_query_set() -> None:
    wanted, _, _ = _job("a", 1), _job("a", 2), _job("b", 1)

    for _ in range(2):
        assert JOBS.rows("a", UUID(int=1)) == list(Job.objects.filter(id=wanted.id).values_list(*COLUMNS))
    assert JOBS.rows("c", UUID(int=1)) == []


def test_value_with_signs_of_its_own_stays_a_value() -> None:
    _job("x' OR 1=1 --%s", 1)

    assert len(JOBS.rows("x' OR 1=1 --%s", UUID(int=1))) == 1
    assert JOBS.rows("' OR 1=1 --", UUID(int=1)) == []


def test_form_that_does_not_use_each_value_once_is_refused() -> None:
    twice = Prepared(lambda code: Tenant.objects.filter(code=code).exclude(name=code).values_list("id"), str)

    with pytest.raises(ValueError, match="exactly once"):
        twice.rows("a")


FINISH = PreparedUpdate(
    lambda name, tenant: Job.objects.filter(name=name, tenant_id=tenant, attempts=0),
    ("error", "run_at", "lease_until", "payload"),
    str,
    UUID,
)


def test_update_changes_the_rows_of_the_query_set_only() -> None:
    wanted, other = _job("a", 1), _job("a", 2)
    later = MOMENT + timedelta(days=1)

    model, count = FINISH.run("a", UUID(int=1), error="x%s'", run_at=later, lease_until=None, payload={"b": "三"})

    wanted.refresh_from_db()
    other.refresh_from_db()
    assert (model, count) == (Job, 1)
    assert (wanted.error, wanted.run_at, wanted.lease_until, wanted.payload) == ("x%s'", later, None, {"b": "三"})
    assert (other.error, other.run_at) == ("", MOMENT)
    assert FINISH.run("b", UUID(int=1), error="", run_at=later, lease_until=later, payload={})[1] == 0


def test_update_of_other_fields_than_prepared_is_refused() -> None:
    with pytest.raises(TypeError, match="error, run_at, lease_until, payload"):
        FINISH.run("a", UUID(int=1), run_at=MOMENT)


def test_insert_writes_every_column_as_the_row_has_it() -> None:
    made = Job(name="a", tenant_id=UUID(int=1), payload={"a": [1, "二"]}, run_at=MOMENT, created_at=MOMENT)

    PreparedInsert(Job).run(made)

    (stored,) = Job.objects.all()
    names = [field.attname for field in Job._meta.concrete_fields if field.attname != "id"]
    assert [getattr(stored, name) for name in names] == [getattr(made, name) for name in names]

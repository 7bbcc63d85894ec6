"""What waits for the next statement does what it would have done at once: in order, wholly or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from dangjian.kernel.ids import new_id
from dangjian.kernel.models import Job
from dangjian.kernel.prepared import Prepared, insert_each, save_row
from dangjian.kernel.waiting import PLAIN, Wait, send_later

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = datetime(2026, 12, 1, 1, 2, 3, tzinfo=UTC)
STRANGE = "100 % 'ab' \\ \" %s ; -- \u4e2d\u6587 \n $1 {}"
TENANT = UUID(int=7)
JOBS = Prepared(lambda name: Job.objects.filter(name=name).order_by("id").values_list("name", "payload", "error"), str)
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only there anything waits")


def _job(name: str, **values: Any) -> Job:
    return Job(name=name, tenant_id=TENANT, payload={"a": STRANGE}, run_at=MOMENT, created_at=MOMENT, **values)


def _waiting() -> int:
    return len(getattr(connection, "waiting", ()))


def test_what_waits_is_there_for_whoever_asks_and_after_the_commit() -> None:
    first, second = _job("a", id=new_id()), _job("b", id=new_id(), error=STRANGE)
    with transaction.atomic():
        assert insert_each([first], wait=True)
        assert insert_each([second], wait=True)
        first.error = STRANGE
        assert save_row(first, ["error"], wait=True)

        assert JOBS.rows("a") == [("a", {"a": STRANGE}, STRANGE)]
        first.attempts = 3
        save_row(first, ["attempts"], wait=True)

    assert _waiting() == 0
    assert list(Job.objects.filter(name="a").values_list("attempts", "error")) == [(3, STRANGE)]
    assert JOBS.rows("b") == [("b", {"a": STRANGE}, STRANGE)]


@pytest.mark.parametrize("reads", ["by the key", "in parts", "many at once"])
def test_every_way_of_asking_comes_after_what_waits(reads: str) -> None:
    row = _job("a", id=new_id())
    with transaction.atomic():
        insert_each([row], wait=True)
        if reads == "by the key":
            assert Job.objects.get(pk=row.pk).name == "a"
        elif reads == "in parts":
            assert [item.name for item in Job.objects.filter(name="a").iterator(chunk_size=2)] == ["a"]
        else:
            with connection.cursor() as cursor:
                cursor.executemany("UPDATE kernel_job SET error = %s WHERE name = %s", [("x", "a"), ("y", "z")])
            assert Job.objects.get(pk=row.pk).error == "x"


def test_rows_that_are_read_soon_are_there_with_the_next_answer_and_see_what_waited_before() -> None:
    with transaction.atomic():
        insert_each([_job("a", id=new_id())], wait=True)
        soon = JOBS.rows_soon("a")
        insert_each([_job("a", id=new_id())], wait=True)
        later = JOBS.rows("a")

    assert soon == [("a", {"a": STRANGE}, "")]
    assert len(later) == 2


def test_rows_are_read_at_once_where_no_transaction_is_open() -> None:
    _job("a", id=new_id()).save(force_insert=True)

    assert len(JOBS.rows_soon("a")) == 1


@pytest.mark.parametrize("ends", ["with the transaction", "with the next statement", "with its savepoint"])
def test_an_error_of_what_waits_takes_everything_back(ends: str) -> None:
    taken = _job("a", id=new_id())
    taken.save(force_insert=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_each([_job("b", id=new_id())], wait=True)
        if ends == "with its savepoint":
            with transaction.atomic():
                insert_each([_job("a", id=taken.pk)], wait=True)
        else:
            insert_each([_job("a", id=taken.pk)], wait=True)
        if ends == "with the next statement":
            JOBS.rows("c")

    assert _waiting() == 0
    assert JOBS.rows("b") == []
    assert len(JOBS.rows("a")) == 1


def test_a_row_that_is_gone_is_told_before_anything_is_committed() -> None:
    gone = _job("a", id=new_id())
    gone.save(force_insert=True)
    Job.objects.all().delete()

    with pytest.raises(DatabaseError, match="not there any more"), transaction.atomic():
        insert_each([_job("b", id=new_id())], wait=True)
        gone.error = "x"
        save_row(gone, ["error"], wait=True)

    assert JOBS.rows("b") == []


def test_a_savepoint_that_is_taken_back_takes_only_its_own_with_it() -> None:
    with transaction.atomic():
        insert_each([_job("a", id=new_id())], wait=True)
        point = transaction.savepoint()
        insert_each([_job("b", id=new_id())], wait=True)
        transaction.savepoint_rollback(point)
        insert_each([_job("c", id=new_id())], wait=True)

    assert [len(JOBS.rows(name)) for name in "abc"] == [1, 0, 1]


@on_postgresql
def test_statements_that_wait_are_counted_and_shown_one_by_one() -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        insert_each([_job("a", id=new_id()), _job("a", id=new_id())], wait=True)
        assert _waiting() == 1
        JOBS.rows("a")

    texts = [query["sql"] for query in asked if "kernel_job" in query["sql"]]
    assert [text.split()[0] for text in texts] == ["INSERT", "SELECT"]
    assert "100 % ''ab''" in texts[0]
    assert "INSERT" not in texts[1]


@on_postgresql
def test_nothing_waits_in_a_broken_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        insert_each([_job("a", id=new_id())], wait=True)

    assert _waiting() == 0


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5),
    numbers=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3),
    others=st.lists(
        st.one_of(st.none(), st.booleans(), st.uuids(), st.dates(), st.decimals(-9, 9, places=2)), max_size=4
    ),
)
@example(texts=["\\", "\\'", "';--", "%s", "E'\\\\x'", "''"], numbers=[-1, 0, 2**63 - 1], others=[None, True])
def test_values_that_are_written_into_a_statement_come_back_as_they_were(
    texts: list[str], numbers: list[int], others: list[Any]
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only there anything waits")
    values = [*texts, *numbers, *others]
    found: list[tuple[Any, ...]] = []
    with transaction.atomic():
        send_later(Wait(take=found.extend), "SELECT 100 %% 7, " + ", ".join(["%s"] * len(values)), values)
        assert _waiting() == 1
        JOBS.rows("a")

    assert found == [(2, *values)]


@on_postgresql
def test_a_value_with_a_nul_is_refused_as_the_driver_refuses_it() -> None:
    with pytest.raises(psycopg.DataError), transaction.atomic():
        send_later(PLAIN, "SELECT %s", ["a\0b"])

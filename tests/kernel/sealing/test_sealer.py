"""Sealing: everything committed, once, in order; the data base refuses to change it (SEC-AUD-02)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from dangjian.kernel.models import AuditBlock, AuditEntry, SealedLog, SealState
from dangjian.kernel.models.sealing import INSTALLATION
from dangjian.kernel.sealing import sealer, triggers
from dangjian.kernel.sealing.blocks import BLOCK_LEAVES
from dangjian.kernel.sealing.sealer import Restored
from dangjian.kernel.sealing.trail import verify_database
from tests.kernel.sealing.conftest import OURS, THEIRS, Trail, line, write

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="transactions overlap on PostgreSQL only")


def _sizes() -> dict[Any, int]:
    return dict(SealedLog.objects.values_list("log_id", "size"))


def test_sec_aud_02_each_log_is_sealed_apart_and_once() -> None:
    write(range(5))
    write(range(3), THEIRS)
    write(range(2), None)

    assert (sealer.seal(), sealer.seal(), sealer.anything_to_seal()) == (10, 0, False)
    assert _sizes() == {OURS: 5, THEIRS: 3, INSTALLATION: 2}
    write(range(5, 6))
    assert (sealer.anything_to_seal(), sealer.seal()) == (True, 1)
    assert [(row.number, row.size) for row in AuditBlock.objects.filter(log_id=OURS).order_by("number")] == [
        (1, 5),
        (2, 6),
    ]
    assert verify_database().found == 0


def test_sec_aud_02_large_bursts_are_sealed_in_parts() -> None:
    AuditEntry.objects.bulk_create([line(number) for number in range(2 * BLOCK_LEAVES + 7)])

    assert [sealer.seal_pass(1500), sealer.seal_pass(1500), sealer.seal_pass(1500)] == [1500, 507, 0]
    assert [row.size for row in AuditBlock.objects.order_by("number")] == [1000, 1500, 2007]
    report = verify_database()
    assert (report.found, report.lines) == (0, 2 * BLOCK_LEAVES + 7)


def test_sec_aud_02_what_no_json_writer_likes_is_sealed_too() -> None:
    row = line(1)
    row.changes = {"number": [1 << 70, -1], "text": ["党\u2028", '"\\\n'], "real": 0.1}
    row.save(force_insert=True)

    assert sealer.seal() == 1
    assert verify_database().found == 0


FORBIDDEN: dict[str, Callable[[], object]] = {
    "update": lambda: AuditEntry.objects.update(note="x"),
    "delete": lambda: AuditEntry.objects.all().delete(),
    "update of a block": lambda: AuditBlock.objects.update(size=1),
    "delete of a block": lambda: AuditBlock.objects.all().delete(),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_sec_aud_02_the_data_base_refuses(name: str) -> None:
    write(range(2))
    sealer.seal()
    before = list(AuditEntry.objects.values_list()), list(AuditBlock.objects.values_list())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FORBIDDEN[name]()

    assert (list(AuditEntry.objects.values_list()), list(AuditBlock.objects.values_list())) == before


@on_postgresql
@pytest.mark.parametrize("table", triggers.TABLES)
def test_sec_aud_02_truncate_is_refused(table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_sec_aud_02_missing_triggers_are_noticed_and_made_again() -> None:
    assert triggers.missing() == []
    triggers.remove()
    assert len(triggers.missing()) >= 6
    triggers.install()
    assert triggers.missing() == []


def test_sec_aud_07_a_pass_that_breaks_leaves_nothing_and_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    write(range(1))
    assert sealer.seal() == 1
    write(range(1, 31))

    def broken(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SealState, "save", broken)
        with pytest.raises(KeyboardInterrupt):
            sealer.seal()
    assert (_sizes(), AuditBlock.objects.count()) == ({OURS: 1}, 1)
    assert sealer.seal() == 30
    assert verify_database().found == 0


def _in_thread(work: Callable[[], None], failures: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@on_postgresql
def test_sec_aud_02_a_late_commit_is_not_passed_over() -> None:
    written, may_commit, failures = threading.Event(), threading.Event(), []  # type: ignore[var-annotated]

    def slow() -> None:
        with transaction.atomic():
            line(1).save(force_insert=True)
            written.set()
            assert may_commit.wait(30)

    thread = _in_thread(slow, failures)
    assert written.wait(30)
    write(range(2, 4))
    assert sealer.seal() == 0  # they would be sealed before a line with a lower number
    may_commit.set()
    thread.join()

    assert failures == []
    assert sealer.seal() == 3
    assert verify_database().found == 0


def test_sec_aud_02_eight_writers_sealed_is_committed() -> None:
    """Transactions of different length, some rolled back, while two sealers run: nothing is missing, nothing twice."""
    failures: list[BaseException] = []
    ended = threading.Event()
    committed: list[int] = []

    def writer(number: int) -> Callable[[], None]:
        def work() -> None:
            for turn in range(99):
                # On a busy machine the sealers come late: the first writer goes on until they have come.
                if turn >= 25 and (number or AuditBlock.objects.count() > 2):
                    break
                ended.wait(0 if turn < 25 else 0.1)
                try:
                    with transaction.atomic():
                        rows = [line(number * 1000 + turn * 10 + part) for part in range(1 + (turn + number) % 4)]
                        for row in rows:
                            row.save(force_insert=True)
                            ended.wait(0.001 * ((turn * number) % 5))
                        if turn % 6 == 5:
                            raise RuntimeError
                except RuntimeError:
                    continue
                committed.extend(row.pk for row in rows)

        return work

    def seal() -> None:
        while not ended.is_set():
            sealer.seal()
            ended.wait(0.01)

    sealers = [_in_thread(seal, failures) for _ in range(2)]
    writers = [_in_thread(writer(number), failures) for number in range(8)]
    for thread in writers:
        thread.join()
    ended.set()
    for thread in sealers:
        thread.join()
    sealer.seal()

    assert failures == []
    report = verify_database()
    assert (report.found, report.unsealed) == (0, 0)
    assert report.lines == len(committed) == AuditEntry.objects.count() == _sizes()[OURS]
    assert AuditBlock.objects.count() > 2, "the sealers did nothing while there was writing"


@on_postgresql
def test_sec_aud_04_a_logical_restore_is_noticed_and_anchored_anew(trail: Trail) -> None:
    """The transaction numbers of the new server are lower than those of the restored rows."""
    triggers.remove()
    AuditEntry.objects.filter(pk__in=trail.ids[40:]).update(xid=1 << 40)
    for model in (AuditBlock, SealedLog, SealState):
        model.objects.all().delete()
    state = SealState.objects.create(floors=[])
    rows = sealer.rows_after(sealer.sealable(state, None), 0, 0, 70)
    with transaction.atomic():
        sealer._seal_rows(state, rows)  # what the old server had sealed before the backup: ten rows are not
    triggers.install()
    write(range(100, 105))

    with pytest.raises(Restored):
        sealer.seal_pass()
    assert sealer.reanchor() == 10
    write(range(105, 108))
    assert sealer.seal() == 8
    report = verify_database()
    assert ({finding.kind for finding in report.findings} - {"rewritten", "checkpoint"}, report.unsealed) == (set(), 0)
    assert report.lines == AuditEntry.objects.count()


def test_sec_aud_02_the_idle_question_reads_the_end_of_an_index_only() -> None:
    AuditEntry.objects.bulk_create([line(number) for number in range(3000)])
    sealer.seal()
    with connection.cursor() as cursor:
        plan = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(plan + sealer._QUESTIONS[connection.vendor])
        told = " ".join(str(row) for row in cursor.fetchall())

    assert "kernel_audit_sealing" in told or "USING INTEGER PRIMARY KEY (rowid>?)" in told, told


def test_sec_aud_02_numbers_of_one_second_do_not_matter() -> None:
    """Times may go backwards (a stopped clock, a corrected one): the order of sealing does not look at them."""
    for minutes in (5, 0, 9):
        line(1, at=line(1).at + timedelta(minutes=minutes)).save(force_insert=True)

    assert sealer.seal() == 3
    assert verify_database().found == 0

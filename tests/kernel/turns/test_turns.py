"""Threads that write take turns on SQLite, none is turned away, and none waits for ever (SEC-REL-06)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.test import TransactionTestCase

from dangjian.kernel import clock, turns
from dangjian.kernel.models import Tenant
from dangjian.kernel.turns import writing_transaction

WRITERS = 8
ROUNDS = 10
is_sqlite = connection.vendor == "sqlite"


class TestTurns(TransactionTestCase):
    """Real transactions on several connections."""

    def setUp(self) -> None:
        self.tenant = Tenant.objects.create(code="0", name="甲", created_at=clock.now())

    def _count_up(self, _: int) -> None:
        try:
            for _round in range(ROUNDS):
                with writing_transaction():
                    row = Tenant.objects.select_for_update().get(pk=self.tenant.pk)
                    row.code = str(int(row.code) + 1)
                    row.save(update_fields=["code"])
        finally:
            connection.close()

    def test_sec_rel_06_eight_writers_lose_nothing(self) -> None:
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(self._count_up, range(WRITERS)))

        self.tenant.refresh_from_db()
        assert int(self.tenant.code) == WRITERS * ROUNDS

    @pytest.mark.skipif(not is_sqlite, reason="only SQLite has one writer at a time")
    def test_sec_rel_06_a_turn_that_does_not_come_is_told(self) -> None:
        inside, leave = threading.Event(), threading.Event()

        def hold() -> None:
            try:
                with writing_transaction():
                    inside.set()
                    leave.wait(30)
            finally:
                connection.close()

        writer = threading.Thread(target=hold)
        writer.start()
        try:
            assert inside.wait(30)
            with pytest.MonkeyPatch.context() as patch, pytest.raises(OperationalError, match="locked"):
                patch.setattr(turns, "LONGEST_WAIT", 0.05)
                with writing_transaction():
                    raise AssertionError("nobody else may be inside")
        finally:
            leave.set()
            writer.join(30)
        with writing_transaction():
            assert Tenant.objects.count() == 1

"""Somebody inside the data base: the history of a case is neither rewritten nor erased (PRC-1)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from dangjian.foundation.process.models import CaseEntry
from dangjian.kernel import booked
from tests.foundation.process.conftest import Desk
from tests.roles import as_owner
from tests.world import World, building

ENTRY = "foundation_process_entry"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRY} SET text = '没有这回事'",
        f"UPDATE {ENTRY} SET person_name = '他人'",
        f"UPDATE {ENTRY} SET at = '2026-01-01'",
        f"DELETE FROM {ENTRY}",
        f"DELETE FROM {ENTRY} WHERE kind = 'started'",
    ],
)
def test_PRC_1_the_data_base_refuses_to_rewrite_the_history_of_a_case(statement: str, desk: Desk, world: World) -> None:
    desk.start("officer")
    with building(world.tenant_id):
        before = list(CaseEntry.objects.order_by("id").values_list("text", "person_name", "at"))
    refused = pytest.raises(DatabaseError, match="booked once")
    with as_owner(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with building(world.tenant_id):
        assert list(CaseEntry.objects.order_by("id").values_list("text", "person_name", "at")) == before
        assert len(before) == 1


@pytest.mark.django_db
def test_PRC_1_a_trigger_of_the_history_that_is_gone_is_told() -> None:
    on = f" ON {ENTRY}" if connection.vendor == "postgresql" else ""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {ENTRY}_booked_update{on}")
        assert f"{ENTRY}_booked_update" in booked.missing()
        booked.install()
        assert booked.missing() == []

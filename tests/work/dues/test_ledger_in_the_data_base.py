"""Somebody inside the data base: what was booked is neither rewritten nor deleted (SEC-DATA-04)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from dangjian.kernel import booked, paths
from dangjian.kernel.actor import Actor, acting_as
from dangjian.work.dues import commands
from dangjian.work.dues.models import DuesPayment, LedgerEntry, Posting
from tests.roles import as_owner
from tests.work.dues.kept import FIRST, accounts, fix, run, tick, trial_balance
from tests.world import TODAY, World, building

ENTRY, POSTING, PAYMENT = "work_dues_entry", "work_dues_posting", "work_dues_payment"
REFUSED = {
    "an amount": f"UPDATE {ENTRY} SET amount_fen = amount_fen + 1",
    "an account": f"UPDATE {ENTRY} SET account = 'voluntary' WHERE account = 'money'",
    "a month": f"UPDATE {ENTRY} SET month = '2026-01'",
    "nobody any more": f"UPDATE {ENTRY} SET person_id = NULL WHERE person_id IS NOT NULL",
    "a line": f"DELETE FROM {ENTRY}",
    "a line by its account": f"DELETE FROM {ENTRY} WHERE account = 'money'",
    "a date": f"UPDATE {POSTING} SET happened_on = '2026-01-01'",
    "a posting": f"DELETE FROM {POSTING}",
    "what was paid": f"UPDATE {PAYMENT} SET amount_fen = 1",
    "who paid": f"UPDATE {PAYMENT} SET person_name = '他人'",
    "a receipt": f"UPDATE {PAYMENT} SET receipt_number = 99",
    "a payment": f"DELETE FROM {PAYMENT}",
}


@pytest.fixture
def kept(world: World, secretary: Actor) -> World:
    fix(world, secretary, *FIRST)
    run(world, secretary)
    tick(world, secretary, "member", "officer")
    return world


@pytest.mark.parametrize("what", REFUSED)
def test_sec_data_04_the_data_base_refuses_to_rewrite_the_ledger(what: str, kept: World) -> None:
    """Even the owner of the tables, whom no policy and no grant holds."""
    before = accounts(kept)
    _refused_to_owner(REFUSED[what])
    assert accounts(kept) == before
    assert trial_balance(kept) == (0, [])


def _refused_to_owner(statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="booked once")
    with as_owner(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_sec_data_04_the_application_is_refused_as_well(kept: World) -> None:
    def rewrite() -> None:
        LedgerEntry.objects.filter(account="money").update(amount_fen=1)

    def forget() -> None:
        DuesPayment.objects.all().delete()

    def redate() -> None:
        Posting.objects.update(happened_on=TODAY.replace(year=2020))

    for attempt in (rewrite, forget, redate):
        with building(kept.tenant_id), pytest.raises(DatabaseError, match="booked once"), transaction.atomic():
            attempt()


def test_sec_data_04_reversing_and_moving_still_work(kept: World, secretary: Actor) -> None:
    with building(kept.tenant_id):
        payment = DuesPayment.objects.filter(person=kept.people["member"]).get()
    with acting_as(secretary):
        commands.reverse_payment(payment_id=payment.pk, reason="登记错了人")
    _refused_to_owner(f"UPDATE {PAYMENT} SET reversed_reason = '没有这回事' WHERE reversal_id IS NOT NULL")
    with building(kept.tenant_id):
        path = kept.orgs["works"].org_path
        assert paths.rewrite(kept.tenant_id, path, path[:-4] + "0042") > 0
    assert trial_balance(kept) == (0, [])


def test_sec_data_04_a_trigger_that_is_gone_is_told(kept: World) -> None:
    assert booked.missing() == []
    with as_owner(), connection.cursor() as cursor:
        on = f" ON {ENTRY}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {ENTRY}_booked_update{on}")
        assert booked.missing() == [f"{ENTRY}_booked_update"]
        booked.install()
    assert booked.missing() == []

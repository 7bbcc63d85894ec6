"""Ready-made dues for the tests: members with bases, a month assessed, money taken in."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from dangjian.kernel.actor import Actor, acting_as
from dangjian.work.dues import commands
from dangjian.work.dues.commands import How, MonthPaid, NewBase
from dangjian.work.dues.models import DuesOrder, DuesPayment, LedgerEntry
from dangjian.work.dues.rules.kinds import BaseSource, Channel, FixReason, PayerKind
from tests.world import TODAY, World, building

FIRST = ("secretary", "deputy", "officer", "member", "first_5", "first_6", "first_7", "probationary")
"""Members of the first workshop's branch."""
MONTH = "2026-11"
HOW = How(paid_on=TODAY)


def entry(world: World, key: str, base: int | None = 600_000, **changes: Any) -> NewBase:
    """A wage of 6,000 yuan (dues 90.00) unless said otherwise."""
    given: dict[str, Any] = {
        "person_id": world.people[key].pk,
        "valid_from": "2026-01",
        "payer_kind": PayerKind.WAGE,
        "source": BaseSource.HR_FILE,
        "reason": FixReason.YEAR,
        "base_fen": base,
    }
    return NewBase(**{**given, **changes})


def fix(world: World, actor: Actor, *keys: str, **changes: Any) -> None:
    """Fix bases of members."""
    with acting_as(actor):
        commands.fix_bases(entries=[entry(world, key, **changes) for key in keys])


def run(world: World, actor: Actor, org: str = "first", period: str = MONTH) -> Any:
    """Assess a month."""
    with acting_as(actor):
        made = commands.ask_run(organisation_id=world.orgs[org].pk, period=period)
        return commands.run_dues(run_id=made.pk)


def order(world: World, key: str, period: str = MONTH) -> DuesOrder:
    """The order of a member."""
    with building(world.tenant_id):
        found: DuesOrder = DuesOrder.objects.get(person=world.people[key], period=period, cancelled_at=None)
    return found


def pay(world: World, actor: Actor, key: str, *months: tuple[str, int], **changes: Any) -> list[DuesPayment]:
    """Take money of a member for months."""
    given: dict[str, Any] = {"how": HOW, "months": [MonthPaid(*each) for each in months]}
    with acting_as(actor):
        return commands.take_payment(person_id=world.people[key].pk, **{**given, **changes})


def tick(world: World, actor: Actor, *keys: str, org: str = "first", period: str = MONTH) -> list[DuesPayment]:
    """Tick members of a branch as having paid."""
    ids: list[UUID] = [order(world, key, period).pk for key in keys]
    with acting_as(actor):
        return commands.tick_paid(organisation_id=world.orgs[org].pk, period=period, order_ids=ids, how=HOW)


def trial_balance(world: World) -> tuple[int, list[tuple[UUID, int]]]:
    """The sum of the whole ledger, and postings that do not add up to nothing."""
    with building(world.tenant_id):
        whole = LedgerEntry.objects.aggregate(total=Sum("amount_fen"))["total"] or 0
        each = LedgerEntry.objects.order_by().values_list("posting_id").annotate(total=Sum("amount_fen"))
        return whole, [(posting, total) for posting, total in each if total]


def accounts(world: World, org: str = "first") -> dict[str, int]:
    """Balances of an organisation's accounts."""
    with building(world.tenant_id):
        rows = LedgerEntry.objects.filter(organisation=world.orgs[org]).order_by().values_list("account")
        return {account: total for account, total in rows.annotate(total=Sum("amount_fen")) if total}


BANK = How(paid_on=TODAY, channel=Channel.BANK_FILE, reference="B-1")
OCTOBER = date(2026, 10, 28)

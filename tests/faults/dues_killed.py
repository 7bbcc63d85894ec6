"""Dues in processes that are killed at chosen points; run inside an installation, it prints what was left each time."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Sum
from django.test import override_settings

from dangjian.directory.members.enums import PARTY_MEMBERS
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.work.dues import commands
from dangjian.work.dues.commands import NewBase, channel_money
from dangjian.work.dues.models import (
    ChannelMoney,
    ChannelOrder,
    DuesOrder,
    DuesPayment,
    DuesRun,
    LedgerEntry,
    SeenNotice,
)
from dangjian.work.dues.queries.loading import plan
from dangjian.work.dues.rules.channels.base import Notice, PayState, Scene
from dangjian.work.dues.rules.channels.settings import PlatformKind
from dangjian.work.dues.rules.kinds import BaseSource, FixReason, PayerKind
from dangjian.work.dues.rules.months import month_of
from tests.work.dues.paid import given
from tests.world import build_world, building

POINTS = ("take_payment", "_row", "_end")
"""Steps of booking what a platform reported: before, between and after what is written."""


def die(*args: Any, **kwargs: Any) -> None:
    """As a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def apart(work: Callable[[], None]) -> int:
    """Do something in a process of its own; minus the signal that ended it, or its exit code."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # the parent looks at the code
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def state(tenant: UUID) -> dict[str, Any]:
    """What stands in the data base."""
    with building(tenant):
        orders = DuesOrder.objects.aggregate(due=Sum("due_fen"), paid=Sum("paid_fen"))
        return {
            **orders,
            "orders": DuesOrder.objects.count(),
            "entries": LedgerEntry.objects.count(),
            "sum": LedgerEntry.objects.aggregate(total=Sum("amount_fen"))["total"] or 0,
            "run": DuesRun.objects.get().state,
            "payments": DuesPayment.objects.count(),
            "money": ChannelMoney.objects.count(),
            "seen": SeenNotice.objects.count(),
            "channel": list(ChannelOrder.objects.values_list("state", flat=True)),
        }


def main() -> None:
    """A run and a booking, killed and taken up again."""
    world = build_world()
    tenant, month = world.tenant_id, month_of(clock.today())
    members = [each for each in world.people.values() if each.person_category in PARTY_MEMBERS]
    with acting_as(world.system()):
        commands.fix_bases(entries=[_base(each.pk, month, at) for at, each in enumerate(members)])
        run = commands.ask_run(organisation_id=world.orgs["group"].pk, period=month)
    told: dict[str, Any] = {"people": len(members), "before": state(tenant), "run": []}
    for point in (2, 99, 0, 0):
        code = apart(lambda point=point: _run(tenant, run.pk, point))  # type: ignore[misc]  # bound at once
        told["run"].append([code, state(tenant)])

    kind = PlatformKind.WECHAT
    with acting_as(world.system()):
        made = commands.create_account(organisation_id=world.orgs["works"].pk, kind=kind, given=given(kind))
        commands.switch_account(account_id=made.pk, is_on=True)
    member = Actor(kind="person", tenant_id=tenant, name="王芳", person_id=world.people["member"].pk)
    with override_settings(PUBLIC_URL="https://dangjian.example.cn"), acting_as(member):
        order = commands.open_channel_order(kind=kind, periods=[month], scene=Scene.PHONE)
    notice = Notice(order.number, PayState.PAID, order.amount_fen, "4200000000000000001", clock.now(), "EV-1")
    told |= {"fen": order.amount_fen, "opened": state(tenant), "booking": []}
    for step in (*POINTS, "", "", ""):
        code = apart(lambda step=step: _book(tenant, made.pk, notice, step))  # type: ignore[misc]  # bound at once
        told["booking"].append([code, state(tenant)])
    print(json.dumps(told))


def _base(person_id: UUID, month: str, at: int) -> NewBase:
    return NewBase(
        person_id=person_id,
        valid_from=month,
        payer_kind=PayerKind.WAGE,
        base_fen=600_000 + at * 111,
        source=BaseSource.HR_FILE,
        reason=FixReason.YEAR,
    )


def _run(tenant: UUID, run_id: UUID, point: int) -> None:
    """Killed after so many portions; 99 is after everything was written, before the end."""
    plan.PEOPLE_AT_ONCE = 5
    seen: list[int] = []

    def report(done: int, total: int, text: str) -> None:
        seen.append(done)
        if len(seen) == point:
            die()

    with acting_as(system_actor(tenant, "test")):
        commands.run_dues(run_id=run_id, report=report, confirm=die if point == 99 else lambda: None)


def _book(tenant: UUID, account_id: UUID, notice: Notice, step: str) -> None:
    if step:
        setattr(channel_money, step, die)
    with acting_as(system_actor(tenant, "test")):
        commands.take_notice(account_id=account_id, notice=notice)

"""Ready-made use of dues: a branch that may keep what it collects, receipts, expenses."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import UUID

from PIL import Image

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.files import intake
from dangjian.work.dues import commands
from dangjian.work.dues.commands import NewExpense
from dangjian.work.dues.models import DuesExpense
from dangjian.work.dues.rules.kinds import FixingMode, Rounding
from dangjian.work.dues.rules.using import DecidingBody, ExpensePurpose
from tests.work.dues.kept import FIRST, MONTH, fix, run, tick
from tests.world import TODAY, World


def receipt() -> UUID:
    """An upload of the acting person, to be kept with an expense."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "#c7161e").save(picture, "PNG")
    picture.seek(0)
    found: UUID = intake(picture, name="发票.png", purpose="work.dues.expense").id
    return found


def given(world: World, org: str = "first", *, on: date = TODAY, **changes: Any) -> NewExpense:
    """An expense of 100.00 as it is entered, without receipts."""
    whole: dict[str, Any] = {
        "organisation_id": world.orgs[org].pk,
        "purpose": ExpensePurpose.MATERIALS,
        "amount_fen": 10_000,
        "spent_on": on,
        "payee": "新华书店",
        "subject": "购买党员学习用书",
        "decided_in": DecidingBody.BRANCH_COMMITTEE if org in {"first", "second"} else DecidingBody.PARTY_COMMITTEE,
        "decided_on": on,
    }
    return NewExpense(**{**whole, **changes})


def spend(world: World, org: str = "first", *, on: date = TODAY, **changes: Any) -> DuesExpense:
    """Record an expense as the acting person, with a receipt."""
    return commands.record_expense(entry=given(world, org, on=on, **{"file_ids": (receipt(),), **changes}))


def share(world: World, actor: Actor, share_up: int, org: str = "first") -> None:
    """How much of what comes in is passed up."""
    with acting_as(actor):
        commands.set_dues(
            organisation_id=world.orgs[org].pk,
            valid_from=MONTH,
            fixing_mode=FixingMode.ANNUAL_FIXED,
            rounding=Rounding.FEN_HALF_UP,
            collection_day=10,
            share_up=share_up,
        )


def funded(world: World, chief: Actor) -> None:
    """The first branch collected 8 × 90.00 = 720.00 and passes up half of it."""
    share(world, chief, 5_000)
    fix(world, chief, *FIRST)
    run(world, chief)
    tick(world, chief, *FIRST)

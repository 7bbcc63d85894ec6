"""Ready-made dues for allocations: a committee that holds what a branch passed up."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

from PIL import Image

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.files import intake
from dangjian.work.dues import commands
from dangjian.work.dues.models import DuesAllocation
from tests.work.dues.kept import MONTH
from tests.work.dues.used import funded
from tests.world import World

NEXT = date(2026, 12, 5)
LAST = "2026-12"


def committee_funded(world: World, chief: Actor) -> None:
    """The works committee holds 360.00, of which it has to pass up half once December is over."""
    funded(world, chief)
    with frozen(NEXT), acting_as(chief):
        sent = commands.send_remittance(organisation_id=world.orgs["first"].pk, last_month=MONTH, sent_on=NEXT)
        commands.confirm_remittance(remittance_id=sent.pk, received_on=NEXT)


def allocate(world: World, amount_fen: int = 10_000, to: str = "second", sender: str = "works") -> DuesAllocation:
    """Pass dues down as the acting person."""
    return commands.send_allocation(
        from_organisation_id=world.orgs[sender].pk,
        organisation_id=world.orgs[to].pk,
        amount_fen=amount_fen,
        sent_on=NEXT,
        subject="补助生活困难党员",
    )


def slip() -> UUID:
    """A bank's slip that the acting person uploaded."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "#c7161e").save(picture, "PNG")
    picture.seek(0)
    found: UUID = intake(picture, name="结息单.png", purpose="work.dues.interest").id
    return found

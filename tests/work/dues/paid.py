"""A branch whose members pay through platforms that stand on this host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.test import override_settings

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import now
from dangjian.work.dues import commands
from dangjian.work.dues.jobs import platforms
from dangjian.work.dues.models import ChannelMoney, ChannelOrder, PaymentAccount
from dangjian.work.dues.rules.channels.base import Scene
from dangjian.work.dues.rules.channels.settings import PlatformKind
from tests.work.dues.channels import platforms as fake
from tests.work.dues.channels.server import Platforms, serving
from tests.work.dues.kept import FIRST, MONTH, fix, run
from tests.world import World, building

WECHAT, ALIPAY = PlatformKind.WECHAT, PlatformKind.ALIPAY


def given(kind: PlatformKind, **changes: str) -> dict[str, str]:
    """What an administrator enters."""
    common = {"private_key": fake.private_pem("merchant"), "serial": "", "sealing_key": "", "platform_key_id": ""}
    if kind is ALIPAY:
        own = {"merchant_id": "2088001234567890", "app_id": "2021001234567890"}
        return {**common, **own, "platform_key": fake.public_pem("alipay"), "address": "", **changes}
    own = {"merchant_id": "1900000109", "app_id": "wx0123456789abcdef", "serial": "7132D72A03E93CDD"}
    keys = {"sealing_key": fake.V3_KEY, "platform_key_id": fake.SERIAL, "platform_key": fake.certificate_pem("wechat")}
    return {**common, **own, **keys, "address": "", **changes}


@contextmanager
def platforms_here() -> Iterator[Platforms]:
    """Both platforms, and leave to speak to them; this system has an address that they can reach."""
    with serving(now()) as known:
        outgoing = {"OUTGOING_DESTINATIONS": [known.url], "PUBLIC_URL": "https://dangjian.example.cn"}
        with override_settings(**outgoing):
            yield known


def account(world: World, actor: Actor, known: Platforms, kind: PlatformKind = WECHAT, org: str = "works") -> Any:
    """An account at a platform, switched on."""
    address = known.url if kind is WECHAT else f"{known.url}/gateway.do"
    with acting_as(actor):
        place = world.orgs[org].pk
        made = commands.create_account(organisation_id=place, kind=kind, given=given(kind, address=address))
        return commands.switch_account(account_id=made.pk, is_on=True)


def assessed(world: World, secretary: Actor) -> None:
    """Everybody of the first branch owes 90.00 for the month."""
    fix(world, secretary, *FIRST)
    run(world, secretary)


def begin(world: World, key: str = "member", kind: PlatformKind = WECHAT, **changes: Any) -> ChannelOrder:
    """A member sets out to pay."""
    with acting_as(world.actor(key)):
        wanted = {"kind": kind, "periods": [MONTH], "scene": Scene.PHONE, **changes}
        return order_of(world, platforms.open_payment(**wanted))


def order_of(world: World, order_id: UUID) -> ChannelOrder:
    with building(world.tenant_id):
        found: ChannelOrder = ChannelOrder.objects.get(pk=order_id)
    return found


def tell(known: Platforms, to: PaymentAccount, number: str, **signing: Any) -> None:
    """WeChat Pay notifies us of a trade."""
    headers, body = known.wechat_notice(number, **signing)
    platforms.receive_notice(account_id=to.pk, headers=headers, body=body)


def money(world: World) -> list[ChannelMoney]:
    """Everything that platforms reported, as it stands."""
    with building(world.tenant_id):
        return list(ChannelMoney.objects.select_related("order").order_by("created_at", "pk"))

"""Channels of the enterprise in front of servers on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from dangjian.foundation.messaging.commands import send_message
from dangjian.foundation.messaging.models import ChannelSetting, Delivery
from dangjian.foundation.messaging.sending import dingtalk, wecom
from dangjian.identity.providers.models import LinkedIdentity, Provider
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import ZONE
from dangjian.kernel.ids import new_id
from tests.foundation.messaging.fake_platforms import SECRET, Platforms
from tests.identity.providers.fake_oidc import served
from tests.world import World, building

COMMON = {"name": "渠道", "secret": SECRET, "is_on": True}


def local(hour: int, minute: int = 0, day: int = 21) -> datetime:
    """An instant of the organisation's wall clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def channel(world: World) -> Callable[..., ChannelSetting]:
    """Set a channel up."""

    def run(kind: str, **values: Any) -> ChannelSetting:
        with building(world.tenant_id):
            row = ChannelSetting(
                id=new_id(), tenant_id=world.tenant_id, created_at=world.here.tenant.created_at,
                **({"kind": kind} | COMMON | values),
            )  # fmt: skip
            row.save(force_insert=True)
            return row

    return run


@pytest.fixture
def platforms(settings: Any) -> Iterator[Platforms]:
    """All platforms, declared as destinations."""
    wecom.TOKENS._kept.clear()
    dingtalk.TOKENS._kept.clear()
    fake = Platforms()
    with served(fake.answer) as address:
        settings.OUTGOING_DESTINATIONS = [address]
        settings.PUBLIC_URL = "https://dj.example.com"
        settings.MESSAGE_ADDRESSES = {
            "wecom": f"{address}/wecom",
            "dingtalk": f"{address}/dingtalk",
            "dingtalk.old": f"{address}/old",
            "sms_aliyun": f"{address}/aliyun",
            "gateway": f"{address}/gateway",
        }
        yield fake


@pytest.fixture
def linked(world: World) -> Callable[[str, str, str], None]:
    """Somebody linked the own account at a chat platform."""

    def run(key: str, kind: str, subject: str) -> None:
        common = {"tenant_id": world.tenant_id, "created_at": world.here.tenant.created_at}
        client = {"wecom": "corp-1", "dingtalk": "app-1"}[kind]
        with building(world.tenant_id):
            provider = Provider(id=new_id(), kind=kind, name=kind, client_id=client, is_on=True, **common)
            provider.save(force_insert=True)
            LinkedIdentity(
                id=new_id(), provider=provider, account=world.here.accounts[key], issuer=f"{kind}:{client}",
                subject=subject, **common,
            ).save(force_insert=True)  # fmt: skip

    return run


@pytest.fixture
def reached(world: World) -> Callable[..., None]:
    """Give somebody a mobile phone and an e-mail address."""

    def run(key: str, *, mobile: str = "13800000009", email: str = "li@example.com") -> None:
        with building(world.tenant_id):
            person = world.people[key]
            person.mobile_phone, person.email = mobile, email
            person.save()

    return run


def tell(world: World, key: str, *titles: str, **more: Any) -> None:
    """Send messages to somebody."""
    with acting_as(world.system()):
        for title in titles:
            send_message(
                person_ids=[world.people[key].pk], kind="meeting_notice", title=title, text="内容：不外发", **more
            )


def states(world: World) -> list[tuple[str, str]]:
    """Channel and state of every delivery."""
    with acting_as(world.system()):
        return list(Delivery.objects.order_by("created_at", "id").values_list("channel", "state"))

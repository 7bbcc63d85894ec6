"""A provider of our enterprise, a browser at it, and somebody who is linked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from dangjian.identity.providers.adapters import oidc, wecom
from dangjian.identity.providers.models import LinkedIdentity, Provider
from dangjian.kernel.ids import new_id
from tests.identity.accounts.conftest import Browser, enrol  # noqa: F401 - a fixture
from tests.identity.providers.fake_oidc import CLIENT_ID, SECRET, FakeOidc, fake_oidc
from tests.world import World, building

SIGN_ON = "/api/v1/identity/sign-on"


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What providers published is asked for anew in each test."""
    oidc.forget()
    wecom._tokens.forget()


def make_provider(world: World, *, tenant: str = "here", **values: Any) -> Provider:
    """A provider that is switched on."""
    tenant_id = getattr(world, tenant).tenant.pk
    with building(tenant_id):
        given = {"kind": "oidc", "name": f"统一身份{new_id()}"[:40], "client_id": CLIENT_ID, "is_on": True} | values
        row = Provider(id=new_id(), tenant_id=tenant_id, created_at=world.here.tenant.created_at, **given)
        row.save(force_insert=True)
        return row


def link(world: World, provider: Provider, key: str, issuer: str, subject: str) -> LinkedIdentity:
    """Somebody linked an identity at a provider."""
    account = world.here.accounts[key]
    with building(provider.tenant_id):
        row = LinkedIdentity(
            id=new_id(), tenant_id=provider.tenant_id, created_at=account.created_at,
            provider=provider, account=account, issuer=issuer, subject=subject, label=account.display_name,
        )  # fmt: skip
        row.save(force_insert=True)
        return row


def begin(browser: Browser, provider_id: UUID, surface: str = "console", *, own: bool = False) -> dict[str, list[str]]:
    """Begin; the parameters with which the browser is sent to the provider."""
    path = f"/api/v1/identity/own/identities/{provider_id}/begin" if own else f"{SIGN_ON}/{provider_id}/begin"
    answer = browser.send("POST", path, {"surface": surface})
    assert answer.status_code == 200, answer.content.decode()
    return parse_qs(urlsplit(answer.json()["address"]).query)


def finish(browser: Browser, provider_id: UUID, **parameters: str) -> Any:
    """Come back with these parameters."""
    return browser.send("POST", f"{SIGN_ON}/{provider_id}/finish", {"parameters": parameters})


@dataclass
class Way:
    """A fake provider, our row of it, and a way through."""

    world: World
    fake: FakeOidc
    provider: Provider

    def go(self, browser: Browser, *, own: bool = False, **extra: str) -> Any:
        """There and back."""
        query = begin(browser, self.provider.pk, own=own)
        code = self.fake.authorize(query)
        return finish(browser, self.provider.pk, code=code, state=query["state"][0], **extra)


@pytest.fixture
def declare(settings: Any) -> Callable[[str], None]:
    """Declare an address on the loopback as a destination."""

    def run(address: str) -> None:
        settings.OUTGOING_DESTINATIONS = [*settings.OUTGOING_DESTINATIONS, address]

    return run


@pytest.fixture
def way(world: World, declare: Callable[[str], None]) -> Iterator[Way]:
    """An OpenID provider that the member is linked at."""
    with fake_oidc() as fake:
        declare(fake.issuer)
        provider = make_provider(world, address=fake.issuer, secret=SECRET)
        link(world, provider, "member", fake.issuer, fake.subject)
        yield Way(world, fake, provider)


@pytest.fixture
def browser() -> Browser:
    """A browser that never was here."""
    return Browser()

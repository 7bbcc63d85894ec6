"""A registered system and a person of the enterprise at the page that asks."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client as WebClient

from dangjian.identity.issuing.models import Client, TokenKey
from dangjian.identity.issuing.tokens import digest
from dangjian.kernel.crypto.jose import new_signing_key
from dangjian.kernel.ids import new_id
from tests.identity.accounts.conftest import Browser, browser, enrol  # noqa: F401 - fixtures
from tests.world import SignedInClient, World, building

KEY = new_signing_key()
BACK = "https://hr.example.com/callback?from=dj"
SECRET = "a-secret:with/odd&signs"
VERIFIER = "v" * 50
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ALL = ("openid", "profile", "organisation", "offline_access")


def make_client(world: World, *, tenant: str = "here", **values: Any) -> Client:
    """A registered system, and the key of its enterprise."""
    tenant_id, created_at = getattr(world, tenant).tenant.pk, world.here.tenant.created_at
    with building(tenant_id):
        common = {"tenant_id": tenant_id, "created_at": created_at}
        if not TokenKey.objects.exists():
            key = KEY if tenant == "here" else new_signing_key()
            TokenKey(id=new_id(), **common, key_id=key.key_id, public=key.public, private=key.private).save(
                force_insert=True
            )
        given = {
            "name": f"系统{new_id()}", "client_id": f"dj-{new_id().hex[:24]}", "secret_hash": digest(SECRET),
            "redirect_uris": [BACK], "scopes": list(ALL),
        } | values  # fmt: skip
        row = Client(id=new_id(), **common, **given)
        row.save(force_insert=True)
        return row


@dataclass
class Relying:
    """The other system."""

    client: Client
    code: str = "linjiang"
    web: WebClient = field(default_factory=lambda: WebClient(raise_request_exception=False))

    @property
    def root(self) -> str:
        """Path of the issuer."""
        return f"/oidc/{self.code}"

    def request(self, **changes: str | None) -> dict[str, str]:
        """The parameters of an authorisation request."""
        given: dict[str, str | None] = {
            "response_type": "code", "client_id": self.client.client_id, "redirect_uri": BACK,
            "scope": "openid profile",
            "state": "st-1", "nonce": "n-1", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        }  # fmt: skip
        return {name: value for name, value in (given | changes).items() if value is not None}

    def basic(self, secret: str = SECRET, name: str = "") -> str:
        """The header by which the system proves itself."""
        pair = f"{quote(name or self.client.client_id, safe='')}:{quote(secret, safe='')}"
        return f"Basic {b64encode(pair.encode()).decode()}"

    def token(self, authorization: str | None = "", **form: str) -> Any:
        """Ask the token endpoint."""
        headers = {} if authorization is None else {"Authorization": authorization or self.basic()}
        body = "&".join(f"{name}={quote(value, safe='')}" for name, value in form.items())
        return self.web.post(f"{self.root}/token", body, "application/x-www-form-urlencoded", headers=headers)

    def redeem(self, good_code: str, **changes: str) -> Any:
        """Redeem a code."""
        given = {
            "grant_type": "authorization_code",
            "code": good_code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        } | changes
        return self.token(**given)

    def refresh(self, token: str, **changes: str) -> Any:
        """Use a refresh token."""
        return self.token(**{"grant_type": "refresh_token", "refresh_token": token, **changes})

    def person(self, token: str) -> Any:
        """Ask the userinfo endpoint."""
        return self.web.get(f"{self.root}/userinfo", headers={"Authorization": f"Bearer {token}"})


def ask(person: SignedInClient, given: dict[str, str]) -> Any:
    """The page asks what a request is about."""
    return person.call("POST", "/api/v1/identity/authorization/look-up", {"parameters": given})


def decide(person: SignedInClient, given: dict[str, str], *, agrees: bool = True) -> Any:
    """The person decides."""
    return person.call("POST", "/api/v1/identity/authorization", {"parameters": given, "agrees": agrees})


def answer_in(address: str) -> dict[str, str]:
    """The parameters of a redirect."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def relying(world: World) -> Relying:
    """The registered system."""
    return Relying(make_client(world))


@pytest.fixture
def code_for(relying: Relying, member_client: SignedInClient) -> Callable[..., str]:
    """A code that the member agreed to."""

    def run(**changes: str | None) -> str:
        answer = decide(member_client, relying.request(**changes))
        assert answer.status_code == 200, answer.content.decode()
        return answer_in(answer.json()["redirect_to"])["code"]

    return run

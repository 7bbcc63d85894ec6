"""Our client against our own provider in another process: both sides of OpenID Connect, over real connections."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.serving import Installation, installation

pytestmark = pytest.mark.slow
PASSWORD = "Lantern&Harbour-27"
PEOPLE = f"""
from dangjian.kernel import clock
from dangjian.kernel.models import Tenant
from dangjian.kernel.ids import new_id
from dangjian.identity.accounts.credentials import hash_password
from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.writing import allow_writing
tenant = Tenant.objects.first() or Tenant.objects.create(code="works", name="works", created_at=clock.now())
Tenant.objects.update(code="works")
with acting_as(system_actor(tenant.pk, "test")), allow_writing():
    for name in ("wang", "li"):
        row = Account(id=new_id(), tenant_id=tenant.pk, created_at=clock.now(), org_path="", login_name=name,
                      login_key=name, display_name=name.title(), password=hash_password("{PASSWORD}"),
                      password_changed_at=clock.now(), activated_at=clock.now())
        row.save(force_insert=True)
"""
REGISTER = """
import json, sys
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.models import Tenant
from dangjian.kernel.crypto.jose import new_signing_key
from dangjian.identity.issuing.commands import create_client
values = {"name": "party", "redirect_uris": [sys.argv[1]], "scopes": ["openid", "profile"], "is_on": True}
with acting_as(system_actor(Tenant.objects.get().pk, "test")):
    client, secret = create_client(values=values, key=new_signing_key())
print(json.dumps([client.client_id, secret]))
"""
ADD = """
import json, sys
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.models import Tenant
from dangjian.identity.providers.commands import create_provider, update_provider
given = json.loads(sys.argv[1])
with acting_as(system_actor(Tenant.objects.get().pk, "test")):
    if "id" in given:
        update_provider(provider_id=given["id"], expected_version=1, changes={
            "address": given["address"], "client_id": given["client_id"], "secret": given["secret"], "is_on": True})
        print(given["id"])
    else:
        print(create_provider(values={"kind": "oidc", "name": "集团统一身份", "address": given["address"],
                                      "client_id": "later", "secret": "later"}).pk)
"""


class Browser:
    """A person's browser at one of the installations."""

    def __init__(self, house: Installation) -> None:
        self.web = house.client()
        self.token = ""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API; answers the JSON."""
        headers = {"X-CSRF-Token": self.token} if self.token else {}
        answer = self.web.request(method, f"/api/v1/identity{path}", json=body, headers=headers)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def sign_in(self, name: str) -> None:
        """Sign in by password."""
        body = {"identifier": name, "password": PASSWORD, "surface": "console"}
        self.token = self.ask("POST", "/session", body)["csrf_token"]


@pytest.fixture(scope="module")
def houses() -> Iterator[tuple[Installation, Installation]]:
    """The provider and the system that relies on it."""
    with installation(DANGJIAN_ENV="development") as provider:
        provider.migrate()
        provider.python(PEOPLE)
        with installation(DANGJIAN_ENV="development", DANGJIAN_OUTGOING=provider.url) as relying:
            # The second begins as a copy of the first: making a data base takes longer than everything else here.
            shutil.copytree(
                provider.data, relying.data, dirs_exist_ok=True, ignore=shutil.ignore_patterns("server.log")
            )
            provider.start()
            relying.start()
            yield provider, relying


@pytest.fixture
def opened() -> Iterator[Callable[[Installation], Browser]]:
    """Opens browsers; they are closed at the end."""
    with ExitStack() as stack:

        def run(house: Installation) -> Browser:
            browser = Browser(house)
            stack.enter_context(browser.web)
            return browser

        yield run


def test_sec_auth_10_our_client_signs_in_at_our_provider_in_another_process(
    houses: tuple[Installation, Installation], opened: Callable[[Installation], Browser]
) -> None:
    provider, relying = houses
    issuer = f"{provider.url}/oidc/works"
    provider_id = relying.python(ADD, json.dumps({"address": issuer})).strip()
    callback = f"{relying.url}/sign-on/{provider_id}"
    client_id, secret = json.loads(provider.python(REGISTER, callback))
    set_up = {"id": provider_id, "address": issuer, "client_id": client_id, "secret": secret}
    relying.python(ADD, json.dumps(set_up))
    there, here, later = opened(provider), opened(relying), opened(relying)
    there.sign_in("wang")
    here.sign_in("li")

    def through(way: str, browser: Browser) -> dict[str, str]:
        """There and back: the parameters with which the provider sends the browser back."""
        address = browser.ask("POST", way, {"surface": "console"})["address"]
        asked = there.web.get(address)
        assert asked.status_code == 302
        assert asked.headers["Location"].startswith("/console/authorize?")
        parameters = dict(parse_qsl(urlsplit(address).query))
        to = there.ask("POST", "/authorization", {"parameters": parameters, "agrees": True})["redirect_to"]
        assert to.startswith(callback + "?")
        landed = httpx.get(to, trust_env=False)
        assert landed.headers["Location"].startswith(f"/console/sign-on/{provider_id}?")
        return dict(parse_qsl(urlsplit(to).query))

    brought = through(f"/own/identities/{provider_id}/begin", here)
    linked = here.ask("POST", f"/sign-on/{provider_id}/finish", {"parameters": brought})
    brought = through(f"/sign-on/{provider_id}/begin", later)
    entered = later.ask("POST", f"/sign-on/{provider_id}/finish", {"parameters": brought})

    assert (linked["purpose"], entered["purpose"]) == ("link", "sign_in")
    session = later.ask("GET", "/session")
    assert (session["stage"], session["login_name"]) == ("complete", "li")
    later.token = session["csrf_token"]
    assert later.ask("GET", "/own/identities")["items"][0]["label"] == "Wang"
    again = later.web.post(
        f"/api/v1/identity/sign-on/{provider_id}/finish",
        json={"parameters": brought},
        headers={"X-CSRF-Token": later.token},
    )
    assert again.status_code == 401

"""SEC-AUTH-12: outside the networks of administration its operations are not there, and nobody shuts themselves out."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command

from dangjian.identity.accounts.networks import administrative
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.parameters import forget_cache
from dangjian.kernel.permissions import Action
from tests.contracts.catalogue import known
from tests.roles import as_owner
from tests.world import SignedInClient, World

NETWORKS, HIDDEN = (f"/api/v1/ops/settings/identity.administration_{part}" for part in ("from", "hidden"))
OUTSIDE = "203.0.113.9"
ADMINISTRATION = [
    operation
    for operation in known().values()
    if isinstance(operation.action, Action) and operation.action.name in administrative()
]


@pytest.fixture
def restricted(administrator_client: SignedInClient) -> SignedInClient:
    """Administration is there for the office network alone; the client's address lies in it."""
    assert administrator_client.call("PUT", NETWORKS, {"value": "192.0.2.0/24"}).status_code == 200
    assert administrator_client.call("PUT", HIDDEN, {"value": True}).status_code == 200
    yield administrator_client
    forget_cache()


def test_sec_auth_12_every_operation_of_administration_is_not_there_from_outside(
    world: World, restricted: SignedInClient
) -> None:
    assert len(ADMINISTRATION) > 40
    for client in (restricted, *(world.client(who) for who in ("security", "auditor", "member"))):
        client.defaults["REMOTE_ADDR"] = OUTSIDE
        for operation in ADMINISTRATION:
            url = re.sub(r"\{\w+\}", "01890000-0000-7000-8000-000000000000", operation.url)
            answer = client.call(operation.method, url, {} if operation.method in {"POST", "PUT", "PATCH"} else None)
            told = (answer.status_code, answer.json()["code"])
            assert told == (404, "kernel.no_such_address"), operation.operation_id


def test_sec_auth_12_what_is_not_there_is_not_offered_and_the_rest_goes_on(restricted: SignedInClient) -> None:
    inside = restricted.fetch("/api/v1/identity/session").json()
    restricted.defaults["REMOTE_ADDR"] = OUTSIDE
    outside = restricted.fetch("/api/v1/identity/session").json()

    assert set(inside["actions"]) & administrative()
    assert not set(outside["actions"]) & administrative()
    assert (inside["administration_hidden"], outside["administration_hidden"]) == (False, True)
    assert restricted.fetch("/api/v1/identity/own/sessions").status_code == 200
    restricted.defaults["REMOTE_ADDR"] = "192.0.2.10"
    assert restricted.fetch(HIDDEN.rpartition("/")[0]).status_code == 200


def test_sec_auth_12_a_try_from_outside_leaves_a_line(restricted: SignedInClient) -> None:
    restricted.defaults["REMOTE_ADDR"] = OUTSIDE
    restricted.call("PUT", HIDDEN, {"value": False})
    with as_owner():
        line = AuditEntry.objects.filter(outcome="refused").latest("at")
    assert (line.code, line.address) == ("kernel.no_such_address", OUTSIDE)


def test_sec_auth_12_nobody_shuts_themselves_out(administrator_client: SignedInClient) -> None:
    told = administrator_client.call("PUT", HIDDEN, {"value": True})
    assert (told.status_code, "请先填写" in told.json()["detail"]) == (422, True)
    administrator_client.call("PUT", NETWORKS, {"value": "10.1.0.0/16"})
    told = administrator_client.call("PUT", HIDDEN, {"value": True})
    assert (told.status_code, "192.0.2.10" in told.json()["detail"]) == (422, True)
    administrator_client.call("PUT", NETWORKS, {"value": "10.1.0.0/16, 192.0.2.10"})
    assert administrator_client.call("PUT", HIDDEN, {"value": True}).status_code == 200
    assert administrator_client.call("PUT", NETWORKS, {"value": "10.1.0.0/16"}).status_code == 422
    assert administrator_client.call("PUT", NETWORKS, {"value": ""}).status_code == 422
    forget_cache()


def test_sec_auth_12_who_is_shut_out_all_the_same_opens_it_on_the_host(
    restricted: SignedInClient, capsys: pytest.CaptureFixture[str]
) -> None:
    restricted.defaults["REMOTE_ADDR"] = OUTSIDE
    assert restricted.fetch(HIDDEN.rpartition("/")[0]).status_code == 404

    call_command("open_administration")

    assert "已解除" in capsys.readouterr().out
    assert restricted.fetch(HIDDEN.rpartition("/")[0]).status_code == 200

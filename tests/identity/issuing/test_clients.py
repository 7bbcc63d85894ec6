"""Registering systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dangjian.identity.issuing.commands import create_client, remove_ended
from dangjian.identity.issuing.models import Authorisation, IssuedToken, TokenKey
from dangjian.identity.issuing.queries import list_clients
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.testing import assert_command_contract, exactly_queries
from tests.identity.issuing.conftest import KEY, Relying, make_client
from tests.world import SignedInClient, World, building

CLIENTS = "/api/v1/identity/clients"
BODY: dict[str, Any] = {
    "name": "人力资源系统", "redirect_uris": ["https://hr.example.com/callback"], "scopes": ["profile"], "is_on": True
}  # fmt: skip


def test_only_administrators_register_systems(world: World) -> None:
    values = BODY | {"scopes": ["openid"]}
    assert_command_contract(
        create_client,
        {"values": values, "key": KEY},
        allowed=world.actor("administrator"),
        without_right=world.actor("office"),
        stranger=None,
    )


def test_sec_auth_10_a_system_is_registered_changed_and_removed(
    administrator_client: SignedInClient, world: World
) -> None:
    made = administrator_client.call("POST", CLIENTS, BODY)
    listed = administrator_client.call("GET", CLIENTS).json()
    row = listed["items"][0]
    changed = administrator_client.call(
        "PUT", f"{CLIENTS}/{row['id']}", BODY | {"is_on": False}, version=row["version"]
    )
    renewed = administrator_client.call("POST", f"{CLIENTS}/{row['id']}/secret")

    assert made.status_code == 201, made.content.decode()
    assert listed["issuer"] == "http://testserver/oidc/linjiang"
    assert (row["scopes"], row["people"]) == (["openid", "profile"], 0)
    assert changed.json()["is_on"] is False
    assert made.json()["client_id"] == renewed.json()["client_id"] == row["client_id"]
    assert made.json()["secret"] != renewed.json()["secret"]
    trail = str(list(AuditEntry.objects.values()))
    for secret in (made.json()["secret"], renewed.json()["secret"]):
        assert secret not in str(listed) + trail
    with building(world.tenant_id):
        key = TokenKey.objects.get()
        assert '"d"' in key.private.reveal()
        assert "d" not in key.public
    assert administrator_client.call("DELETE", f"{CLIENTS}/{row['id']}").status_code == 204
    assert administrator_client.call("GET", CLIENTS).json()["items"] == []


@pytest.mark.parametrize(
    "address",
    [
        "http://hr.example.com/callback", "https://*.example.com/", "https://hr.example.com/#x", "javascript:alert(1)",
        "https://user:pw@hr.example.com/", "https://hr.example.com/\\x", "hr.example.com", "https://", "https://a b/",
        "data:text/html,x", "https://例.example/", "https://hr.example.com:99999/",
    ],
)  # fmt: skip
def test_sec_auth_10_impossible_addresses_are_not_registered(
    address: str, administrator_client: SignedInClient
) -> None:
    answer = administrator_client.call("POST", CLIENTS, BODY | {"redirect_uris": [address]})

    assert (answer.status_code, answer.json()["fields"][0]["path"]) == (422, "redirect_uris")


@pytest.mark.parametrize("changes", [{"redirect_uris": []}, {"scopes": ["phone"]}, {"name": ""}, {"more": 1}])
def test_wrong_registrations_are_refused(changes: dict[str, Any], administrator_client: SignedInClient) -> None:
    assert administrator_client.call("POST", CLIENTS, BODY | changes).status_code == 422


def test_two_of_one_name_are_refused(administrator_client: SignedInClient) -> None:
    administrator_client.call("POST", CLIENTS, BODY)

    assert administrator_client.call("POST", CLIENTS, BODY).status_code == 409


def test_systems_on_the_same_machine_may_speak_clear_text(administrator_client: SignedInClient) -> None:
    body = BODY | {"redirect_uris": ["http://127.0.0.1:8413/sign-on/x"]}

    assert administrator_client.call("POST", CLIENTS, body).status_code == 201


def test_the_list_takes_a_fixed_number_of_statements(world: World) -> None:
    for _ in range(3):
        make_client(world)
    with acting_as(world.actor("administrator")), exactly_queries(1):
        assert len(list_clients()) == 3
    with acting_as(world.there.actor("administrator")):
        assert list_clients() == []


def test_what_ended_is_forgotten_a_day_later(world: World, relying: Relying, code_for: Any) -> None:
    relying.redeem(code_for())
    relying.redeem(code_for(scope="openid offline_access"))
    with acting_as(world.system()):
        assert remove_ended(before=clock.now() + timedelta(hours=1)) == 2  # with its token
    with building(world.tenant_id):
        assert (Authorisation.objects.count(), IssuedToken.objects.count()) == (1, 2)

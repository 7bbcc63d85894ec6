"""Setting providers up: by administrators, with secrets that come out nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from dangjian.identity.providers.commands import create_provider
from dangjian.identity.providers.models import Provider
from dangjian.kernel.testing import assert_command_contract
from tests.identity.providers.conftest import Way
from tests.roles import as_owner
from tests.world import World, building

PROVIDERS = "/api/v1/identity/providers"
BODY = {
    "kind": "oidc", "name": "集团统一身份", "address": "https://idp.example.com", "client_id": "dj",
    "secret": "s3cret-x", "extra": "", "name_attribute": "",
}  # fmt: skip


@pytest.fixture
def administrator(world: World) -> Any:
    """The administrator, freshly authenticated."""
    return world.client("administrator")


def test_only_administrators_add_providers(world: World) -> None:
    assert_command_contract(
        create_provider,
        {"values": {name: value or None if name == "secret" else value for name, value in BODY.items()}},
        allowed=world.actor("administrator"),
        without_right=world.actor("office"),
        stranger=None,
    )


def test_sec_auth_09_a_provider_is_added_switched_on_and_removed(administrator: Any) -> None:
    made = administrator.call("POST", PROVIDERS, BODY)
    row = made.json()
    seen = administrator.call("GET", f"{PROVIDERS}/{row['id']}")
    switched = administrator.call(
        "PATCH", f"{PROVIDERS}/{row['id']}", {"is_on": True}, version=int(seen["ETag"].strip('"v'))
    )

    assert made.status_code == 201, made.content.decode()
    assert (row["is_on"], row["has_secret"], row["linked"]) == (False, True, 0)
    assert row["callback_address"] == f"http://testserver/sign-on/{row['id']}"
    assert "s3cret-x" not in made.content.decode() + seen.content.decode()
    assert switched.json()["is_on"] is True
    assert administrator.call("DELETE", f"{PROVIDERS}/{row['id']}").status_code == 204
    assert administrator.call("GET", PROVIDERS).json() == []


def test_sec_auth_09_the_secret_is_sealed_and_not_in_the_audit_trail(administrator: Any, world: World) -> None:
    from django.db import connection

    from dangjian.kernel.models.audit import AuditEntry

    administrator.call("POST", PROVIDERS, BODY)

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM identity_provider")
        assert b"s3cret-x" not in bytes(cursor.fetchone()[0])
    assert "s3cret-x" not in str(list(AuditEntry.objects.values()))


def test_sec_auth_09_a_kept_secret_is_not_sent_to_a_new_address(administrator: Any, world: World) -> None:
    row = administrator.call("POST", PROVIDERS, BODY).json()
    moved = BODY | {"secret": "", "address": "https://collector.example.com"}

    refused = administrator.call("PUT", f"{PROVIDERS}/{row['id']}", moved, version=row["version"])
    kept = administrator.call(
        "PUT", f"{PROVIDERS}/{row['id']}", BODY | {"secret": "", "name": "改名"}, version=row["version"]
    )

    assert (refused.status_code, refused.json()["fields"][0]["path"]) == (422, "secret")
    assert (kept.status_code, kept.json()["name"]) == (200, "改名")
    with building(world.tenant_id):
        assert Provider.objects.get().secret.reveal() == "s3cret-x"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "http://idp.example.com"}, "address"),
        ({"address": "https://user:pw@idp.example.com"}, "address"),
        ({"address": "https://10.0.0.1:9000"}, "address"),
        ({"client_id": ""}, "client_id"),
        ({"secret": ""}, "secret"),
        ({"kind": "wecom", "extra": ""}, "extra"),
        ({"kind": "ldap", "address": "ldaps://dc", "extra": "dc=x", "name_attribute": "uid)(x"}, "name_attribute"),
        ({"kind": "ldap", "address": "https://dc", "extra": "dc=x", "name_attribute": "uid"}, "address"),
    ],
)
def test_wrong_settings_are_told_at_their_field(changes: dict[str, str], field: str, administrator: Any) -> None:
    answer = administrator.call("POST", PROVIDERS, BODY | changes)

    assert answer.status_code == 422
    assert [item["path"] for item in answer.json()["fields"]] == [field]


def test_two_of_one_name_are_refused(administrator: Any) -> None:
    administrator.call("POST", PROVIDERS, BODY)

    assert administrator.call("POST", PROVIDERS, BODY).status_code == 409


def test_sec_auth_09_the_connection_is_tested(way: Way) -> None:
    client = way.world.client("administrator")

    fine = client.call("POST", f"{PROVIDERS}/{way.provider.pk}/trial").json()
    way.fake.about = {"issuer": "https://evil.example", "id_token_signing_alg_values_supported": ["HS256"]}
    wrong = client.call("POST", f"{PROVIDERS}/{way.provider.pk}/trial").json()

    assert fine["is_fine"], fine
    assert not wrong["is_fine"]
    assert "evil.example" in wrong["findings"][0]["text"]


def test_the_list_takes_a_fixed_number_of_statements(world: World) -> None:
    from dangjian.identity.providers.queries import list_providers
    from dangjian.kernel.actor import acting_as
    from dangjian.kernel.testing import exactly_queries

    for number in range(3):
        with acting_as(world.actor("administrator")):
            create_provider(values=BODY | {"name": f"提供方{number}"})
    with acting_as(world.actor("administrator")), exactly_queries(1):
        assert len(list_providers()) == 3
    with acting_as(world.there.actor("administrator")):
        assert list_providers() == []

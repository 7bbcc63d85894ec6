"""Idempotency keys: the effect happens once, the answer is the same, and nothing of a refusal is kept."""

from __future__ import annotations

from typing import Any

import pytest

from dangjian.directory.members.models import SavedQuery
from dangjian.kernel.models import AuditEntry, IdempotencyKey
from tests.world import SignedInClient, World, building

pytestmark = pytest.mark.django_db
URL = "/api/v1/directory/saved-queries"
KEY = "a-key-of-my-own"


def _body(name: str = "在办") -> dict[str, Any]:
    return {"list_name": "directory.members", "name": name, "params": {}}


def _saved(world: World) -> int:
    with building(world.tenant_id):
        return int(SavedQuery.objects.count())


def test_sec_rel_01_repeated_request_gets_the_first_answer_and_has_one_effect(
    world: World, office_client: SignedInClient
) -> None:
    first = office_client.call("POST", URL, _body(), key=KEY)
    again = office_client.call("POST", URL, _body(), key=KEY)

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert (first.headers.get("Idempotent-Replay"), again["Idempotent-Replay"]) == (None, "true")
    assert _saved(world) == 1
    assert AuditEntry.objects.filter(intent="directory.members.commands.saved.save_query:create").count() == 1


def test_sec_rel_01_same_key_for_another_request_is_refused(world: World, office_client: SignedInClient) -> None:
    office_client.call("POST", URL, _body(), key=KEY)

    other = office_client.call("POST", URL, _body("预备党员"), key=KEY)

    assert (other.status_code, other.json()["code"]) == (422, "kernel.idempotency.other_request")
    assert _saved(world) == 1


def test_key_of_one_person_is_not_that_of_another(
    world: World, office_client: SignedInClient, chief_client: SignedInClient
) -> None:
    mine = office_client.call("POST", URL, _body(), key=KEY)
    theirs = chief_client.call("POST", URL, _body(), key=KEY)

    assert mine.json()["id"] != theirs.json()["id"]
    assert _saved(world) == 2


def test_refused_request_leaves_no_key_but_its_refusal_in_the_audit_trail(
    world: World, member_client: SignedInClient
) -> None:
    body = {"reason": "换届", "ended_on": "2026-11-21"}
    url = f"/api/v1/directory/posts/{world.here.posts['secretary'].pk}/end"

    refused = member_client.call("POST", url, body, version=1, key=KEY)

    assert refused.status_code in (403, 404)
    assert not IdempotencyKey.objects.filter(key=KEY).exists()


@pytest.mark.parametrize("key", ["short", "with blanks in it", "x" * 81, "umlaut-ä-key"])
def test_malformed_key_is_refused(key: str, office_client: SignedInClient) -> None:
    answer = office_client.call("POST", URL, _body(), key=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.idempotency.malformed")

"""MEM-3: filters kept under a name, and how much of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import SignedInClient, World

URL = "/api/v1/directory/saved-queries"


def _body(params: dict[str, Any]) -> dict[str, Any]:
    return {"list_name": "directory.members", "name": "离退休女党员", "params": params}


def test_MEM_3_a_filter_is_kept_replaced_under_its_name_and_forgotten(
    world: World, office_client: SignedInClient, member_client: SignedInClient
) -> None:
    office_client.call("POST", URL, _body({"sex": "female"}))
    kept = office_client.call("POST", URL, _body({"sex": "female", "is_retired": "true"})).json()
    assert kept["params"] == {"sex": "female", "is_retired": "true"}
    assert office_client.fetch(URL, list_name="directory.members").json() == [kept]
    assert member_client.fetch(URL, list_name="directory.members").json() == []
    assert member_client.call("DELETE", f"{URL}/{kept['id']}").status_code == 404
    assert office_client.call("DELETE", f"{URL}/{kept['id']}").status_code == 204
    assert office_client.fetch(URL, list_name="directory.members").json() == []


@pytest.mark.parametrize(
    "params",
    [
        {"text": "王" * 2001},
        {"x" * 41: ""},
        {f"filter_{number}": "1" for number in range(61)},
        {"text": {"deep": ["values"]}},
        {"text": ["王"] * 1000},
    ],
)
def test_filters_are_short_texts_and_few(world: World, office_client: SignedInClient, params: dict[str, Any]) -> None:
    answer = office_client.call("POST", URL, _body(params))
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.bad_input")
    assert office_client.fetch(URL, list_name="directory.members").json() == []

"""No mass assignment: what a request is not declared to take is refused, wherever it stands (SEC-AC-05, SEC-IN-01)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dangjian.kernel.permissions import Public
from dangjian.kernel.testing import undone
from tests.access.matrix import writes_watched
from tests.access.policy import operations_to_try, somebody_let_in
from tests.access.realm import Realm
from tests.access.requests import body_schema, build, ids_from
from tests.contracts.catalogue import document, known

EXTRA = {
    "tenant_id": "01890000-0000-7000-8000-000000000000",
    "org_path": "0000",
    "granted_by": "x",
    "is_superuser": True,
}
FREE = frozenset({"params"})
"""What is kept as it comes: the filter of a list that somebody saves for themselves."""
CLOSED = [name for name in operations_to_try() if not isinstance(known()[name].action, Public)]


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for name, item in value.items():
            if name not in FREE:
                yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


@pytest.mark.parametrize("name", [name for name in CLOSED if body_schema(name)])
def test_sec_ac_05_an_extra_field_of_a_body_is_refused(name: str, realm: Realm) -> None:
    role, relation = somebody_let_in(name)
    own = ids_from(name, realm.corner(role, relation))
    count = len(list(_objects(build(name, own).body)))
    for number in range(count):
        for field, value in EXTRA.items():
            request = build(name, own)
            target = list(_objects(request.body))[number]
            if field in target:
                continue
            target[field] = value
            with undone(), writes_watched() as written:
                response = request.send(realm.clients[role])
            told = f"{request.method} {request.url} {request.body} → {response.status_code} {response.content[:300]!r}"
            assert response.status_code == 422, told
            assert any(field in problem["path"] for problem in response.json()["fields"]), told
            assert not written, told


@pytest.mark.parametrize("name", CLOSED)
def test_sec_ac_05_an_extra_parameter_is_refused(name: str, realm: Realm) -> None:
    """A filter that is not known must not be passed over in silence: the answer would be of everything."""
    role, relation = somebody_let_in(name)
    request = build(name, ids_from(name, realm.corner(role, relation)))
    request.query["org_path"] = "0000"
    with undone(), writes_watched() as written:
        response = request.send(realm.clients[role])

    assert (response.status_code, written) == (422, []), f"{request.method} {request.url} → {response.status_code}"


def test_sec_ac_05_every_schema_that_comes_in_is_closed() -> None:
    """Also objects that the smallest request leaves out."""
    schemas = document()["components"]["schemas"]
    waiting: list[Any] = []
    open_ones, seen = set(), set()
    for methods in document()["paths"].values():
        for definition in methods.values():
            waiting += [definition.get("requestBody", {})]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            name = str(value.get("$ref", "")).rsplit("/", 1)[-1]
            if name and name not in seen:
                seen.add(name)
                waiting.append(schemas[name])
                if schemas[name].get("type") == "object" and schemas[name].get("additionalProperties") is not False:
                    open_ones.add(name)
            waiting += value.values()

    assert len(seen) > 60
    assert open_ones == set()

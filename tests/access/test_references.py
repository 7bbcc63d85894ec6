"""Ids in bodies and filters are resolved inside the caller's scope: foreign looks like missing (SEC-AC-04)."""

from __future__ import annotations

import io
import re
import zipfile
from uuid import uuid4

import pytest

from dangjian.kernel.models.base import ScopedModel
from dangjian.kernel.permissions import Public
from dangjian.kernel.testing import undone
from tests.access.matrix import checksum, writes_watched
from tests.access.policy import expected, note_on, operations_to_try, rule
from tests.access.realm import THREE, Realm
from tests.access.requests import Reference, Request, build, ids_from, model_of, references
from tests.contracts.catalogue import known

CASES = [
    (name, reference)
    for name in operations_to_try()
    for reference in references(name)
    if reference.where != "path" and model_of(name, reference.name) is not None
]
NOT_KEPT = {
    (name, field)
    for name in ("work_life_create_template", "work_life_change_template")
    for field in ("id", "presenter_id")
}
"""A template keeps neither the items of a meeting nor people; it only has the form of an agenda in common with one."""
_TRACE = re.compile(rb'"trace_id":"[^"]*"')
"""What differs between any two answers."""


def test_sec_ac_04_every_reference_names_a_table() -> None:
    """An id that the generator cannot place would be left out without anybody noticing."""
    unplaced = {
        f"{name}: {reference.name}"
        for name in operations_to_try()
        for reference in references(name)
        if model_of(name, reference.name) is None and not isinstance(known()[name].action, Public)
    }

    assert unplaced == set()
    assert len(CASES) > 100


@pytest.mark.parametrize(
    ("name", "reference"), CASES, ids=[f"{name}-{'.'.join(r.steps) or r.name}" for name, r in CASES]
)
def test_sec_ac_04_a_foreign_reference_looks_like_a_missing_one(name: str, reference: Reference, realm: Realm) -> None:
    """The other enterprise's row, and a row beside one's own places, get the answer that an unknown id gets."""
    for role, relation in _asked_about(name, reference):
        client = realm.clients[role]
        foreign, unknown = _with(realm, name, reference, relation), _with(realm, name, reference, "")
        with undone():
            missing = unknown.send(client)
        with undone(), writes_watched() as written:
            before = checksum()
            found = foreign.send(client)
            changed = bool(written) and checksum() != before
        asked = f"{foreign.method} {foreign.url} {foreign.query} {foreign.body}"
        told = f"{role} {relation}: {asked} → {found.status_code}, not {missing.status_code} {found.content[:300]!r}"
        assert not changed or found.status_code < 300, told
        if (name, reference.name) in NOT_KEPT:
            continue
        if found.status_code < 300 and not changed:
            assert _same(found.content, missing.content, foreign, unknown), told
            continue
        visible = {403} if relation == "sibling" else set()
        assert found.status_code in {404, 409, 422} | visible, told
        assert found.status_code == missing.status_code or found.status_code in visible, told


def _asked_about(name: str, reference: Reference) -> list[tuple[str, str]]:
    """Who asks about whose row: somebody let in about the other enterprise's, and the office of one company about the
    other company's, where the table has a place and the policy does not allow people from elsewhere."""
    action = known()[name].action
    if isinstance(action, Public):
        return []
    let_in = [role for role in (*THREE, "office") if not expected(name, role, "own")]
    # The office of the whole enterprise: an organisation does not decide on itself, only the one above it does.
    found = [("chief" if role == "office" else role, "other") for role in let_in[:1]]
    model = model_of(name, reference.name)
    has_place = model is not None and issubclass(model, ScopedModel) and not rule(action.name).enterprise
    if "office" in let_in and has_place and reference.name not in note_on(name).get("elsewhere", ()):
        found.append(("office", "sibling"))
    return found


def _with(realm: Realm, name: str, reference: Reference, relation: str) -> Request:
    """The request with every other id one's own, and this one of the relation ("": an id that nothing has)."""
    own = ids_from(name, realm.corner("", "own"))
    there = ids_from(name, realm.corner("", relation)) if relation else lambda _: str(uuid4())
    return build(name, lambda field: there(field) if field == reference.name else own(field), also=reference)


def _cells(content: bytes) -> bytes:
    """What stands in a workbook; other answers as they are."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in sorted(book.namelist()) if name.startswith("xl/"))


def _same(one: bytes, two: bytes, foreign: Request, unknown: Request) -> bool:
    def plain(content: bytes, request: Request) -> bytes:
        text = _TRACE.sub(b"", _cells(content))
        for value in re.findall(rb"[0-9a-f-]{36}", f"{request.query} {request.body}".encode()):
            text = text.replace(value, b"id")
        return text

    return plain(one, foreign) == plain(two, unknown)

"""Which answers hold a sensitive value in clear, as which role: exactly the reviewed ones (SEC-AC-05).

Every sealed column of every table gets a value of its own that stands nowhere else; then each operation that reads is
asked as each role, and the values are looked for in what comes. What an answer is made of is the same on every data
base: asked on SQLite alone.
"""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from django.apps import apps
from django.db.models import Model

from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.testing import undone
from tests.access.matrix import holds_anywhere, relations_of
from tests.access.policy import operations_to_try
from tests.access.realm import ROLES, Realm
from tests.access.requests import build, ids_from
from tests.contracts.catalogue import known
from tests.world import building

STRUCTURES = frozenset({"ImportBatch", "ImportChunk", "DuesBase"})
"""Tables whose sealed columns hold structures that the platform itself reads back, so that no mark can stand there."""
CORRECTION = frozenset({"CorrectionRequest.old_text", "CorrectionRequest.new_text"})
NOTE = frozenset({"CandidateNote.text", "Objection.text", "Objection.finding"})
RELATIVE, GIST = frozenset({"FamilyMember.name"}), frozenset({"Talk.gist"})
EVERYBODY = frozenset(ROLES)
BRANCH = frozenset({"branch_officer", "branch_secretary"})
CLEAR: dict[tuple[str, str], dict[frozenset[str], frozenset[str]]] = {
    ("directory_members_get_member", "self"): {RELATIVE: EVERYBODY},
    ("directory_members_get_own_record", "own"): {RELATIVE: EVERYBODY},
    ("directory_members_list_own_corrections", "own"): {CORRECTION: EVERYBODY},
    ("work_life_list_my_talks", "own"): {GIST: EVERYBODY},
    ("directory_members_get_member", "own"): {RELATIVE: BRANCH | {"office", "leader"}},
    ("directory_members_list_corrections", "own"): {CORRECTION: frozenset({"branch_secretary", "office"})},
    ("work_development_list_notes", "own"): {NOTE: BRANCH | {"office"}},
    ("work_development_list_notes", "self"): {NOTE: BRANCH | {"office"}},
    ("work_life_list_talks", "own"): {GIST: frozenset({"branch_secretary"})},
    ("work_life_list_talks", "self"): {GIST: frozenset({"branch_secretary"})},
}
"""Reviewed: operation and whom it was asked about → what stands there in clear, and for whom. Everybody sees what is
theirs; of others only those whose work it is."""


def _sealed_columns() -> list[tuple[type[Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("dangjian.") and model.__name__ not in STRUCTURES
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def _mark(realm: Realm) -> set[str]:
    """Give each sealed column of each row its mark; returns the names of the columns that have one."""
    marked = set()
    for model, column in _sealed_columns():
        for number, corner in enumerate(realm.corners.values()):
            if (row := corner.rows.get(model)) is not None:
                with building(corner.tenant_id):
                    setattr(row, column, f"隐{model.__name__}.{column}密{number}")
                    row.save(update_fields=[column])
                marked.add(f"{model.__name__}.{column}")
    return marked


def _shown(realm: Realm, name: str, role: str, relation: str, marked: set[str]) -> frozenset[str]:
    """The columns whose marks stand in the answer to a role that asks about a row of a place."""
    with undone():
        answer = build(name, ids_from(name, realm.corner(role, relation))).send(realm.clients[role])
        content = b"" if answer.streaming else answer.content
    assert answer.status_code < 500, f"{name} as {role}: {content[:300]!r}"
    return frozenset(column for column in marked if f"隐{column}密".encode() in content)


@pytest.mark.skipif(bool(os.environ.get("DANGJIAN_TEST_DB")), reason="an answer has the same fields on every data base")
def test_sec_ac_05_sensitive_values_come_in_clear_only_where_reviewed(realm: Realm) -> None:
    found: dict[tuple[str, str], dict[frozenset[str], set[str]]] = defaultdict(lambda: defaultdict(set))
    with undone():
        marked = _mark(realm)
        for name in (one for one in operations_to_try() if known()[one].method == "GET"):
            for role in (one for one in ROLES if holds_anywhere(name, one)):
                for relation in {"self", "own"} & set(relations_of(name)):
                    if columns := _shown(realm, name, role, relation, marked):
                        found[name, relation][columns].add(role)

    assert marked == {f"{model.__name__}.{column}" for model, column in _sealed_columns()}
    assert {asked: dict(shown) for asked, shown in found.items()} == CLEAR

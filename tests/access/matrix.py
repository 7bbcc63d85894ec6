"""Asking one operation as one role about a row of one place, and comparing the answer with the policy (SEC-AC-06)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.db.models import Model

from dangjian.directory.members.models import CorrectionRequest, Person
from dangjian.directory.members.permissions import VIEW_MEMBER
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.accounts.permissions import VIEW_ACCOUNT
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.permissions import Public
from dangjian.kernel.testing import undone
from tests.access.policy import expected, note_on, policy, rows_named, rule
from tests.access.realm import OF_A_MEETING, PLACE_OF, RELATIONS, Realm
from tests.access.requests import build, ids_from
from tests.contracts.catalogue import known
from tests.roles import as_owner

_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
FREE = frozenset({AuditEntry._meta.db_table, WebSession._meta.db_table})
"""Tables that a refused request may write: the refusal itself, and when the session was last used."""
REFUSALS = frozenset({401, 403, 404, 405})


@contextmanager
def writes_watched() -> Iterator[list[str]]:
    """The tables that statements inside the block write to, but for the free ones."""
    tables: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found and found[1] not in FREE:
            tables.append(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


def checksum() -> str:
    """One number for the content of all our tables, but for the free ones."""
    digest = hashlib.sha256()
    with as_owner(), connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if model.__module__.startswith("dangjian.") and table not in FREE:
                key = connection.ops.quote_name(model._meta.pk.column)
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY {key}")
                digest.update(f"{table}{cursor.fetchall()!r}".encode())
    return digest.hexdigest()


def ask(realm: Realm, operation_id: str, role: str, relation: str) -> list[str]:
    """What is wrong with the answer to a role that asks about a row of a place; empty when it is as reviewed."""
    request = build(operation_id, ids_from(operation_id, realm.corner(role, relation)))
    refused = expected(operation_id, role, relation)
    client = realm.clients[role]
    with undone(), writes_watched() as written:
        response = request.send(client)
        content = b"" if response.streaming else response.content
    told = f"{role} about {relation}: {request.method} {request.url} {request.body or ''}"
    status = response.status_code
    if status >= 500:
        return [f"{told} → {status} {content[:300]!r}"]
    found = []
    if refused and status == 422 and status not in refused and holds_anywhere(operation_id, role):
        return found if _is_about_the_input(realm, operation_id, role) else [f"{told} → 422 tells of the row"]
    if refused and status not in refused:
        found.append(f"{told} → {status} instead of {sorted(refused)} {content[:200]!r}")
    let_in = not refused and not isinstance(known()[operation_id].action, Public)  # public ones ask for other proof
    if let_in and status in REFUSALS - set(note_on(operation_id).get("also", ())):
        found.append(f"{told} → {status} although the policy allows it {content[:200]!r}")
    if refused and written:
        found += [f"{told}: {text}" for text in _changes(realm, request, client)]
    return found + [f"{told} shows {text}" for text in shown_too_much(realm, role, content, operation_id)]


def holds_anywhere(operation_id: str, role: str) -> bool:
    """Whether a role is let in to an operation about anything at all."""
    action = known()[operation_id].action
    return isinstance(action, Public) or rule(action.name).own or rule(action.name).holds(role)


def _is_about_the_input(realm: Realm, operation_id: str, role: str) -> bool:
    """Whether the request is refused for what it asks, whichever row it names: an id that nothing has fares alike."""
    with undone():
        return bool(build(operation_id, lambda name: str(uuid4())).send(realm.clients[role]).status_code == 422)


def _changes(realm: Realm, request: Any, client: Any) -> list[str]:
    """Whether a refused request that wrote something left any of it."""
    with undone():
        before = checksum()
        with writes_watched() as written:
            request.send(client)
        return [f"a refused request changed {sorted(set(written))}"] if checksum() != before else []


def shown_too_much(realm: Realm, role: str, content: bytes, operation_id: str) -> list[str]:
    """Rows in an answer that the policy does not let the role see."""
    owners = _owners(realm)
    found = []
    for match in set(_UUID.findall(content)):
        if (known_row := owners.get(match.decode())) is not None:
            (owner, relation), model = known_row
            about = PLACE_OF.get(relation, relation) if owner != role else relation
            if not may_see(model, role, about) and about not in note_on(operation_id).get("shows", ()):
                found.append(f"{model.__name__} of {about} ({match.decode()})")
    return sorted(found)


def may_see(model: type[Model], role: str, relation: str) -> bool:
    """Whether a role may come across a row of a place. Names of organisations above and beside are no secret inside
    the enterprise: breadcrumbs, transfers and histories show them."""
    if relation in {"other", *PLACE_OF}:
        return relation != "other"
    if model in (Person, Account):  # who belongs to an organisation, and holds posts in it, is known to its members,
        views = (VIEW_ORGANISATION, VIEW_ACCOUNT)  # and who has an account to those who look after accounts
        return any(rule(view.name).covers(role, relation) for view in views)
    if model is CorrectionRequest:  # that a record waits for a correction is told with the record, without the values
        return rule(VIEW_MEMBER.name).covers(role, relation)
    view = getattr(model, "view_action", None)
    if view is None or model is Organisation or view.name not in policy()["actions"]:
        return True
    return rule(view.name).covers(role, relation)


_known_owners: dict[int, dict[str, tuple[tuple[str, str], type[Model]]]] = {}


def _owners(realm: Realm) -> dict[str, tuple[tuple[str, str], type[Model]]]:
    if id(realm) not in _known_owners:
        _known_owners.clear()
        found: dict[str, tuple[tuple[str, str], type[Model]]] = {}
        for key, corner in realm.corners.items():
            for model, row in corner.rows.items():
                if row.pk is not None and "tenant_id" in {field.name for field in model._meta.fields}:
                    found.setdefault(str(row.pk), (key, model))
        _known_owners[id(realm)] = found
    return _known_owners[id(realm)]


def relations_of(operation_id: str) -> tuple[str, ...]:
    """The places to ask about: all where the request names a row, one otherwise."""
    named = rows_named(operation_id)
    of_a_meeting = bool(named) and named[0] in OF_A_MEETING
    return tuple(r for r in RELATIONS if r != "listed" or of_a_meeting) if named else ("own",)


def asked(realm: Realm, operation_id: str, roles: Iterable[str], relations: Iterable[str] = RELATIONS) -> list[str]:
    """Everything that is wrong when these roles ask an operation about every place (or those given)."""
    found = []
    for role in roles:
        # Without the right anywhere the answer cannot depend on the row: one place and the other enterprise will do.
        tried = set(relations) if holds_anywhere(operation_id, role) else {"own", "other"}
        for relation in relations_of(operation_id):
            if relation in tried:
                found += ask(realm, operation_id, role, relation)
    return found

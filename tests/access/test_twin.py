"""Tenants never meet: with the same data in two enterprises, each operation answers with its own (SEC-AC-12)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from dangjian.kernel.permissions import Public
from dangjian.kernel.testing import undone
from tests.access.policy import operations_to_try, somebody_let_in
from tests.access.realm import Realm
from tests.access.requests import build, ids_from
from tests.contracts.catalogue import known
from tests.roles import as_owner
from tests.world import ADMINISTRATORS

READING = [
    name
    for name in operations_to_try()
    if known()[name].method == "GET" and not isinstance(known()[name].action, Public)
]
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TRACE = re.compile(rb'"trace_id":"[^"]*"')
_MADE_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:")


@pytest.fixture(scope="module")
def ids_of_the_twin(realm: Realm) -> frozenset[bytes]:
    """The keys of all rows of the other enterprise."""
    found: set[bytes] = {str(realm.world.there.tenant.pk).encode()}
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if model.__module__.startswith("dangjian.") and "tenant_id" in names:
            with as_owner():
                keys = list(model._base_manager.filter(tenant_id=realm.world.there.tenant.pk).values_list("pk"))
            found |= {str(key).encode() for (key,) in keys if _UUID.fullmatch(str(key).encode())}
    return frozenset(found)


def _content(response: Any) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return _TRACE.sub(b"", _unpacked(content))


def _unpacked(content: bytes) -> bytes:
    """What stands in a workbook, document or archive, without the second it was made in; anything else as it is."""
    if not content.startswith(b"PK\x03\x04"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name.encode() + b"\n" + _unpacked(archive.read(name)) for name in archive.namelist()]
    return _MADE_AT.sub(b"", b"\n".join(parts))


@pytest.mark.parametrize("name", READING)
def test_sec_ac_12_an_operation_answers_with_its_own_tenant_only(
    name: str, realm: Realm, ids_of_the_twin: frozenset[bytes]
) -> None:
    """Asked before and after the twin asked the same (a shared cache would be poisoned), the answer is the same."""
    role, relation = somebody_let_in(name)
    request = build(name, ids_from(name, realm.corner(role, relation)))
    of_twin = build(name, ids_from(name, realm.corner("", "other")))

    with undone():
        before = _content(request.send(realm.clients[role]))
    with undone():
        for key in ("stranger", *ADMINISTRATORS):  # together they hold every role there
            of_twin.send(realm.clients[f"stranger_{key}"])
            request.send(realm.clients[f"stranger_{key}"])
    with undone():
        after = _content(request.send(realm.clients[role]))

    assert set(_UUID.findall(before)) & ids_of_the_twin == set()
    assert "北河".encode() not in before
    if "export" not in name and "template" not in name and "codes" not in name:
        assert after == before


def test_sec_ac_12_a_workbook_is_compared_by_what_stands_in_it() -> None:
    """Two workbooks of the same content made at different times are the same; another content is another."""

    def packed(text: str, year: int) -> bytes:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("sheet.xml", (year, 1, 1, 0, 0, 0)), text)
            made = f"<dcterms:created>{year}-01-01T00:00:00Z</dcterms:created>"
            archive.writestr(zipfile.ZipInfo("core.xml", (year, 1, 1, 0, 0, 0)), made)
        return held.getvalue()

    assert packed("北河", 2026) != packed("北河", 2024)
    assert _unpacked(packed("北河", 2026)) == _unpacked(packed("北河", 2024))
    assert "北河".encode() in _unpacked(packed("北河", 2026))
    assert _unpacked(packed("北河", 2026)) != _unpacked(packed("南河", 2026))


def test_sec_ac_12_every_table_knows_its_tenant(db: None) -> None:
    """Each table either holds the tenant, hangs on one that does, or is the installation's own and says why."""
    installation = {
        "Tenant": "the tenants themselves",
        "IdempotencyKey": "keyed by the account, which has a tenant",
        "TakenName": "sign-in names are unique in the installation, since one signs in without naming a tenant",
        "LoginCounter": "failed attempts are counted before anybody is known",
        "JobPeriod": "when the periodic jobs of the installation ran last",
        "SealState": "how far the one sealer of the installation has come",
        "SealedLog": "a tree of the audit trail: a tenant's, or the installation's own; keyed by `origin`",
        "AuditBlock": "what was sealed of a tree, numbers and hashes alone",
        "AuditCheckpoint": "signed state of a tree, numbers and hashes alone",
        "SigningKey": "the installation's key for checkpoints",
    }
    without = set()
    for model in apps.get_models():
        if not model.__module__.startswith("dangjian."):
            continue
        names = {field.name for field in model._meta.fields}
        above = {
            field.related_model
            for field in model._meta.fields
            if field.is_relation and field.related_model is not model
        }
        if "tenant_id" not in names and not any("tenant_id" in {f.name for f in m._meta.fields} for m in above):
            without.add(model.__name__)

    assert connection.vendor in {"sqlite", "postgresql"}
    assert without == set(installation)


def test_sec_ac_12_what_must_be_unique_is_unique_within_a_tenant() -> None:
    """A unique value across tenants would tell one enterprise what another has; each exception says why."""
    known_ones = {
        "Account.login_key": "one signs in without naming a tenant",
        "Account.phone_index": "one signs in by telephone without naming a tenant",
        "Account.person_id": "a random id",
        "Job.dedupe_key": "named by the job with ids in it",
        "OneTimeLink.token_hash": "random",
        "Client.client_id": "random",
        "TokenKey.key_id": "random",
        "Authorisation.code_hash": "random",
        "IssuedToken.token_hash": "random",
        "StoredFile.storage_name": "random",
        "ApiToken.token_hash": "random",
        "CalendarFeed.token_hash": "random",
        "TransferLetter.public_code": "random",
        "TransferLetter.accept_key": "the digest of a random code",
        "VoteCount.part": "one for each row of a table with tenant",
        "AdmissionCase.case": "likewise",
    }
    shared = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if not model.__module__.startswith("dangjian.") or "tenant_id" not in names:
            continue
        shared += [f"{model.__name__}.{f.name}" for f in model._meta.fields if f.unique and not f.primary_key]

    assert sorted(shared) == sorted(known_ones)

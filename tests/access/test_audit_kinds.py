"""What an operation says it leaves in the audit trail is what it leaves (SEC-AC-01, SEC-AUD-01)."""

from __future__ import annotations

import pytest

from dangjian.kernel.models import DataKey
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.permissions import Public
from dangjian.kernel.testing import undone
from tests.access.matrix import writes_watched
from tests.access.policy import operations_to_try, somebody_let_in
from tests.access.realm import Realm
from tests.access.requests import build, ids_from
from tests.contracts.catalogue import known

CLOSED = [name for name in operations_to_try() if not isinstance(known()[name].action, Public)]
FIRST_NEEDED = DataKey._meta.db_table
"""A data key is made when it is first needed, also by somebody who only reads."""


@pytest.mark.parametrize("name", CLOSED)
def test_sec_aud_01_an_operation_leaves_what_it_declares(name: str, realm: Realm) -> None:
    role, relation = somebody_let_in(name)
    request = build(name, ids_from(name, realm.corner(role, relation)))
    with undone(), writes_watched() as written:
        before = AuditEntry.objects.count()
        response = request.send(realm.clients[role])
        if response.streaming:
            b"".join(response.streaming_content)
        left = AuditEntry.objects.count() - before
    if known()[name].audit == "none":
        assert set(written) <= {FIRST_NEEDED}, f"{request.method} {request.url} wrote {written}"
    if response.status_code < 300:
        assert (left > 0) == (known()[name].audit != "none"), f"{request.method} {request.url} left {left} entries"

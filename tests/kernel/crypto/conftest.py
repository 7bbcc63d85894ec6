"""A probe table with sealed fields, made once for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from dangjian.kernel.crypto import keyring
from tests import roles
from tests.kernel.crypto.probe import Probe


@pytest.fixture(scope="session")
def _probe_table(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), roles.as_owner(), connection.schema_editor() as editor:
        editor.create_model(Probe)
        roles.lend(editor, Probe._meta.db_table)


@pytest.fixture
def probe(_probe_table: None, db: None) -> Iterator[type[Probe]]:
    """The probe model on a data base that is rolled back after the test."""
    keyring.forget()
    yield Probe
    keyring.forget()

"""Houses of the fault tests: real processes on a data base of their own that writes to disk as in production."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.serving import Installation, installation


@contextmanager
def own_database() -> Iterator[str]:
    """Address of a data base that no other house uses (its worker would take our jobs); "" is SQLite."""
    server = os.environ.get("DANGJIAN_TEST_DB", "")
    if not server:
        yield ""
        return
    name = f"faults_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    """A migrated data base, on SQLite unless DANGJIAN_TEST_DB says otherwise."""
    with own_database() as address, installation(DANGJIAN_DB=address) as fresh:
        fresh.migrate()
        yield fresh

"""Houses of the fault tests: real processes on a data base of their own that writes to disk as in production."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.serving import Installation, installation


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    """A migrated data base, on SQLite unless DANGJIAN_TEST_DB says otherwise."""
    with installation(DANGJIAN_DB=os.environ.get("DANGJIAN_TEST_DB", "")) as fresh:
        fresh.migrate()
        yield fresh

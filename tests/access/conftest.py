"""The realm of the matrix, built once for each file: every request is taken back, and files run side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.access.realm import Realm, realm_built


@pytest.hookimpl(trylast=True)  # after -k has chosen
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One test of each file asks for the data base by name: it is made only when somebody does, and the realm of all
    the others needs it too."""
    asking = set()
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path not in asking:
            asking.add(item.path)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="module")
def realm(django_db_setup: None, django_db_blocker: Any) -> Iterator[Realm]:
    """Viewers of every preset role and rows in every place around them."""
    with django_db_blocker.unblock(), realm_built() as built:
        yield built

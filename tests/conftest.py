"""Fixtures of every test base: the small world, the five people as actors and as signed-in clients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase

from dangjian.identity.accounts import grants as account_grants
from dangjian.kernel import booked
from dangjian.kernel.actor import Actor
from dangjian.kernel.clock import frozen
from dangjian.kernel.crypto.keyring import keyring
from dangjian.kernel.sealing import triggers
from tests import roles
from tests.world import TODAY, SignedInClient, World
from tests.world_again import world_again

LONGEST_FIRST = (
    "contracts/test_generated.py",
    "identity/providers/test_two_installations.py",
    "kernel/rowlevel/test_processes.py",
    "kernel/rowlevel/test_plans.py",
    "kernel/rowlevel/test_policies.py",
    "kernel/rowlevel/test_forbidden.py",
    "architecture/test_modules_switch.py",
    "ops/demo/test_seed.py",
    "access/test_matrix_above.py",
    "access/test_matrix_branch.py",
    "journeys/test_accessibility.py",
    "journeys/test_every_page_opens.py",
    "journeys/test_meetings.py",
    "journeys/test_sign_in_security.py",
    "journeys/test_meetings_on_the_phone.py",
    "journeys/test_first_start.py",
    "journeys/test_sign_on.py",
    "journeys/test_device_binding.py",
    "faults/test_orphans.py",
    "faults/test_storm.py",
    "faults/test_import.py",
    "faults/test_sign_in.py",
)
"""Files that take longest, in this order: begun last, one of them would keep one process busy while the others wait."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others as they were found; `--no-loadscope-reorder` leaves it so."""
    place = {file: number for number, file in enumerate(LONGEST_FIRST)}
    folder = Path(__file__).parent
    items.sort(key=lambda item: place.get(item.path.relative_to(folder).as_posix(), len(place)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On PostgreSQL everything after this runs as the application's role, under row-level security."""
    with django_db_blocker.unblock():
        roles.use_role()


@pytest.fixture(scope="session", autouse=True)
def emptied_by_the_owner() -> Iterator[None]:
    """Tests with real transactions are cleared away by the owner of the tables."""
    clear = TransactionTestCase._fixture_teardown

    def as_owner(case: Any) -> None:
        with roles.as_owner():
            clear(case)

    TransactionTestCase._fixture_teardown = as_owner  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = clear  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def emptied_in_spite_of_triggers() -> Iterator[None]:
    """Between tests trail and ledger are emptied, which triggers refuse; `post_migrate` makes them again."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def without_triggers(operations: Any, statements: Any) -> None:
        triggers.remove(operations.connection.alias)
        booked.remove(operations.connection.alias)
        empty(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = without_triggers  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = empty  # type: ignore[method-assign]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """One enterprise and its twin, the clock stopped at 2026-11-21 09:00."""
    keyring.forget()
    account_grants.forget_cache()
    with frozen(TODAY):
        yield world_again()
    keyring.forget()
    account_grants.forget_cache()


@pytest.fixture
def secretary(world: World) -> Actor:
    """Secretary of the first workshop's branch."""
    return world.actor("secretary")


@pytest.fixture
def office(world: World) -> Actor:
    """Party-affairs worker of the general branch above (its subtree, nothing beside it)."""
    return world.actor("office")


@pytest.fixture
def chief(world: World) -> Actor:
    """Party-affairs worker of the group's committee: everything in the tenant."""
    return world.actor("chief")


@pytest.fixture
def administrator(world: World) -> Actor:
    """System administrator of the tenant."""
    return world.actor("administrator")


@pytest.fixture
def security(world: World) -> Actor:
    """Security administrator of the tenant."""
    return world.actor("security")


@pytest.fixture
def auditor(world: World) -> Actor:
    """Audit administrator of the tenant."""
    return world.actor("auditor")


@pytest.fixture
def other_member(world: World) -> Actor:
    """Committee member of a branch elsewhere."""
    return world.actor("other_member")


@pytest.fixture
def member(world: World) -> Actor:
    """Ordinary member of the first workshop's branch."""
    return world.actor("member")


@pytest.fixture
def stranger(world: World) -> Actor:
    """Party-affairs worker over everything in another tenant."""
    return world.actor("stranger")


@pytest.fixture
def secretary_client(world: World) -> SignedInClient:
    """The branch secretary signed in."""
    return world.client("secretary")


@pytest.fixture
def office_client(world: World) -> SignedInClient:
    """The Party-affairs worker above, signed in."""
    return world.client("office")


@pytest.fixture
def chief_client(world: World) -> SignedInClient:
    """The Party-affairs worker of the group, signed in."""
    return world.client("chief")


@pytest.fixture
def administrator_client(world: World) -> SignedInClient:
    """The system administrator, signed in."""
    return world.client("administrator")


@pytest.fixture
def security_client(world: World) -> SignedInClient:
    """The security administrator, signed in."""
    return world.client("security")


@pytest.fixture
def auditor_client(world: World) -> SignedInClient:
    """The audit administrator, signed in."""
    return world.client("auditor")


@pytest.fixture
def other_member_client(world: World) -> SignedInClient:
    """The committee member elsewhere, signed in."""
    return world.client("other_member")


@pytest.fixture
def member_client(world: World) -> SignedInClient:
    """The ordinary member, signed in."""
    return world.client("member")


@pytest.fixture
def stranger_client(world: World) -> SignedInClient:
    """The stranger of another tenant, signed in there."""
    return world.client("stranger")

"""The authorisation matrix, the roles above the branches: every operation × role × place (SEC-AC-06)."""

from __future__ import annotations

import pytest

from tests.access.matrix import asked
from tests.access.policy import operations_to_try
from tests.access.realm import THREE, Realm


@pytest.mark.parametrize("operation_id", operations_to_try())
def test_sec_ac_06_roles_above_get_what_the_policy_says(operation_id: str, realm: Realm) -> None:
    assert asked(realm, operation_id, ("office", "leader", *THREE)) == []

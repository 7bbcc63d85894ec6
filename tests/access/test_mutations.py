"""The matrix is no check that cannot fail: with one belt taken off, it finds something (SEC-AC-06).

Here a few belts of each kind; `make mutation` takes off all of them and prints the figure.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.access.matrix import asked
from tests.access.mutants import all_mutants, noticed
from tests.access.realm import ROLES, Realm

SHORT = (
    "scope:Organisation", "scope:Person", "scope:PostHolding", "scope:RoleGrant", "scope:Meeting", "scope:Account",
    "tenant:Organisation", "tenant:Person", "tenant:Meeting", "tenant:Unit",
    "right:directory_members_register_member", "right:directory_grants_grant_role", "right:ops_settings_list_audit",
    "right:work_life_archive_meeting", "right:identity_accounts_disable_account", "own:Person", "unscoped:Meeting",
    "rule:who_keeps_a_record", "rule:who_sees_a_meeting", "rule:the_branch_alone",
)  # fmt: skip
CHOSEN = all_mutants() if os.environ.get("ACCESS_MUTANTS") == "all" else SHORT


def test_sec_ac_06_the_mutants_are_those_of_the_product() -> None:
    assert set(SHORT) <= set(all_mutants())
    assert len(all_mutants()) > 250


@pytest.mark.parametrize("mutant", CHOSEN)
def test_sec_ac_06_a_belt_that_is_missing_is_noticed(
    mutant: str, realm: Realm, record_property: Callable[[str, object], None]
) -> None:
    by, text = noticed(realm, mutant)
    record_property("by", by)
    record_property("found", text[:400])

    assert text != "", f"{mutant} lives"


def test_sec_ac_06_with_all_belts_on_nothing_is_noticed(realm: Realm) -> None:
    """After the mutants everything is as before: what they were noticed by was their own doing."""
    assert asked(realm, "directory_members_get_member", ROLES) == []

"""The authorisation matrix, those who are let in nowhere: anonymous, disabled, with a grant that ran out (SEC-AC-06).

Also: the policy and the catalogue speak of the same actions, and no operation or role is left out.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from dangjian.kernel.http.router import operations
from dangjian.kernel.permissions import SIGNED_IN, Action, Public, registry
from dangjian.kernel.testing import undone
from tests.access.matrix import checksum, relations_of, writes_watched
from tests.access.policy import operations_to_try, policy, rows_named, rule
from tests.access.realm import ROLES, Realm
from tests.access.requests import build, ids_from
from tests.contracts.catalogue import known

CLOSED = [name for name in operations_to_try() if not isinstance(known()[name].action, Public)]


def test_sec_ac_06_every_operation_and_role_is_in_the_matrix() -> None:
    assert {o.operation_id for o in operations} == set(operations_to_try())
    assert set(registry.roles()) == set(ROLES)


def test_sec_ac_06_the_policy_speaks_of_the_actions_of_the_code() -> None:
    """Reviewed policy and declared rights are the same table; neither has a line that the other has not."""
    import_module("dangjian.ops.demo.permissions")  # loaded with the demo alone
    declared = {
        name: (frozenset(action.roles), action.own, action.tenant_wide)
        for name, action in registry.actions().items()
        if "_probe." not in name and (not name.startswith("kernel.") or action is SIGNED_IN)  # tests declare some more
    }
    reviewed = {name: (rule(name).roles, rule(name).own, rule(name).enterprise) for name in policy()["actions"]}

    assert reviewed == declared
    assert set(policy().get("operations", {})) <= set(operations_to_try())


ONE_OF_A_KIND = {"ChannelSetting"}
"""Tables of which an enterprise has one row of a kind, so that not every place has one."""


def test_sec_ac_06_the_realm_has_a_row_for_every_reference(realm: Realm) -> None:
    """Without a row an id would be unknown instead of foreign, and the matrix would show nothing."""
    missing = {
        f"{name}: {model.__name__} of {relation}"
        for name in CLOSED
        for model in rows_named(name)
        if model.__name__ not in ONE_OF_A_KIND
        for relation in relations_of(name)
        if model not in realm.corner("member", relation).rows
    }

    assert missing == set()


@pytest.mark.parametrize("who", ["anonymous", "disabled"])
def test_sec_ac_06_nobody_gets_anything(who: str, realm: Realm) -> None:
    found = []
    for name in CLOSED:
        with undone(), writes_watched() as written:
            response = build(name, ids_from(name, realm.corner("", "own"))).send(realm.clients[who])
        if response.status_code != 401 or written:
            found.append(f"{name} → {response.status_code}, wrote {written}")

    assert found == []


def test_sec_ac_06_a_grant_that_ran_out_counts_no_more(realm: Realm) -> None:
    """Administrator until yesterday: a member today, with the rights of a member and no other."""
    found = []
    before = checksum()
    for name in CLOSED:
        action = known()[name].action
        assert isinstance(action, Action)
        if rule(action.name).own or rule(action.name).holds("member"):
            continue
        response = build(name, ids_from(name, realm.corner("", "own"))).send(realm.clients["expired"])
        if response.status_code != 403:
            found.append(f"{name} → {response.status_code}")

    assert found == []
    assert checksum() == before

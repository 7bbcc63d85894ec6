"""Rights of an account."""

from __future__ import annotations

from dangjian.kernel.actor import Grant
from tests.world import World


def test_grants_of_account_add_the_implicit_one_at_ones_own_branch(world: World) -> None:
    first = world.orgs["first"]

    held = world.actor("secretary").grants

    assert held == (
        Grant("branch_secretary", first.pk, first.org_path, subtree=False, source="post"),
        Grant("member", first.pk, first.org_path, subtree=False, source="member"),
    )

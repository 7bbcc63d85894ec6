"""Nobody widens what they hold themselves, by whichever command (SEC-AC-09)."""

from __future__ import annotations

from datetime import date, timedelta

from dangjian.directory.grants import commands
from dangjian.directory.grants.models import RoleGrant
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.testing import refusal_of
from tests.world import TERM_START, TODAY, World, building

SOON = TODAY + timedelta(days=10)


def _own(world: World, until: date | None, key: str = "security", role: str = "security_administrator") -> RoleGrant:
    place = None if role == "security_administrator" else world.orgs["works"]
    with building(world.tenant_id):
        row = RoleGrant(
            tenant_id=world.tenant_id,
            created_at="2026-11-01T00:00:00Z",
            person_id=world.people[key].pk,
            holder_name=world.people[key].name,
            role=role,
            organisation=place,
            org_path=place.org_path if place else "",
            valid_from=TERM_START,
            valid_to=until,
            granted_by="秦卫国",
        )
        row.save(force_insert=True)
    return row


def test_sec_ac_09_nobody_extends_their_own_grant(world: World, security: Actor) -> None:
    row = _own(world, SOON)

    with acting_as(security):
        longer = refusal_of(lambda: commands.set_expiry(grant_id=row.pk, valid_to=SOON + timedelta(1), reason="延长"))
        endless = refusal_of(lambda: commands.set_expiry(grant_id=row.pk, valid_to=None, reason="长期"))
        shorter = refusal_of(lambda: commands.set_expiry(grant_id=row.pk, valid_to=TODAY, reason="提前结束"))

    assert longer is not None
    assert longer.code == "directory.grant.to_oneself"
    assert endless is not None
    assert endless.code == "directory.grant.to_oneself"
    assert shorter is None


def test_sec_ac_09_a_grant_that_is_over_is_not_revived(world: World, security: Actor) -> None:
    """It ended; who needs it again is given a new one, with a new reason."""
    row = _own(world, TODAY - timedelta(days=1), "officer", "office")

    with acting_as(security):
        problem = refusal_of(lambda: commands.set_expiry(grant_id=row.pk, valid_to=SOON, reason="恢复"))

    assert problem is not None
    assert problem.code == "directory.grant.over"

"""Grants are bounded by those of the giver, whatever anybody does in whatever order (SEC-AC-09)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from dangjian.directory.grants import commands
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.queries import counting_q, grants_of_account
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.errors import Problem
from dangjian.kernel.permissions import registry
from dangjian.kernel.testing import undone
from tests.access.realm import ROLES, THREE, Realm
from tests.world import TODAY, building

LAST = TODAY + timedelta(days=60)
"""The last day of the only security administrator's right: no right that people give may outlast it."""
PEOPLE = ("security_administrator", "office", "branch_secretary", "member")
ROLE = st.sampled_from([*ROLES, "emperor"])
PLACE = st.sampled_from([None, "group", "works", "first"])
DAY = st.none() | st.integers(-5, 120).map(lambda days: TODAY + timedelta(days=days))
WHO = st.sampled_from(PEOPLE)
STEP = st.one_of(
    st.tuples(st.just("give"), WHO, WHO, ROLE, PLACE, DAY, st.booleans()),
    st.tuples(st.just("delegate"), WHO, WHO, st.integers(0, 30), PLACE, DAY),
    st.tuples(st.just("end"), WHO, st.integers(0, 30)),
    st.tuples(st.just("hand over"), WHO, WHO, st.integers(0, 30), DAY, DAY),
    st.tuples(st.just("expire"), WHO, st.integers(0, 30), DAY),
    st.tuples(st.just("revoke"), WHO, st.integers(0, 30)),
)


@contextmanager
def _ending_administrator(realm: Realm) -> Iterator[None]:
    """The enterprise with one security administrator, until LAST."""
    with undone():
        with building(realm.world.tenant_id):
            administrators = RoleGrant.objects.filter(role="security_administrator", source="grant")
            mine = administrators.filter(person_id=realm.people["security_administrator"].pk, granted_by="平台管理员")
            administrators.exclude(pk__in=mine.values("pk")).delete()
            administrators.update(valid_to=LAST)
        yield


def _actor(realm: Realm, key: str) -> Actor:
    account = realm.corner(key, "self").account
    held: tuple[Grant, ...] = grants_of_account(
        account_id=account.pk, person_id=account.person_id, tenant_id=account.tenant_id
    )
    return Actor("person", account.tenant_id, key, account.pk, account.person_id, grants=held)


def _rows(realm: Realm) -> list[RoleGrant]:
    with building(realm.world.tenant_id):
        return list(RoleGrant.objects.select_related("parent").order_by("created_at", "id"))


def _take(realm: Realm, step: tuple[Any, ...]) -> None:
    """One step; what the product refuses does not happen."""
    rows = _rows(realm)
    try:
        with acting_as(_actor(realm, step[1])):
            if step[0] == "give":
                _, _, to, role, place, until, below = step
                commands.grant_role(
                    role=role,
                    organisation_id=realm.world.orgs[place].pk if place else None,
                    person_id=realm.people[to].pk,
                    valid_to=until,
                    subtree=below,
                    reason="工作需要",
                )
            elif step[0] == "delegate":
                _, _, to, number, place, until = step
                commands.delegate_role(
                    grant_id=rows[number % len(rows)].pk,
                    person_id=realm.people[to].pk,
                    organisation_id=realm.world.orgs[place].pk if place else None,
                    valid_to=until or TODAY,
                    reason="出差",
                )
            elif step[0] == "end":
                commands.end_delegation(grant_id=rows[step[2] % len(rows)].pk, reason="返回")
            elif step[0] == "hand over":
                _, _, to, number, start, last = step
                commands.hand_over(
                    grant_id=rows[number % len(rows)].pk,
                    account_id=realm.corner(to, "self").account.pk,
                    valid_from=start or TODAY,
                    last_day=last or TODAY,
                    reason="轮换",
                )
            elif step[0] == "expire":
                commands.set_expiry(grant_id=rows[step[2] % len(rows)].pk, valid_to=step[3], reason="调整")
            else:
                commands.revoke_grant(grant_id=rows[step[2] % len(rows)].pk, reason="收回")
    except Problem:
        return


def _rights(realm: Realm, key: str) -> set[tuple[str, str, bool, date | None]]:
    return {(g.role, g.org_path, g.subtree, g.until) for g in _actor(realm, key).grants}


def _wider(after: set[tuple[str, str, bool, date | None]], before: set[tuple[str, str, bool, date | None]]) -> bool:
    """Whether somebody holds a role in a place, or for a time, that they did not hold before."""

    def within(new: tuple[str, str, bool, date | None], old: tuple[str, str, bool, date | None]) -> bool:
        longer = old[3] is not None and (new[3] is None or new[3] > old[3])
        return new[0] == old[0] and new[1].startswith(old[1]) and (old[2] or new[1:3] == old[1:3]) and not longer

    return any(not any(within(new, old) for old in before) for new in after)


def test_sec_ac_09_no_sequence_of_grants_yields_a_right_nobody_above_held(realm: Realm) -> None:
    """Whoever ends up with more had it given by somebody who may give, in their place, not for longer than they; and
    nobody widens what they hold by an act of their own."""

    @seed(20261121)
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEP, min_size=1, max_size=8))
    def check(steps: list[tuple[Any, ...]]) -> None:
        _assert_sequence_bounded(realm, steps)

    check()


def _assert_sequence_bounded(realm: Realm, steps: list[tuple[Any, ...]]) -> None:
    with _ending_administrator(realm):
        known = {row.pk for row in _rows(realm)}
        for step in steps:
            giver = _actor(realm, step[1])
            before = _rights(realm, step[1])
            made_before = {row.pk: row for row in _rows(realm)}
            _take(realm, step)

            assert not _wider(_rights(realm, step[1]), before), f"{step} gave {step[1]} more than they had"
            for row in _rows(realm):
                _assert_bounded(row, made_before.get(row.pk), giver, known)


def _assert_bounded(row: RoleGrant, earlier: RoleGrant | None, giver: Actor, known: set[UUID]) -> None:
    changed = earlier is None or (earlier.valid_to, earlier.revoked_at) != (row.valid_to, row.revoked_at)
    if row.source == "delegation":
        _assert_stands_in(row, earlier, giver, changed=changed)
        return
    if changed:
        assert any(grant.role == "security_administrator" for grant in giver.grants), (
            "only security administrators change grants"
        )
    if row.pk in known and not changed:
        return
    role = registry.roles().get(row.role)
    assert role is None or role.grantable  # the realm has rows of no role at all, which give nothing
    assert row.role not in THREE or row.org_path == "", "administrators are made over the whole enterprise"
    if row.revoked_at is None and changed:
        assert (row.valid_to or date.max) <= LAST, "a right outlasts that of everybody who could give it"


def _assert_stands_in(row: RoleGrant, earlier: RoleGrant | None, giver: Actor, *, changed: bool) -> None:
    """Somebody stands in with a right that the giver holds, in its place, not for longer, and gives it on to nobody."""
    if not changed or row.revoked_at is not None:
        return
    assert earlier is None or "security_administrator" in {grant.role for grant in giver.grants}
    behind = row.parent
    assert behind is not None
    assert behind.source in {"grant", "post"}
    assert behind.role == row.role
    assert row.role not in THREE
    assert row.org_path.startswith(behind.org_path)
    assert behind.subtree or row.org_path == behind.org_path
    assert row.valid_to is not None
    assert behind.valid_to is None or row.valid_to <= behind.valid_to
    assert any(grant.role == row.role and row.org_path.startswith(grant.org_path) for grant in giver.grants)


def test_sec_ac_09_somebody_always_remains_who_can_give_rights(realm: Realm) -> None:
    with _ending_administrator(realm):
        mine = next(row for row in _rows(realm) if row.role == "security_administrator" and row.valid_to == LAST)
        _take(realm, ("revoke", "security_administrator", _rows(realm).index(mine)))
        with building(realm.world.tenant_id):
            assert RoleGrant.objects.filter(counting_q(TODAY), pk=mine.pk).exists()

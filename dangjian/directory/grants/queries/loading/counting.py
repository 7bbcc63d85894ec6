"""Which grants count, and all of them for one account."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, BESIDE_ANY, MEMBER
from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel import clock
from dangjian.kernel.actor import Grant, acting_as, system_actor
from dangjian.kernel.prepared import Prepared


def counting_q(day: date) -> Q:
    """Grants that count on a day, at this moment of it. A delegation counts only while the right behind it does."""
    return (
        _open_q(day)
        & (Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()))
        & (~Q(source="delegation") | (Q(parent__isnull=False) & _open_q(day, "parent__")))
    )


def _open_q(day: date, prefix: str = "") -> Q:
    until = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    return until & Q(**{f"{prefix}revoked_at__isnull": True, f"{prefix}valid_from__lte": day})


_GRANTS = Prepared(
    lambda tenant, account, person: (
        RoleGrant.objects.across_tenants("rights are computed before any scope exists")
        .filter(Q(account_id=account) | Q(person_id=person), tenant_id=tenant, revoked_at__isnull=True)
        .order_by("org_path", "role", "id")
        .values_list(
            *("role", "organisation_id", "org_path", "subtree", "valid_from", "valid_to", "source", "ends_at"),
            *("parent_id", "parent__revoked_at", "parent__valid_from", "parent__valid_to"),
        )
    ),
    UUID,
    UUID,
    UUID,
)
_BRANCH = Prepared(
    lambda tenant, person: (
        Person.objects.across_tenants("rights are computed before any scope exists")
        .filter(pk=person, tenant_id=tenant, register_state=RegisterState.ACTIVE, person_category__in=PARTY_MEMBERS)
        .values_list("organisation_id", "org_path")
    ),
    UUID,
    UUID,
)
_NOBODY = UUID(int=0)


def grants_of_account(*, account_id: UUID, person_id: UUID | None, tenant_id: UUID) -> tuple[Grant, ...]:
    """Every grant that an account holds today, with the implicit one at the person's own branch (two statements).

    Answers the port `grants.of_account`. The implicit grant covers the branch alone, never a subtree, and only
    Party members on the register hold it.
    """
    today = clock.today()
    held = [
        Grant(row[0], row[1], row[2], subtree=row[3], until=_earlier(row[5], row[11]), source=row[6], ends_at=row[7])
        for row in _GRANTS.rows(tenant_id, account_id, person_id or _NOBODY)
        if _counts(row[4], row[5], today) and _parent_counts(row[6], row[8:], today)
    ]
    if any(grant.role in ADMINISTRATORS for grant in held):
        held = without_business(held)
    if person_id is not None:
        held += [
            Grant(MEMBER.code, org_id, org_path, subtree=False, source="member")
            for org_id, org_path in _BRANCH.rows(tenant_id, person_id)
        ]
    return tuple(held)


def _counts(since: date, until: date | None, today: date) -> bool:
    return since <= today and (until is None or until >= today)


def _parent_counts(source: str, parent: tuple[Any, ...], today: date) -> bool:
    """Whether the right behind a delegation counts; other grants stand by themselves."""
    if source != "delegation":
        return True
    parent_id, revoked_at, since, until = parent
    return parent_id is not None and revoked_at is None and _counts(since, until, today)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def holders_of_roles(*, roles: Iterable[str]) -> set[UUID]:
    """People of the acting tenant who hold one of the roles today. Answers the port `grants.holders_of_roles`."""
    rows = RoleGrant.objects.unscoped("ids only, for addressing").filter(
        counting_q(clock.today()), role__in=list(roles), person_id__isnull=False
    )
    return set(rows.values_list("person_id", flat=True))


def without_business(held: list[Grant]) -> list[Grant]:
    """What counts of the grants of one of the three administrators: the first of the three roles, and nothing that
    rows from before the three were separate still give beside it (SEC-AC-07)."""
    role = next(grant.role for grant in held if grant.role in ADMINISTRATORS)
    return [grant for grant in held if grant.role == role or grant.role in BESIDE_ANY]


def missing_administrators(*, tenant_id: UUID) -> tuple[str, ...]:
    """Which of the three roles nobody in a tenant holds today. Answers the port `grants.missing_administrators`."""
    with acting_as(system_actor(tenant_id, "administrators that are missing")):
        rows = RoleGrant.objects.unscoped("whether anybody holds each of the three").filter(
            counting_q(clock.today()), role__in=ADMINISTRATORS
        )
        held = set(rows.values_list("role", flat=True))
    return tuple(sorted(ADMINISTRATORS - held))


def administrators(*, tenant_id: UUID, roles: Collection[str]) -> set[UUID]:
    """People who hold one of the roles in a tenant today. Answers the port `grants.administrators`."""
    with acting_as(system_actor(tenant_id, "administrators to be told")):
        rows = RoleGrant.objects.unscoped("ids only, for addressing").filter(
            counting_q(clock.today()), role__in=roles, person_id__isnull=False
        )
        return set(rows.values_list("person_id", flat=True))

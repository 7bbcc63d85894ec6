"""Which grants count, and all of them for one account."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, BESIDE_ANY, MEMBER, SECURITY_ADMINISTRATOR
from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel import clock
from dangjian.kernel.actor import Grant, acting_as, system_actor
from dangjian.kernel.prepared import Prepared


def counting_q(day: date) -> Q:
    """Grants that count on a day."""
    return Q(revoked_at__isnull=True, valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


_GRANTS = Prepared(
    lambda tenant, account, person: (
        RoleGrant.objects.across_tenants("rights are computed before any scope exists")
        .filter(Q(account_id=account) | Q(person_id=person), tenant_id=tenant, revoked_at__isnull=True)
        .order_by("org_path", "role", "id")
        .values_list("role", "organisation_id", "org_path", "subtree", "valid_from", "valid_to", "source")
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
        Grant(role=role, org_id=org_id, org_path=org_path, subtree=subtree, until=until, source=source)
        for role, org_id, org_path, subtree, since, until, source in _GRANTS.rows(
            tenant_id, account_id, person_id or _NOBODY
        )
        if since <= today and (until is None or until >= today)
    ]
    if any(grant.role in ADMINISTRATORS for grant in held):
        held = without_business(held)
    if person_id is not None:
        held += [
            Grant(MEMBER.code, org_id, org_path, subtree=False, source="member")
            for org_id, org_path in _BRANCH.rows(tenant_id, person_id)
        ]
    return tuple(held)


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


def administrators(*, tenant_id: UUID) -> set[UUID]:
    """People who are security administrators of a tenant today. Answers the port `grants.administrators`."""
    with acting_as(system_actor(tenant_id, "administrators to be told")):
        rows = RoleGrant.objects.unscoped("ids only, for addressing").filter(
            counting_q(clock.today()), role=SECURITY_ADMINISTRATOR.code, person_id__isnull=False
        )
        return set(rows.values_list("person_id", flat=True))

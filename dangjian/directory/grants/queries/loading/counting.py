"""Which grants count, and all of them for one account."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATOR, MEMBER
from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel import clock
from dangjian.kernel.actor import Grant, acting_as, system_actor


def counting_q(day: date) -> Q:
    """Grants that count on a day."""
    return Q(revoked_at__isnull=True, valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def grants_of_account(*, account_id: UUID, person_id: UUID | None, tenant_id: UUID) -> tuple[Grant, ...]:
    """Every grant that an account holds today, with the implicit one at the person's own branch (two queries).

    Answers the port `grants.of_account`. The implicit grant covers the branch alone, never a subtree, and only
    Party members on the register hold it.
    """
    holder = Q(account_id=account_id)
    if person_id is not None:
        holder |= Q(person_id=person_id)
    with acting_as(system_actor(tenant_id, "grants of an account")):
        rows = RoleGrant.objects.unscoped("rights are computed before any scope exists").filter(
            holder, counting_q(clock.today())
        )
        held = [
            Grant(
                role=row.role,
                org_id=row.organisation_id,
                org_path=row.org_path,
                subtree=row.subtree,
                until=row.valid_to,
                source=row.source,
            )
            for row in rows.order_by("org_path", "role", "id")
        ]
        if person_id is not None:
            own = (
                Person.objects.unscoped("rights are computed before any scope exists")
                .filter(pk=person_id, register_state=RegisterState.ACTIVE, person_category__in=PARTY_MEMBERS)
                .values_list("organisation_id", "org_path")
                .first()
            )
            if own is not None:
                held.append(Grant(MEMBER.code, own[0], own[1], subtree=False, source="member"))
    return tuple(held)


def administrators(*, tenant_id: UUID) -> set[UUID]:
    """People who are administrators of a tenant today. Answers the port `grants.administrators`."""
    with acting_as(system_actor(tenant_id, "administrators to be told")):
        rows = RoleGrant.objects.unscoped("ids only, for addressing").filter(
            counting_q(clock.today()), role=ADMINISTRATOR.code, person_id__isnull=False
        )
        return set(rows.values_list("person_id", flat=True))

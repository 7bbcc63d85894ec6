"""Which grants count, and all of them for one account."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, BESIDE_ANY, MEMBER
from dangjian.directory.grants.queries.loading.genuine import COLUMNS, broken_ids, tell_at_once
from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel import clock
from dangjian.kernel.actor import Grant, acting_as, system_actor
from dangjian.kernel.permissions import registry
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
        .values_list(*COLUMNS)
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
    Party members on the register hold it. A row that was written past the doors gives nothing, and is told of.
    """
    today = clock.today()
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _GRANTS.rows(tenant_id, account_id, person_id or _NOBODY)]
    broken = broken_ids(rows)
    if broken:
        tell_at_once(tenant_id, broken)
    held = [_grant(row) for row in rows if row["id"] not in broken and _counts_with_parent(row, today)]
    if any(grant.role in ADMINISTRATORS for grant in held):
        held = without_business(held)
    if person_id is not None:
        held += [
            Grant(MEMBER.code, org_id, org_path, subtree=False, source="member")
            for org_id, org_path in _BRANCH.rows(tenant_id, person_id)
        ]
    return tuple(held)


def _grant(row: dict[str, Any]) -> Grant:
    return Grant(
        row["role"],
        row["organisation_id"],
        row["org_path"],
        subtree=row["subtree"],
        until=_earlier(row["valid_to"], row["parent__valid_to"]),
        source=row["source"],
        ends_at=row["ends_at"],
    )


def _counts(since: date, until: date | None, today: date) -> bool:
    return since <= today and (until is None or until >= today)


def _counts_with_parent(row: dict[str, Any], today: date) -> bool:
    """Whether a row counts today; a delegation only while the right behind it does."""
    if not _counts(row["valid_from"], row["valid_to"], today):
        return False
    if row["source"] != "delegation":
        return True
    is_open = row["parent_id"] is not None and row["parent__revoked_at"] is None
    return is_open and _counts(row["parent__valid_from"], row["parent__valid_to"], today)


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
        held = {row.role for row in rows if row.is_genuine()}
    return tuple(sorted(ADMINISTRATORS - held))


def roles_of_accounts(*, tenant_id: UUID, accounts: dict[UUID, UUID | None]) -> dict[UUID, list[str]]:
    """What accounts hold today, as role and place in words; one statement. Answers the port `grants.roles_of_accounts`.

    The caller has shown that it may see these accounts; a grant that was written past the doors is no right.
    """
    by_person = {person: account for account, person in accounts.items() if person is not None}
    titles = {code: role.title for code, role in registry.roles().items()}
    rows = RoleGrant.objects.unscoped("what accounts on a list may do, for those who look after them").filter(
        counting_q(clock.today()), Q(account_id__in=accounts) | Q(person_id__in=by_person), tenant_id=tenant_id
    )
    found: dict[UUID, list[str]] = {}
    for row in rows.select_related("organisation").order_by("org_path", "role", "id"):
        account = row.account_id if row.account_id in accounts else by_person.get(row.person_id)
        if account is not None and row.is_genuine():
            place = row.organisation.short_name if row.organisation else "全部组织"
            found.setdefault(account, []).append(f"{titles.get(row.role, row.role)}（{place}）")
    return found


def administrators(*, tenant_id: UUID, roles: Collection[str]) -> set[UUID]:
    """People who hold one of the roles in a tenant today. Answers the port `grants.administrators`."""
    with acting_as(system_actor(tenant_id, "administrators to be told")):
        rows = RoleGrant.objects.unscoped("ids only, for addressing").filter(
            counting_q(clock.today()), role__in=roles, person_id__isnull=False
        )
        return set(rows.values_list("person_id", flat=True))

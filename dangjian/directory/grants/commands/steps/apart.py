"""The three administrators are apart from one another and from the work of the Party (SEC-AC-07)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants import rules
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS
from dangjian.identity.accounts.models import Account
from dangjian.kernel.errors import Conflict
from dangjian.kernel.permissions import registry


def refuse_beside(
    role: str, *, person_id: UUID | None, account_id: UUID | None, name: str, since: date, until: date | None
) -> None:
    """Raises Conflict when the holder has a role in that time that does not go with `role`. The data base refuses the
    same (`kernel.apart`); here the reason is told. One statement, two for one of the three."""
    rows = RoleGrant.objects.unscoped("roles that do not go together are looked for in every place").filter(
        _held_by(person_id, account_id), revoked_at=None
    )
    if role not in ADMINISTRATORS:
        rows = rows.filter(role__in=ADMINISTRATORS)
    for row in rows.order_by("id"):
        meets = row.valid_from <= (until or date.max) and since <= (row.valid_to or date.max)
        if meets and not rules.go_together(role, row.role):
            held, wanted = (registry.roles()[code].title for code in (row.role, role))
            raise Conflict(
                "directory.grant.apart",
                f"{name}已担任“{held}”，不能同时担任“{wanted}”：三类管理员之间、管理员与党务角色之间不得兼任。"
                "请先收回原有授权，或另选他人。",
                field="role",
            )


def _held_by(person_id: UUID | None, account_id: UUID | None) -> Q:
    """Rows of a holder, whether they name the person or the account."""
    if person_id is None:
        return Q(account_id=account_id)
    accounts = Account.objects.unscoped("the account of the person in question").filter(person_id=person_id)
    return Q(person_id=person_id) | Q(account_id__in=accounts.values("pk"))

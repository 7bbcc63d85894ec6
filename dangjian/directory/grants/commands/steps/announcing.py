"""Telling others of a grant, and ending cached rights of its holder."""

from __future__ import annotations

from dangjian.directory.grants.events import RoleGranted
from dangjian.directory.grants.models import RoleGrant
from dangjian.identity.accounts.commands.following import grants_changed
from dangjian.kernel.doors import Unit


def announce(unit: Unit, row: RoleGrant) -> None:
    """Tell others of a grant, and end cached rights of its holder."""
    unit.emit(RoleGranted(row.pk, row.account_id, row.person_id, row.role, row.organisation_id, row.source))
    refresh(row)


def refresh(*rows: RoleGrant) -> None:
    """End cached rights of the holders of these grants, and of those who stand in for them."""
    standing_in = RoleGrant.objects.unscoped("those who stand in lose what is behind it").filter(
        parent__in=[row.pk for row in rows], revoked_at=None
    )
    changed = [*rows, *standing_in]
    grants_changed(
        account_ids=[row.account_id for row in changed if row.account_id],
        person_ids=[row.person_id for row in changed if row.person_id],
    )

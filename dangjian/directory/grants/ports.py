"""Answers to questions of lower layers."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.grants.holders import nearest_holders
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATOR, MANAGE_GRANTS
from dangjian.directory.grants.queries import grants_of_account
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.identity.accounts.ports import GRANTS_OF_ACCOUNT, MAKE_ADMINISTRATOR
from dangjian.kernel import ports
from dangjian.kernel.doors import Unit, command


@command(MANAGE_GRANTS)
def make_first_administrator(unit: Unit, *, account_id: UUID, person_id: UUID | None, holder_name: str) -> RoleGrant:
    """Grant the administrator's role in the whole tenant to the account made at the first start."""
    grant = RoleGrant(
        account_id=account_id,
        person_id=person_id,
        holder_name=holder_name,
        role=ADMINISTRATOR.code,
        org_path="",
        valid_from=unit.today,
        granted_by=unit.actor.name[:80],
        reason="首次启动",
    )
    return unit.create(grant)


ports.register(NEAREST_HOLDERS, nearest_holders)
ports.register(GRANTS_OF_ACCOUNT, grants_of_account)
ports.register(MAKE_ADMINISTRATOR, make_first_administrator)

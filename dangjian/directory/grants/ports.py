"""Answers to questions of lower layers."""

from __future__ import annotations

from dangjian.directory.grants.commands import (
    APPOINTMENT,
    EMERGENCY,
    appoint_administrator,
    break_glass,
    make_administrator,
)
from dangjian.directory.grants.commands.sealing import tell_of_broken
from dangjian.directory.grants.queries import (
    administrators,
    grants_of_account,
    holders_of_roles,
    missing_administrators,
    nearest_holders,
    roles_of_accounts,
)
from dangjian.directory.grants.queries.loading.genuine import when_broken
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.approvals.ports import HOLDERS_OF_ROLES
from dangjian.foundation.approvals.registry import Matter, register_matter
from dangjian.identity.accounts.ports import (
    ADMINISTRATORS,
    GRANTS_OF_ACCOUNT,
    MAKE_ADMINISTRATOR,
    MISSING_ADMINISTRATORS,
    ROLES_OF_ACCOUNTS,
)
from dangjian.kernel import ports

when_broken(tell_of_broken)
ports.register(NEAREST_HOLDERS, nearest_holders)
ports.register(GRANTS_OF_ACCOUNT, grants_of_account)
ports.register(ADMINISTRATORS, administrators)
ports.register(MISSING_ADMINISTRATORS, missing_administrators)
ports.register(MAKE_ADMINISTRATOR, make_administrator)
ports.register(ROLES_OF_ACCOUNTS, roles_of_accounts)
ports.register(HOLDERS_OF_ROLES, holders_of_roles)
APPOINTMENTS = register_matter(Matter(APPOINTMENT, "任命管理员", appoint_administrator))
EMERGENCIES = register_matter(Matter(EMERGENCY, "紧急授权", break_glass))

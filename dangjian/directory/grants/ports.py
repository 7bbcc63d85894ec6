"""Answers to questions of lower layers."""

from __future__ import annotations

from dangjian.directory.grants.commands import make_administrator
from dangjian.directory.grants.queries import (
    administrators,
    grants_of_account,
    missing_administrators,
    nearest_holders,
)
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.identity.accounts.ports import (
    ADMINISTRATORS,
    GRANTS_OF_ACCOUNT,
    MAKE_ADMINISTRATOR,
    MISSING_ADMINISTRATORS,
)
from dangjian.kernel import ports

ports.register(NEAREST_HOLDERS, nearest_holders)
ports.register(GRANTS_OF_ACCOUNT, grants_of_account)
ports.register(ADMINISTRATORS, administrators)
ports.register(MISSING_ADMINISTRATORS, missing_administrators)
ports.register(MAKE_ADMINISTRATOR, make_administrator)

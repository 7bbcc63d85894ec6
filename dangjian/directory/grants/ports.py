"""Answers to questions of lower layers."""

from __future__ import annotations

from dangjian.directory.grants.queries import grants_of_account
from dangjian.identity.accounts.ports import GRANTS_OF_ACCOUNT
from dangjian.kernel import ports

ports.register(GRANTS_OF_ACCOUNT, grants_of_account)

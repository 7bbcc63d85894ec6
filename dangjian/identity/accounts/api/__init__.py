"""HTTP interface of accounts, under /api/v1/identity."""

from dangjian.identity.accounts.api import accounts, own, session

__all__ = ["accounts", "own", "session"]

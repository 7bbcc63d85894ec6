"""Routes of Party dues under `/api/v1/work/dues`."""

from dangjian.work.dues.api import (
    allocations,
    bank,
    bases,
    channels,
    expenses,
    own,
    payments,
    reconciling,
    runs,
    statements,
)
from dangjian.work.dues.api.router import router

__all__ = [
    "allocations",
    "bank",
    "bases",
    "channels",
    "expenses",
    "own",
    "payments",
    "reconciling",
    "router",
    "runs",
    "statements",
]

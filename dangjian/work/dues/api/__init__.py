"""Routes of Party dues under `/api/v1/work/dues`."""

from dangjian.work.dues.api import bank, bases, own, payments, runs, statements
from dangjian.work.dues.api.router import router

__all__ = ["bank", "bases", "own", "payments", "router", "runs", "statements"]

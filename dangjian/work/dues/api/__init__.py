"""Routes of Party dues under `/api/v1/work/dues`."""

from dangjian.work.dues.api import bases, own, payments, runs, statements
from dangjian.work.dues.api.router import router

__all__ = ["bases", "own", "payments", "router", "runs", "statements"]

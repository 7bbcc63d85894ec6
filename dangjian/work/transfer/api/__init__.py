"""Routes of transfers under `/api/v1/work/transfers`."""

from dangjian.work.transfer.api import own, routes
from dangjian.work.transfer.api.router import router

__all__ = ["own", "router", "routes"]

"""Routes of transfers under `/api/v1/work/transfers`."""

from dangjian.work.transfer.api import incoming, letters, own, routes, wholes
from dangjian.work.transfer.api.router import router

__all__ = ["incoming", "letters", "own", "router", "routes", "wholes"]

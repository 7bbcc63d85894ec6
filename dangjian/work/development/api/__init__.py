"""Routes of the development of members under `/api/v1/work`."""

from dangjian.work.development.api import routes
from dangjian.work.development.api.router import router

__all__ = ["router", "routes"]

"""Routes of notices, reports and the numbers of requests under `/api/v1/work/documents`."""

from dangjian.work.documents.api import reading, writing
from dangjian.work.documents.api.router import router

__all__ = ["reading", "router", "writing"]

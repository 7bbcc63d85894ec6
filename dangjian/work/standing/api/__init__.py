"""Routes under `/api/v1/work/mobile-stays` and `/api/v1/work/contact-cases`."""

from dangjian.work.standing.api import cases, stays
from dangjian.work.standing.api.router import router

__all__ = ["cases", "router", "stays"]

"""Routes of organisational life under `/api/v1/work`."""

from dangjian.work.life.api import exemptions, meetings, people, records
from dangjian.work.life.api.router import router

__all__ = ["exemptions", "meetings", "people", "records", "router"]

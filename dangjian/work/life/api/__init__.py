"""Routes of organisational life under `/api/v1/work`."""

from dangjian.work.life.api import duties, meetings, people, printouts, records
from dangjian.work.life.api.router import router

__all__ = ["duties", "meetings", "people", "printouts", "records", "router"]

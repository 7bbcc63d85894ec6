"""HTTP of people's records."""

from dangjian.directory.members.api import corrections, counts, history, membership, people
from dangjian.directory.members.api.router import router

__all__ = ["corrections", "counts", "history", "membership", "people", "router"]

"""HTTP of people's records."""

from dangjian.directory.members.api import corrections, counts, membership, people
from dangjian.directory.members.api.router import router

__all__ = ["corrections", "counts", "membership", "people", "router"]

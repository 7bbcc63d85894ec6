"""HTTP of rosters: upload → columns → check → corrections → commit → result; templates and exports."""

from dangjian.directory.rosters.api import batches, files, rows
from dangjian.directory.rosters.api.router import router

__all__ = ["batches", "files", "router", "rows"]

"""Routes of grants: `/api/v1/directory/grants`, `/api/v1/directory/administrators`."""

from dangjian.directory.grants.api import administrators, delegations, grants
from dangjian.directory.grants.api.router import router

__all__ = ["administrators", "delegations", "grants", "router"]

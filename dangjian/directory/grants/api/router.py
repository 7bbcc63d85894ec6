"""The router of grants: `/api/v1/directory/grants`."""

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="directory", app="grants", tag="授权")

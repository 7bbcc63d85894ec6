"""The router of this app."""

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="directory", app="organisations", tag="党组织")

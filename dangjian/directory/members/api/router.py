"""The router of this app."""

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="directory", app="members", tag="党员")

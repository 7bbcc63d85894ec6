"""The router of the app."""

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="ops", app="privacy", tag="个人信息权利")

"""The router of all roster routes."""

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="directory", app="rosters", tag="名册导入导出")

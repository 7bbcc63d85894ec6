"""The router of this app."""

from __future__ import annotations

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="identity", app="accounts", tag="账号与登录")

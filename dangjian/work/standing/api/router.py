"""The router of the app."""

from __future__ import annotations

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="work", app="standing", tag="流动党员与失联党员")

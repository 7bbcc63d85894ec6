"""The router of the app."""

from __future__ import annotations

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="work", app="tasks", tag="督查督办")

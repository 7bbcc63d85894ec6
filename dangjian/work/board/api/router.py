"""The router of the app. Its routes keep the names they had when the board was a part of `work.life`."""

from __future__ import annotations

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="work", app="life", tag="组织生活")

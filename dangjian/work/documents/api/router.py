"""The router of the app."""

from __future__ import annotations

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="work", app="documents", tag="通知和报告")

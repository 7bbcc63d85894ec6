"""The router of the app."""

from __future__ import annotations

from dangjian.kernel.http import ApiRouter

router = ApiRouter(module="work", app="transfer", tag="组织关系转接")

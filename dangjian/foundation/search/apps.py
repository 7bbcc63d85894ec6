"""Registration of the global search."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class SearchConfig(ModuleConfig):
    name = "dangjian.foundation.search"
    label = "foundation_search"
    verbose_name = "搜索"

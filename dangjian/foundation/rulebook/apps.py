"""Registration of the rule book."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class RulebookConfig(ModuleConfig):
    """Rules of the work with their dates and clauses."""

    name = "dangjian.foundation.rulebook"
    label = "foundation_rulebook"
    verbose_name = "规则"

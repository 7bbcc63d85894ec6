"""Rights of the rule book: everybody signed in reads the rules, administrators change them."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN, Action

VIEW_RULE = SIGNED_IN
CHANGE_RULE = Action("rulebook.rule.change", "修改规则参数", roles=("administrator",), tenant_wide=True)

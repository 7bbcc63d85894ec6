"""Adding and withdrawing a tenant's own versions of rules."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.foundation.rulebook.book import declared_rules, forget_cache
from dangjian.foundation.rulebook.events import RuleChanged
from dangjian.foundation.rulebook.models import RuleParameter
from dangjian.foundation.rulebook.permissions import CHANGE_RULE
from dangjian.foundation.rulebook.rules import shape_problem
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound


@command(CHANGE_RULE)
def add_rule_version(
    unit: Unit,
    *,
    key: str,
    value: Any,
    effective_from: date,
    reason: str,
    effective_to: date | None = None,
    source_article: str = "",
    explanation: str = "",
    is_verified: bool = False,
) -> RuleParameter:
    """Decide on an own version of a rule from a date on.

    Clause and explanation default to the declared ones. Raises NotFound for an unknown key, BadInput for a value of
    another kind than the declared one, for dates out of order, and without a reason.
    """
    declared = declared_rules().get(key)
    if not declared:
        raise NotFound("rulebook.rule.unknown", "没有这条规则，请在规则列表中选择。")
    problem = shape_problem(declared[-1].value, value)
    if problem:
        raise BadInput("rulebook.rule.value", problem, field="value")
    if effective_to is not None and effective_to < effective_from:
        raise BadInput("rulebook.rule.dates", "失效日期早于生效日期，请检查。", field="effective_to")
    if not reason.strip():
        raise BadInput("rulebook.rule.reason", "请写明修改规则的依据或理由。", field="reason")
    same = RuleParameter.objects.filter(rule_key=key, effective_from=effective_from, withdrawn_at__isnull=True)
    if same.exists():
        raise Conflict("rulebook.rule.same_day", "这条规则在该日期已有本单位版本，请先撤回原版本或改用其他日期。")
    row = unit.create(
        RuleParameter(
            rule_key=key,
            value=value,
            unit=declared[-1].unit,
            effective_from=effective_from,
            effective_to=effective_to,
            source_article=source_article or declared[-1].source_article,
            explanation=explanation or declared[-1].explanation,
            is_verified=is_verified,
            reason=reason.strip(),
            entered_by=unit.actor.name,
        ),
        note=reason.strip()[:400],
    )
    unit.emit(RuleChanged(rule_key=key, effective_from=effective_from))
    forget_cache()
    return row


@command(CHANGE_RULE)
def withdraw_rule_version(unit: Unit, *, version_id: UUID, reason: str) -> RuleParameter:
    """Withdraw an own version; it stays readable in the audit trail. Raises Conflict when it was withdrawn before."""
    row = unit.get(RuleParameter, version_id)
    if row.withdrawn_at is not None:
        raise Conflict("rulebook.rule.withdrawn", "该版本已撤回。")
    if not reason.strip():
        raise BadInput("rulebook.rule.reason", "请写明撤回的理由。", field="reason")
    unit.update(row, withdrawn_at=unit.now, withdrawn_reason=reason.strip(), note=reason.strip()[:400])
    unit.emit(RuleChanged(rule_key=row.rule_key, effective_from=row.effective_from))
    forget_cache()
    return row

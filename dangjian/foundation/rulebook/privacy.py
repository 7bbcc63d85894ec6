"""What rules keep on people."""

from dangjian.foundation.rulebook.models import RuleParameter
from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep

keep(
    RuleParameter,
    purpose="工作规则的版本",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="rule_key value unit effective_from effective_to source_article explanation is_verified reason "
    "withdrawn_at withdrawn_reason",
    personal="entered_by=录入人",
    others="entered_by",
)

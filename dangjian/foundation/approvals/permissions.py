"""Rights of approvals: who may agree is narrowed for each request to the roles that it still needs."""

from dangjian.kernel.permissions import SIGNED_IN, Action, Public

THREE = ("administrator", "security_administrator", "audit_administrator")
DECIDE_APPROVAL = Action("foundation.approval.decide", "核准须两人办理的事项", roles=THREE, tenant_wide=True)
ASK_KEY_DESTRUCTION = Action(
    "foundation.approval.ask_key_destruction", "申请销毁数据密钥", roles=("administrator",), tenant_wide=True
)
OWN_APPROVALS = SIGNED_IN
FROM_COMMANDS = Public("the command of another app has checked who may ask; no route leads here")
"""For commands that other apps, jobs and ports call."""

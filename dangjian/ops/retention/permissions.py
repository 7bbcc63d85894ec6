"""What can be allowed about terms of retention."""

from dangjian.kernel.permissions import Action, Public

VIEW_RETENTION = Action(
    "ops.retention.view", "查看保存期限和清理记录", roles=("administrator", "security_administrator"), tenant_wide=True
)
APPROVE_RETENTION = Action(
    "ops.retention.approve", "核准到期数据的清理", roles=("administrator", "security_administrator"), tenant_wide=True
)
HOLD_RETENTION = Action("ops.retention.hold", "登记和解除保全", roles=("security_administrator",), tenant_wide=True)
PROPOSE = Public("only proposes, in the nightly job or when an account is closed, where the right was checked")

"""What can be allowed in the system's own pages."""

from dangjian.kernel.permissions import SIGNED_IN, Action

VIEW_SETTING = Action("ops.setting.view", "查看系统参数", roles=("administrator",), tenant_wide=True)
CHANGE_SETTING = Action("ops.setting.change", "修改系统参数", roles=("administrator",), tenant_wide=True)
SET_BY_CONSENT = Action(
    "ops.setting.by_consent", "按双人核准的结果修改系统参数", roles=("audit_administrator",), tenant_wide=True
)
"""No route leads to its command, only the consent that a request needs."""
VIEW_CALENDAR = SIGNED_IN
CHANGE_CALENDAR = Action("ops.calendar.change", "维护工作日历", roles=("administrator",), tenant_wide=True)
VIEW_AUDIT = Action("ops.audit.view", "查看操作日志", roles=("audit_administrator",), tenant_wide=True)
VERIFY_AUDIT = Action("ops.audit.verify", "核验操作日志", roles=("audit_administrator",), tenant_wide=True)
EXPORT_AUDIT = Action("ops.audit.export", "导出操作日志供核验", roles=("audit_administrator",), tenant_wide=True)
VIEW_JOBS = Action("ops.job.view", "查看后台任务", roles=("administrator",), tenant_wide=True)
MANAGE_JOBS = Action("ops.job.manage", "重新执行后台任务", roles=("administrator",), tenant_wide=True)

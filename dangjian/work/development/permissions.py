"""What can be allowed in the development of members. Steps themselves are moved by whoever holds them."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

_BRANCH = ("branch_officer", "branch_secretary")

VIEW_DEVELOPMENT = Action("development.view", "查看发展党员情况", roles=(*_BRANCH, "office", "leader"))
VIEW_OWN_DEVELOPMENT = Action("development.view_own", "查看本人的发展进程，提交思想汇报", own=True)
KEEP_DEVELOPMENT = Action("development.keep", "发起发展党员，登记考察、思想汇报和公示异议", roles=(*_BRANCH, "office"))
STOP_DEVELOPMENT = Action("development.stop", "终止发展（撤回申请、取消培养）", roles=("branch_secretary", "office"))
CHANGE_RULE = Action("development.rule", "变更发展党员适用的细则版本", roles=("office",))
PRINT_ARCHIVE = Action("development.archive", "导出发展党员档案材料", roles=("branch_secretary", "office"))
PLAN_DEVELOPMENT = Action("development.plan", "下达年度发展党员计划", roles=("office",))
FROM_ENGINE = Public("follows moves of cases and changes of the register; no route leads here")

"""Rights of the process engine. What a holder may do follows from their part in the step, whatever their role."""

from dangjian.kernel.permissions import SIGNED_IN, Action, Public

VIEW_CASE = Action(
    "foundation.process.view",
    "查看事项办理情况",
    roles=("branch_officer", "branch_secretary", "office", "leader"),
    own=True,
)
START_CASE = Action(
    "foundation.process.start",
    "发起事项",
    roles=("member", "branch_officer", "branch_secretary", "office", "leader"),
)
MANAGE_CASE = Action("foundation.process.manage", "暂停、恢复事项，指定办理人", roles=("branch_secretary", "office"))
DEFINE_PROCESS = Action(
    "foundation.process.define", "维护流程定义、迁移办理中的事项", roles=("administrator",), tenant_wide=True
)
OWN_PART = SIGNED_IN
"""For moves of whoever holds a step: the part is looked up, not the role."""
FROM_SYSTEM = Public("the daily job and events of other apps move cases on; no route leads here")
"""For commands that jobs and handlers call."""

"""What can be allowed on members who are away or out of contact."""

from __future__ import annotations

from dangjian.kernel.permissions import Action

_KEEPERS = ("branch_secretary", "office")

VIEW_STANDING = Action(
    "standing.view", "查看流动党员、失联党员", roles=("branch_officer", "branch_secretary", "office", "leader")
)
KEEP_STANDING = Action("standing.keep", "登记流动党员、查找失联党员", roles=_KEEPERS)
HOST_STAY = Action("standing.host", "接收流动党员参加组织生活", roles=_KEEPERS)
DECIDE_STANDING = Action("standing.decide", "登记停止党籍、除名、恢复党籍的决定", roles=("office",))
OWN_STAY = Action("standing.own", "查看本人流动情况、向党支部汇报", own=True)

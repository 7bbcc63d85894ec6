"""What can be allowed on organisations."""

from dangjian.kernel.permissions import Action

VIEW_ORGANISATION = Action(
    "directory.organisation.view",
    "查看党组织",
    roles=("member", "branch_officer", "branch_secretary", "office", "leader"),
)
PICK_ORGANISATION = Action(
    "directory.organisation.pick",
    "按名称选择组织",
    roles=(*VIEW_ORGANISATION.roles, "administrator", "security_administrator"),
)
"""Names in the tree and nothing else: the place of an account, of a grant."""
EDIT_ORGANISATION = Action(
    "directory.organisation.edit",
    "维护本组织基本信息",
    roles=("branch_secretary", "office"),
)
CHANGE_TREE = Action(
    "directory.organisation.change_tree",
    "成立、更名、调整、合并、拆分、撤销党组织",
    roles=("office",),
)
MANAGE_TERM = Action("directory.organisation.term", "登记任期、批准延期和发出换届提醒", roles=("office",))
VIEW_VIOLATIONS = Action(
    "directory.organisation.violations",
    "查看组织设置问题",
    roles=("branch_secretary", "office", "leader"),
)
MANAGE_UNITS = Action("directory.unit.manage", "维护行政单位", roles=("office",), tenant_wide=True)
VIEW_UNITS = Action(
    "directory.unit.view",
    "查看行政单位",
    roles=("branch_officer", "branch_secretary", "office", "leader"),
    tenant_wide=True,
)

"""What can be allowed on posts."""

from dangjian.kernel.permissions import Action

VIEW_POST = Action(
    "directory.post.view",
    "查看任职情况",
    roles=("member", "branch_officer", "branch_secretary", "office", "leader"),
)
MANAGE_POST = Action("directory.post.manage", "维护任职与任期", roles=("office",))
MANAGE_BRANCH_POST = Action(
    "directory.post.manage_branch", "维护党小组组长等支部内分工", roles=("branch_secretary", "office")
)

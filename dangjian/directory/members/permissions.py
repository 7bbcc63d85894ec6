"""What can be allowed on people's records."""

from dangjian.kernel.permissions import Action, Public

VIEW_MEMBER = Action(
    "directory.member.view",
    "查看党员信息",
    roles=("branch_officer", "branch_secretary", "office", "leader"),
    own=True,
)
LIST_MEMBERS = Action(
    "directory.member.list",
    "查询党员名册",
    roles=("branch_officer", "branch_secretary", "office", "leader"),
)
EDIT_MEMBER = Action("directory.member.edit", "登记和维护党员信息", roles=("branch_secretary", "office"))
MOVE_MEMBER = Action("directory.member.move", "调整党员所在支部、登记增减", roles=("office",))
TAKE_OVER_MEMBER = Action("directory.member.take_over", "接收转入本组织的党员", roles=("branch_secretary", "office"))
REVEAL_MEMBER = Action(
    "directory.member.reveal",
    "查看身份证号、手机号等敏感信息",
    roles=("branch_secretary", "office"),
    own=True,
)
EXPORT_MEMBERS = Action("directory.member.export", "导出党员名册", roles=("branch_secretary", "office"))
ASK_CORRECTION = Action("directory.correction.ask", "申请更正本人信息", own=True)
DECIDE_CORRECTION = Action("directory.correction.decide", "审核信息更正申请", roles=("branch_secretary", "office"))
FOLLOW_CONSENT = Public("a consent ended and what was kept for it alone goes; no route leads here")

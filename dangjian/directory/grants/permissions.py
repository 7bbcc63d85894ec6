"""Preset roles, and what can be allowed on grants."""

from dangjian.kernel.permissions import SIGNED_IN, Action, Role

MEMBER = Role("member", "党员", "在本支部参加组织生活，查看本人信息。随组织关系自动取得。", grantable=False)
BRANCH_OFFICER = Role("branch_officer", "支部委员", "协助组织会议、记录和签到。随支部委员职务自动取得。")
BRANCH_SECRETARY = Role("branch_secretary", "支部书记", "负责本支部的组织生活和党员信息。随书记、副书记职务自动取得。")
OFFICE = Role("office", "党务工作者", "负责所管范围内的党组织、党员信息和组织生活指导。")
LEADER = Role("leader", "党委领导", "查看所管范围内的工作情况，不做修改。")
ADMINISTRATOR = Role(
    "administrator", "系统管理员", "管理账号、参数、工作规则、日历和后台任务；不授权，不办理党务，不看日志。"
)
SECURITY_ADMINISTRATOR = Role(
    "security_administrator", "安全管理员", "授权和收回、安全策略、个人信息登记；不管理账号，不办理党务，不看日志。"
)
AUDIT_ADMINISTRATOR = Role(
    "audit_administrator", "安全审计员", "查看、核验、导出操作日志；不授权，不管理账号，不办理党务。"
)
ADMINISTRATORS = frozenset({ADMINISTRATOR.code, SECURITY_ADMINISTRATOR.code, AUDIT_ADMINISTRATOR.code})
"""Nobody holds two of these, or one of them beside any other role that is granted (SEC-AC-07)."""
BESIDE_ANY = frozenset({MEMBER.code})
"""Comes by itself with membership of the Party, also to administrators."""

VIEW_GRANTS = Action("directory.grant.view", "查看授权", roles=("branch_secretary", "office", "security_administrator"))
MANAGE_GRANTS = Action("directory.grant.manage", "授权与收回", roles=("security_administrator",))
DELEGATE = Action(
    "directory.grant.delegate",
    "委托同事代理本人的权限",
    roles=("branch_officer", "branch_secretary", "office", "leader"),
)
CONFIRM_GRANTS = Action(
    "directory.grant.confirm", "确认授权仍然需要", roles=("branch_secretary", "office", "security_administrator")
)
APPOINT_ADMINISTRATOR = Action(
    "directory.administrator.appoint",
    "申请任命管理员、确认其他管理员",
    roles=("administrator", "security_administrator", "audit_administrator"),
    tenant_wide=True,
)
BREAK_GLASS = Action(
    "directory.grant.break_glass",
    "申请紧急授权（一小时）",
    roles=("branch_secretary", "office", "leader"),
    tenant_wide=True,
)
OWN_GRANTS = SIGNED_IN
BY_CONSENT = Action(
    "directory.grant.by_consent",
    "按双人核准的结果授权",
    roles=("administrator", "security_administrator", "audit_administrator"),
    tenant_wide=True,
)
"""Held by whoever may give a consent; no route leads to its commands, only the last consent that a request needs."""
FOLLOW_POST = Action("directory.grant.follow_post", "随职务变动调整权限", roles=("branch_secretary", "office"))
"""Held by whoever may change posts; no route leads to its commands, only commands about posts do."""

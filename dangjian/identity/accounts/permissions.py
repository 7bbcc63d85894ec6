"""What can be done with accounts, and which preset roles may."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

OWN_SIGN_IN = Action("identity.own_sign_in", "管理本人的登录、密码、动态口令和会话", own=True)
"""Stays open when everything else is closed: expired password, second factor still to be enrolled."""

VIEW_ACCOUNT = Action("identity.account.view", "查看账号", roles=("office", "administrator", "security_administrator"))
"""The security administrator reads them alone: rights are given to accounts."""

OPEN_ACCOUNT = Action(
    "identity.account.open", "为还不在名册上的人员开通账号", roles=("administrator",), tenant_wide=True
)
"""An account without any right; rights are for the security administrator to give."""

ISSUE_LINK = Action("identity.account.issue_link", "签发账号激活和密码重置链接", roles=("office", "administrator"))

DISABLE_ACCOUNT = Action("identity.account.disable", "停用和启用账号", roles=("office", "administrator"))

MANAGE_ADMINISTRATOR = Action(
    "identity.administrator.manage", "管理三类管理员的账号", roles=("administrator",), tenant_wide=True
)

SIGN_IN = Public("nobody is signed in before signing in")
ACTIVATE = Public("the one-time link itself is the proof")
FOLLOW = Public("only called inside commands of higher layers, which have checked their own right; no route leads here")

RESET_SECOND_FACTOR = Action(
    "identity.second_factor.reset",
    "解除他人丢失的动态口令（须两人）",
    roles=("office", "administrator", "security_administrator", "audit_administrator"),
)
"""Of one of the three administrators by the other two; of anybody else by the office and the security administrator."""

SYSTEM_ADMINISTRATOR = "administrator"
SECURITY_ADMINISTRATOR = "security_administrator"
AUDIT_ADMINISTRATOR = "audit_administrator"
ADMINISTRATOR_ROLES = (SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDIT_ADMINISTRATOR)
"""Roles that may be used only with a second factor (SEC-AUTH-05) and have the shorter session (SEC-SESS-02)."""

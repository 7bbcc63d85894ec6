"""What can be done with accounts, and which preset roles may."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

OWN_SIGN_IN = Action("identity.own_sign_in", "管理本人的登录、密码、动态口令和会话", own=True)
"""Stays open when everything else is closed: expired password, second factor still to be enrolled."""

VIEW_ACCOUNT = Action("identity.account.view", "查看账号", roles=("office", "administrator"))

ISSUE_LINK = Action("identity.account.issue_link", "签发账号激活和密码重置链接", roles=("office", "administrator"))

DISABLE_ACCOUNT = Action("identity.account.disable", "停用和启用账号", roles=("office", "administrator"))

MANAGE_ADMINISTRATOR = Action(
    "identity.administrator.manage", "管理系统管理员的账号", roles=("administrator",), tenant_wide=True
)

SIGN_IN = Public("nobody is signed in before signing in")
ACTIVATE = Public("the one-time link itself is the proof")
FOLLOW = Public("only called inside commands of higher layers, which have checked their own right; no route leads here")

ADMINISTRATOR_ROLE = "administrator"
"""The role that may be used only with a second factor (SEC-AUTH-05) and has the shorter session (SEC-SESS-02)."""

"""Who sets other providers up; who may begin to sign in by one."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

MANAGE_PROVIDER = Action("identity.provider.manage", "设置统一登录", roles=("administrator",), tenant_wide=True)

SIGN_ON = Public("nobody is signed in before signing in by another provider")

"""Who registers other systems; who agrees to be named to them."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN, Action, Public

MANAGE_CLIENT = Action("identity.client.manage", "登记使用本平台登录的系统", roles=("administrator",), tenant_wide=True)
AUTHORISE = SIGNED_IN
"""Everybody decides about themselves."""

REDEEM = Public("the registered system has proved itself by its secret; it acts for nobody beyond what was agreed")

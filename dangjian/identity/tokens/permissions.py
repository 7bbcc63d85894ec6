"""Who hands a token to a program, and who watches over all of them."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

USE_TOKEN = Action("identity.token.use", "签发和撤销本人的接口令牌", roles=("office",), tenant_wide=True)
WATCH_TOKEN = Action(
    "identity.token.watch",
    "查看和撤销全单位的接口令牌",
    roles=("administrator", "security_administrator"),
    tenant_wide=True,
)

SWEEP = Public("only called by the nightly job; no route leads here")

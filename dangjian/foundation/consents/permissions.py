"""Everybody reads the notice and decides about themselves; publishing a version is for administrators."""

from dangjian.kernel.permissions import SIGNED_IN, Action, Public

OWN_CONSENT = SIGNED_IN
PUBLISH_NOTICE = Action(
    "foundation.notice.publish", "发布个人信息告知", roles=("security_administrator",), tenant_wide=True
)
FROM_HANDLERS = Public("reads who is to be told of a new version; no route leads here")

"""Rights of the message centre: everybody reads and marks their own messages; nobody reads those of others."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN, Action, Public

OWN_MESSAGES = SIGNED_IN
FROM_COMMANDS = Public("what people are told follows from the command or event of another app; no route leads here")
"""For commands that other apps call; the right was checked where the matter was decided."""

MANAGE_CHANNEL = Action("foundation.channel.manage", "设置消息渠道", roles=("administrator",), tenant_wide=True)

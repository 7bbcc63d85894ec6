"""Rights of exports: what may be exported is decided where the data lie; a second person agrees to large ones."""

from dangjian.kernel.permissions import SIGNED_IN, Action, Public

OWN_EXPORTS = SIGNED_IN
APPROVE_EXPORT = Action("foundation.export.approve", "核准敏感信息导出", roles=("office", "security_administrator"))
FROM_COMMANDS = Public("what may be exported was decided by the command of another app; no route leads here")
"""For commands that other apps and the job call."""

"""Rights of the todo list: everybody sees and ends their own; other apps open and close."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN, Public

OWN_LIST = SIGNED_IN
FROM_COMMANDS = Public("what somebody has to do follows from the command or event of another app; no route leads here")
"""For commands that other apps call; the right was checked where the matter was decided."""

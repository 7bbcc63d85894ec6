"""Rights of printing: everybody sees their own print jobs; what may be printed is decided where the matter lies."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN, Public

OWN_PRINTS = SIGNED_IN
FROM_COMMANDS = Public("what may be printed was decided by the command of another app; no route leads here")
"""For commands that other apps and the job call."""

"""Looking at the audit trail by rules, again and again."""

from __future__ import annotations

from datetime import timedelta

from dangjian.kernel.jobs import JobContext, periodic
from dangjian.ops.audit import commands, queries


@periodic("ops.audit.watch", every=timedelta(minutes=10))
def watch(ctx: JobContext) -> None:
    """Tell administrators of what deserves a look. Running twice tells once."""
    found = queries.warnings()
    if any(item.level == "late" for item in found):
        commands.tell_of_warnings(found=found)

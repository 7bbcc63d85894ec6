"""Looking at the audit trail by rules, again and again."""

from __future__ import annotations

from datetime import timedelta

from dangjian.kernel.database import integrity_problems
from dangjian.kernel.jobs import JobContext, periodic
from dangjian.ops.audit import commands, queries


@periodic("ops.audit.watch", every=timedelta(minutes=10))
def watch(ctx: JobContext) -> None:
    """Tell administrators of what deserves a look. Running twice tells once."""
    found = queries.warnings()
    if any(item.level == "late" for item in found):
        commands.tell_of_warnings(found=found)


@periodic("ops.audit.check_storage", every=timedelta(days=7))
def check_storage(ctx: JobContext) -> None:
    """Once a week: whether the embedded data base is whole; administrators are told where it is not (SEC-REL-06)."""
    commands.note_integrity(problems=integrity_problems())

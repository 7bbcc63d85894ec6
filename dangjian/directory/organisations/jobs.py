"""Background entries of organisations."""

from __future__ import annotations

from dangjian.directory.organisations.commands import remind_of_planned_ends, remind_of_terms
from dangjian.kernel.jobs import JobContext, periodic


@periodic("directory.organisations.remind_of_terms", at="06:30")
def remind(ctx: JobContext) -> None:
    """Every morning: remind of terms that end."""
    remind_of_terms()


@periodic("directory.organisations.remind_of_planned_ends", at="06:40")
def remind_of_ends(ctx: JobContext) -> None:
    """Every morning: tell of project and temporary branches whose planned end is near or past."""
    remind_of_planned_ends()

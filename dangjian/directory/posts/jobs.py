"""Background entries of posts."""

from __future__ import annotations

from dangjian.directory.posts.commands import remind_of_vacancies
from dangjian.kernel.jobs import JobContext, periodic


@periodic("directory.posts.remind_of_vacancies", at="06:50")
def remind(ctx: JobContext) -> None:
    """Every morning: tell of organisations without a leader."""
    remind_of_vacancies()

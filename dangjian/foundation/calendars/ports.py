"""Dates that stand in every feed: days on which todos are due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dangjian.foundation.calendars.sources import Entry, Source, register_source
from dangjian.foundation.duties.queries import dated_todos_of
from dangjian.kernel import clock


def _due_days(*, person_id: UUID, since: datetime, until: datetime) -> list[Entry]:
    first, last = clock.local_time(since).date(), clock.local_time(until).date()
    return [
        Entry(
            key=f"todo.{row.pk}",
            title=f"截止：{row.title}",
            changed_at=row.opened_at,
            day=row.due_on,
            path="/todos",
        )
        for row in dated_todos_of(person_id=person_id, first=first, last=last)
    ]


register_source(Source("todos", _due_days))

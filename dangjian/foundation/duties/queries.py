"""One's own todos, and what is due for the daily reminder."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.foundation.duties.models import NO_DATE, Todo
from dangjian.foundation.duties.permissions import FROM_COMMANDS, OWN_LIST
from dangjian.foundation.duties.rules import SOON, Due, is_due_soon, is_overdue
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate

_COLUMNS = (
    *("id", "source", "title", "text", "subject_kind", "subject_id", "due_on", "is_manual", "state"),
    *("opened_at", "closed_at", "done_by_name", "closing_note"),
)


@query(OWN_LIST)
def my_todos(*, page: PageRequest, state: str = Todo.OPEN) -> dict[str, Any]:
    """One's own todos of a state, one page: open ones by date (without date last), ended ones by when they ended."""
    today = clock.today()
    rows = Todo.objects.filter(person_id=current_actor().person_id, state=state)
    order = ("due_key", "id") if state == Todo.OPEN else ("-closed_at", "-id")
    return paginate(rows, page, order=order, values=_COLUMNS, show=lambda row: _show(row, today))


def _show(row: dict[str, Any], today: date) -> dict[str, Any]:
    is_open = row["state"] == Todo.OPEN
    shown = {name: row[name] for name in _COLUMNS}
    shown["note"] = shown.pop("closing_note")
    shown["is_overdue"] = is_open and is_overdue(row["due_on"], today)
    shown["is_due_soon"] = is_open and is_due_soon(row["due_on"], today)
    return shown


@query(OWN_LIST)
def my_todo_counts() -> dict[str, int]:
    """How many of one's own todos are open, late, and due within seven days; one statement."""
    today = clock.today()
    counts: dict[str, int] = Todo.objects.filter(person_id=current_actor().person_id, state=Todo.OPEN).aggregate(
        open=Count("id"),
        overdue=Count("id", filter=Q(due_key__lt=today)),
        due_soon=Count("id", filter=Q(due_key__gte=today, due_key__lte=today + SOON)),
    )
    return counts


@query(FROM_COMMANDS)
def dated_todos_of(*, person_id: UUID, first: date, last: date, limit: int = 500) -> list[Todo]:
    """Open todos of somebody that are due within these days, earliest first; one statement."""
    rows = Todo.objects.filter(person_id=person_id, state=Todo.OPEN, due_key__gte=first, due_key__lte=last)
    return list(rows.order_by("due_key", "id")[:limit])


@query(FROM_COMMANDS)
def due_until(*, last: date) -> dict[UUID, list[Due]]:
    """Open todos of all people of the tenant that are due up to `last`, by person, oldest first; one statement."""
    rows = Todo.objects.filter(state=Todo.OPEN, due_key__lte=min(last, NO_DATE))
    found: dict[UUID, list[Due]] = {}
    for person_id, title, due_on in rows.order_by("due_key", "id").values_list("person_id", "title", "due_on"):
        found.setdefault(person_id, []).append(Due(title, due_on))
    return found

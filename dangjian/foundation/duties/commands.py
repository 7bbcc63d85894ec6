"""Opening and closing todos (called by other apps) and ending one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.foundation.duties.events import TodoCompleted
from dangjian.foundation.duties.models import NO_DATE, Todo
from dangjian.foundation.duties.permissions import FROM_COMMANDS, OWN_LIST
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound


@command(FROM_COMMANDS)
def open_todo(
    unit: Unit,
    *,
    person_ids: Iterable[UUID],
    source: str,
    source_ref: str,
    title: str,
    text: str = "",
    subject_kind: str = "",
    subject_id: UUID | None = None,
    due_on: date | None = None,
    org_path: str = "",
    is_manual: bool = False,
    reopen: bool = False,
) -> list[Todo]:
    """Give people something to do, once for each `source` and `source_ref`; returns their todos.

    Open ones are brought up to date (title, text, date). Closed ones stay closed, so that a handler may run twice;
    with `reopen` they are opened again (the matter came back to the person).
    """
    wanted = sorted(set(person_ids))
    known = {
        row.person_id: row for row in Todo.objects.filter(source=source, source_ref=source_ref, person_id__in=wanted)
    }
    content: dict[str, Any] = {
        "title": title[:120],
        "text": text[:1000],
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "due_on": due_on,
        "due_key": due_on or NO_DATE,
        "org_path": org_path,
        "is_manual": is_manual,
    }
    fresh = [
        Todo(person_id=person_id, source=source, source_ref=source_ref, opened_at=unit.now, **content)
        for person_id in wanted
        if person_id not in known
    ]
    unit.create_many(fresh)
    for row in known.values():
        if row.state == Todo.OPEN:
            unit.update(row, **content)
        elif reopen:
            again: dict[str, Any] = {"state": Todo.OPEN, "opened_at": unit.now, "closed_at": None, "done_by": None}
            unit.update(row, **content, **again, done_by_name="", closing_note="")
    return [*known.values(), *fresh]


@command(FROM_COMMANDS)
def close_todo(
    unit: Unit,
    *,
    source: str,
    source_ref: str,
    person_id: UUID | None = None,
    is_done: bool = True,
    done_by: UUID | None = None,
    done_by_name: str = "",
    note: str = "",
) -> int:
    """Close what was opened for a matter: done, or (`is_done=False`) not to be done any more. Returns how many.

    Without `person_id` for everybody. Closed ones are left as they are.
    """
    rows = Todo.objects.filter(source=source, source_ref=source_ref, state=Todo.OPEN)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return unit.update_many(
        rows,
        state=Todo.DONE if is_done else Todo.CANCELLED,
        closed_at=unit.now,
        done_by=done_by if is_done else None,
        done_by_name=done_by_name[:80] if is_done else "",
        closing_note=note[:400],
    )


@command(OWN_LIST)
def complete_todo(unit: Unit, *, todo_id: UUID, note: str = "") -> Todo:
    """Say that one's own todo is done. Raises NotFound for another's, Conflict when it is closed or ends by itself."""
    row: Todo | None = Todo.objects.filter(id=todo_id, person_id=unit.actor.person_id).first()
    if row is None:
        raise NotFound("duties.todo.unknown", "没有找到这项待办，请刷新后重试。")
    if not row.is_manual:
        raise Conflict("duties.todo.not_manual", "这项待办在办完对应事项后会自动结束，请打开事项办理。")
    if row.state != Todo.OPEN:
        raise Conflict("duties.todo.closed", "这项待办已经结束，请刷新查看。")
    unit.update(
        row,
        state=Todo.DONE,
        closed_at=unit.now,
        done_by=unit.actor.person_id,
        done_by_name=unit.actor.name[:80],
        closing_note=note.strip()[:400],
    )
    unit.emit(TodoCompleted(row.pk, row.source, row.source_ref, row.person_id, row.closing_note))
    return row

"""The daily reminder."""

from __future__ import annotations

from datetime import timedelta

from dangjian.foundation.duties.queries import due_until
from dangjian.foundation.duties.rules import is_reminded, reminder
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import clock
from dangjian.kernel.jobs import JobContext, periodic
from dangjian.kernel.workdays import is_working_day, next_working_day


@periodic("foundation.duties.remind", at="07:40")
def remind(ctx: JobContext) -> None:
    """On working days: one message to each person with everything late or due up to the next working day."""
    today = clock.today()
    if not is_working_day(today):
        return
    following = next_working_day(today + timedelta(days=1))
    for person_id, items in due_until(last=following).items():
        wanted = [item for item in items if is_reminded(item.due_on, today, following)]
        if wanted:
            title, text = reminder(wanted, today)
            send_message(
                person_ids=[person_id],
                kind="todo_reminder",
                title=title,
                text=text,
                subject_kind="todo",
                dedupe_key=f"todo-reminder.{today}",
            )

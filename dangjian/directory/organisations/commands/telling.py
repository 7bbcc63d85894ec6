"""What organisation and superior must both hear, and the superior act on. Asked by reminders, inside their doors."""

from __future__ import annotations

from datetime import date

from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import EDIT_ORGANISATION
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.permissions import Action
from dangjian.kernel.scope import SEGMENT


def tell_with_superior(
    organisation: Organisation,
    *,
    action: Action,
    source: str,
    kind: str,
    title: str,
    text: str,
    dedupe_key: str,
    due_on: date | None,
    todo_title: str = "",
) -> None:
    """A message to the organisation and to those above who hold `action`, once for each `dedupe_key`; a todo, opened
    again when it was closed, for those above (titled like the message unless named). May run twice."""
    superior = ports.ask(NEAREST_HOLDERS, action=action, org_path=organisation.org_path[:-SEGMENT])
    own = ports.ask(NEAREST_HOLDERS, action=EDIT_ORGANISATION, org_path=organisation.org_path)
    send_message(
        person_ids={*superior, *own},
        kind=kind,
        title=title,
        text=text,
        subject_kind="organisation",
        subject_id=organisation.pk,
        dedupe_key=dedupe_key,
    )
    open_todo(
        person_ids=superior,
        source=source,
        source_ref=str(organisation.pk),
        title=todo_title or title,
        text=text,
        subject_kind="organisation",
        subject_id=organisation.pk,
        due_on=due_on,
        org_path=organisation.org_path,
        reopen=True,
    )

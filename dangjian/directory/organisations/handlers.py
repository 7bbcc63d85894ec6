"""What follows from terms: people hear of their end and get a todo, which closes with the next election."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.commands.planned_ends import SOURCE as PLANNED_END
from dangjian.directory.organisations.events import (
    OrganisationDissolved,
    OrganisationUpdated,
    TermBegun,
    TermExtended,
    TermReminded,
)
from dangjian.directory.organisations.models import Organisation, TermReminder
from dangjian.directory.organisations.permissions import EDIT_ORGANISATION, MANAGE_TERM
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.directory.organisations.rules.terms import ReminderStep, tells_superior
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.actor import current_actor
from dangjian.kernel.events import on
from dangjian.kernel.permissions import Action

SOURCE = "directory.organisations.term"
_TEXTS = {
    ReminderStep.LETTER: "请在届满前做好换届准备，提前一个月报送换届请示；换届提醒函可在组织信息中打印。",
    ReminderStep.QUARTER: "请抓紧筹备换届选举。",
    ReminderStep.MONTH: "请报送换届请示；确需延期的，请报上级党组织批准。",
    ReminderStep.EXPIRED: "任期已届满，请立即组织换届，或说明未换届的原因。",
    ReminderStep.OVERDUE: "届满后超过一年或延期期满仍未换届，已列入问题清单，请督促整改。",
}


@on(TermReminded)
def tell_of_the_end(event: TermReminded) -> None:
    """The organisation gets message and todo; the superior, where the ladder says so, a message."""
    organisation = _organisation(event.organisation_id)
    reminder = TermReminder.objects.across_tenants("the reminder an event names").filter(pk=event.reminder_id).first()
    if organisation is None or organisation.term_end != event.term_end or reminder is None:
        return
    title = (
        f"{organisation.short_name}任期{'将于' if reminder.sent_on < event.term_end else '已于'} {event.term_end} 届满"
    )
    text = (
        _TEXTS.get(ReminderStep(event.step), "") if event.step in set(ReminderStep) else "延期换届进行中，请按期完成。"
    )
    own = _holders(EDIT_ORGANISATION, organisation.org_path)
    people = list(own)
    if tells_superior(event.step):
        people += _holders(MANAGE_TERM, organisation.org_path[:-4])
    send_message(
        person_ids=people,
        kind="term",
        title=title,
        text=text,
        subject_kind="organisation",
        subject_id=organisation.pk,
        dedupe_key=f"term-{event.reminder_id}",
    )
    open_todo(
        person_ids=own,
        source=SOURCE,
        source_ref=f"{organisation.pk}:{event.term_end}",
        title=f"{organisation.short_name}换届",
        text=text,
        subject_kind="organisation",
        subject_id=organisation.pk,
        due_on=event.term_end,
        org_path=organisation.org_path,
    )


@on(TermBegun)
def close_todo_of_former_term(event: TermBegun) -> None:
    """The election was held: the todos about the former terms are done."""
    former = (
        TermReminder.objects.across_tenants("reminders of the organisation an event names")
        .filter(organisation_id=event.organisation_id, term_end__lt=event.term_end)
        .values_list("term_end", flat=True)
    )
    for term_end in sorted(set(former)):
        close_todo(source=SOURCE, source_ref=f"{event.organisation_id}:{term_end}", note="已完成换届")


@on(OrganisationDissolved)
def close_todos_of_the_dissolved(event: OrganisationDissolved) -> None:
    """The organisation is no more: nothing about its term or its planned end is left to do."""
    ends = TermReminder.objects.across_tenants("reminders of the organisation an event names").filter(
        organisation_id=event.organisation_id
    )
    for term_end in sorted(set(ends.values_list("term_end", flat=True))):
        close_todo(source=SOURCE, source_ref=f"{event.organisation_id}:{term_end}", is_done=False, note="党组织已撤销")
    close_todo(source=PLANNED_END, source_ref=str(event.organisation_id), note="党组织已撤销")


@on(OrganisationUpdated)
def close_todo_of_a_changed_end(event: OrganisationUpdated) -> None:
    """The planned end was changed: when it comes near again, a new reminder opens the todo again."""
    if {"planned_end_on", "branch_kind"} & set(event.fields):
        close_todo(source=PLANNED_END, source_ref=str(event.organisation_id), note="计划终止日期已更新")


@on(TermExtended)
def tell_of_the_extension(event: TermExtended) -> None:
    """The organisation hears until when the election must be held."""
    organisation = _organisation(event.organisation_id)
    if organisation is None:
        return
    send_message(
        person_ids=_holders(EDIT_ORGANISATION, organisation.org_path),
        kind="term",
        title=f"{organisation.short_name}延期换届已批准",
        text=f"请在 {event.extended_until} 前完成换届选举。",
        subject_kind="organisation",
        subject_id=organisation.pk,
        dedupe_key=f"term-extended-{event.organisation_id}-{event.extended_until}",
    )


def _organisation(organisation_id: UUID) -> Organisation | None:
    row: Organisation | None = (
        Organisation.objects.unscoped("the organisation an event names").filter(pk=organisation_id).first()
    )
    return row


def _holders(action: Action, org_path: str) -> list[UUID]:
    if not ports.answered(NEAREST_HOLDERS) or current_actor().kind != "system":
        return []
    found: list[UUID] = ports.ask(NEAREST_HOLDERS, action=action, org_path=org_path)
    return found

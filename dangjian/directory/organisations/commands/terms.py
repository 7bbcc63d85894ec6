"""Terms of office: beginning, extension, reminders of the end."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, Paper
from dangjian.directory.organisations.enums import BranchKind, ElectionMethod, ForbiddenAct
from dangjian.directory.organisations.events import TermBegun, TermExtended, TermReminded
from dangjian.directory.organisations.models import Organisation, TermReminder
from dangjian.directory.organisations.permissions import MANAGE_TERM
from dangjian.directory.organisations.queries.loading.forbidden import refuse_act
from dangjian.directory.organisations.rules import terms
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.clock import add_months
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict


@command(MANAGE_TERM)
def set_term(
    unit: Unit,
    *,
    organisation_id: UUID,
    expected_version: int,
    term_start: date,
    term_years: int | None = None,
    election_method: ElectionMethod | None = None,
    paper: Paper = NO_PAPER,
) -> Organisation:
    """Record the day on which the leading body was elected; the term ends `term_years` later on the calendar day
    (支部工作条例 第二十一条). Without years those of the rule for this kind. An extension of the former term ends.

    Raises StaleEdit, BadInput for a day in the future, before the establishment or for more than five years.
    """
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    refuse_act(organisation, ForbiddenAct.ELECT)
    if term_start > unit.today:
        raise BadInput("directory.term.future", "当选日期不能晚于今天。", field="term_start")
    if organisation.established_on is not None and term_start < organisation.established_on:
        text = f"当选日期早于成立日期（{organisation.established_on}），请核对。"
        raise BadInput("directory.term.before_establishment", text, field="term_start")
    years = term_years or rule("org.term_years").value.get(organisation.org_kind, 3)
    end = terms.term_end(term_start, years)
    unit.update(
        organisation,
        effective_on=term_start,
        note=paper.reason,
        term_start=term_start,
        term_years=years,
        term_end=end,
        term_extended_until=None,
        election_method=election_method or organisation.election_method,
    )
    unit.emit(TermBegun(organisation.pk, term_start, end))
    return organisation


@command(MANAGE_TERM)
def extend_term(unit: Unit, *, organisation_id: UUID, expected_version: int, until: date, paper: Paper) -> Organisation:
    """Record that the superior approved a later election, at most a year (选举工作条例 第三条).

    Raises BadInput for more than a year, a day before the end of the term or without the approving body; Conflict
    without a term or when it was extended before (a second extension is not foreseen).
    """
    organisation = parts.load(unit, organisation_id, expected_version=expected_version)
    parts.require_superior(unit, organisation)
    if organisation.term_end is None:
        raise Conflict("directory.term.none", "尚未登记任期，请先登记本届班子的当选日期。")
    if organisation.term_extended_until is not None:
        raise Conflict("directory.term.extended", f"已延期至 {organisation.term_extended_until}，不能再次延期。")
    if not paper.approved_by.strip():
        raise BadInput("directory.term.approval", "延期换届须经上级党组织批准，请填写批准单位。", field="approved_by")
    latest = terms.latest_extension(organisation.term_end, rule("org.term_extension_months").value)
    if not organisation.term_end < until <= latest:
        text = f"延期应在 {organisation.term_end} 之后、{latest} 之前（选举工作条例第三条：延期一般不超过1年）。"
        raise BadInput("directory.term.extension", text, field="until")
    note = f"{paper.approved_by} {paper.document_no} {paper.reason}".strip()
    unit.update(organisation, note=note, term_extended_until=until)
    unit.emit(TermExtended(organisation.pk, organisation.term_end, until))
    return organisation


@command(MANAGE_TERM)
def remind_of_terms(unit: Unit) -> int:
    """Send the reminders due today, each once (支部工作条例 第二十一条); returns how many. May run twice a day."""
    months = rule("org.term_reminder_months").value
    rows = Organisation.objects.filter(dissolved_on=None, term_end__lte=add_months(unit.today, months + 1)).exclude(
        branch_kind__in=(BranchKind.TEMPORARY, BranchKind.FUNCTIONAL)
    )
    organisations = list(rows.order_by("org_path"))
    sent: dict[tuple[UUID, date], set[str]] = {}
    known = TermReminder.objects.filter(organisation__in=organisations).values_list(
        "organisation_id", "term_end", "step"
    )
    for organisation_id, term_end, step in known:
        sent.setdefault((organisation_id, term_end), set()).add(step)
    extension = rule("org.term_extension_months").value
    due = []
    for row in organisations:
        step = terms.due_step(
            row.term_end,
            row.term_extended_until,
            unit.today,
            sent.get((row.pk, row.term_end), set()),
            reminder_months=months,
            extension_months=extension,
        )
        if step:
            due.append((row, step))
    _write(unit, due)
    return len(due)


def _write(unit: Unit, due: list[tuple[Organisation, str]]) -> None:
    letters = TermReminder.objects.filter(letter_year=unit.today.year).aggregate(last=Max("letter_number"))
    number = letters["last"] or 0
    reminders = []
    for organisation, step in due:
        is_letter = step == terms.ReminderStep.LETTER
        number += is_letter
        reminders.append(
            TermReminder(
                organisation=organisation,
                org_path=organisation.org_path,
                step=step,
                term_end=organisation.term_end or unit.today,
                sent_on=unit.today,
                letter_year=unit.today.year if is_letter else None,
                letter_number=number if is_letter else None,
            )
        )
    for reminder in unit.create_many(reminders):
        unit.emit(TermReminded(reminder.organisation_id, reminder.pk, reminder.step, reminder.term_end))

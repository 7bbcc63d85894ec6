"""Reminders that were sent, and the letter to print."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation, TermReminder
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.directory.organisations.rules.terms import ReminderStep
from dangjian.foundation.printing.document import Document, Heading, Paragraph, Section, Span
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound

_LABELS = {
    ReminderStep.LETTER: "届满提醒函",
    ReminderStep.QUARTER: "届满前三个月提醒",
    ReminderStep.MONTH: "届满前一个月提醒",
    ReminderStep.EXPIRED: "届满提醒",
    ReminderStep.OVERDUE: "超期未换届督办",
}

_REQUEST = "请提前做好换届准备工作，于届满一个月前报送换届请示；确需提前或者延期换届的，应当报上级党组织批准。"


@query(VIEW_ORGANISATION)
def list_reminders(*, organisation_id: UUID) -> list[dict[str, Any]]:
    """Reminders that an organisation got, latest first. Two statements. Raises NotFound when it is out of reach."""
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    rows = TermReminder.objects.filter(organisation=organisation).order_by("-sent_on", "-id")[:200]
    return [
        {
            "id": row.pk,
            "step": row.step,
            "label": _step_label(row.step),
            "term_end": row.term_end,
            "sent_on": row.sent_on,
            "letter_no": _letter_no(row),
        }
        for row in rows
    ]


def _step_label(step: str) -> str:
    """A step of the ladder in words."""
    return _LABELS[ReminderStep(step)] if step in set(ReminderStep) else "延期换届每周提醒"


def _letter_no(row: TermReminder) -> str:
    """The number of a letter as printed; empty for reminders without one."""
    return f"换届提醒〔{row.letter_year}〕{row.letter_number}号" if row.letter_number else ""


@query(VIEW_ORGANISATION)
def reminder_letter(*, organisation_id: UUID, reminder_id: UUID) -> tuple[Document, str]:
    """The numbered letter by which the superior reminds of the end of a term (支部工作条例 第二十一条), and the name
    of its file without suffix. Raises NotFound for a reminder without letter."""
    organisation: Organisation = Organisation.objects.select_related("parent").get(pk=organisation_id)
    row: TermReminder | None = TermReminder.objects.filter(
        pk=reminder_id, organisation=organisation, letter_number__isnull=False
    ).first()
    if row is None:
        raise NotFound()
    sender = organisation.parent.full_name if organisation.parent else organisation.full_name
    number = _letter_no(row)
    months = rule("org.term_reminder_months")
    end, sent = row.term_end, row.sent_on
    began = f"于{_day(organisation.term_start)}选举产生，" if organisation.term_start else ""
    clause = f"根据{months.source_article}关于任期届满换届的规定，"
    lines = (
        f"{organisation.full_name}：",
        f"你单位本届委员会{began}任期将于{_day(end)}届满。{clause}{_REQUEST}",
        "特此提醒。",
    )
    paragraphs = [Paragraph((Span(number),), align="right", indent=False)]
    paragraphs += [Paragraph((Span(line),), indent=position > 0) for position, line in enumerate(lines)]
    paragraphs += [
        Paragraph((Span(sender),), align="right", indent=False),
        Paragraph((Span(_day(sent)),), align="right", indent=False),
    ]
    title = "关于做好换届选举工作的提醒函"
    document = Document(
        title=title,
        sections=(Section((Heading(title), *paragraphs)),),
        printed_at=clock.now(),
        header=sender,
    )
    return document, f"换届提醒函-{organisation.short_name}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

"""What the daily look finds: reports that are near or late; and who looks after a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.kernel import clock, ports
from dangjian.kernel.doors import query
from dangjian.work.standing.models import MobileStay
from dangjian.work.standing.permissions import KEEP_STANDING
from dangjian.work.standing.queries.loading.book import stay_book
from dangjian.work.standing.rules.stays import Direction, report_due, report_reminder


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A report that is near its date or late."""

    stay_id: UUID
    person_id: UUID
    person_name: str
    org_path: str
    due_on: date
    clause: str
    which: str
    """`soon`, or `late` with the number of full 30 days."""


@query(KEEP_STANDING)
def reports_due() -> list[ReportDue]:
    """Open stays whose report is due within 30 days or late. One statement and the rule book."""
    today = clock.today()
    book = stay_book(today)
    found = []
    for row in MobileStay.objects.filter(open_person_id__isnull=False).order_by("id"):
        direction = Direction(row.direction)
        due = report_due(book, direction, row.away_from, row.reported_on)
        which = report_reminder(due, today)
        if which:
            clause = book.report_for(direction).clause
            found.append(ReportDue(row.pk, row.person_id, row.person_name, row.org_path, due, clause, which))
    return found


@query(KEEP_STANDING)
def keepers_of(*, org_path: str) -> list[UUID]:
    """Who looks after mobile members nearest to a place."""
    found: list[UUID] = ports.ask(NEAREST_HOLDERS, action=KEEP_STANDING, org_path=org_path)
    return found

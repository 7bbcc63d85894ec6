"""What the daily look finds: standing letters near their end, legs beyond their limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.kernel import clock, ports
from dangjian.kernel.doors import query
from dangjian.work.transfer.models import TransferHop, TransferLetter
from dangjian.work.transfer.permissions import SEND_TRANSFER
from dangjian.work.transfer.rules.hops import HopKind
from dangjian.work.transfer.rules.letters import LetterState

WARNED_BEFORE = 15
"""Days before the end of a letter from which on it is spoken of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter near its end."""

    letter_id: UUID
    transfer_id: UUID
    person_id: UUID
    person_name: str
    org_path: str
    number: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class LateHop:
    """A leg beyond its limit."""

    hop_id: UUID
    transfer_id: UUID
    person_name: str
    org_path: str
    label: str
    due_on: date


@query(SEND_TRANSFER)
def standing_letters() -> list[Standing]:
    """Letters that stand and end within fifteen days, or have ended. One statement."""
    until = clock.today() + timedelta(days=WARNED_BEFORE)
    rows = TransferLetter.objects.filter(state=LetterState.STANDING, valid_until__lte=until).select_related("transfer")
    return [
        Standing(
            row.pk,
            row.transfer_id,
            row.person_id,
            row.transfer.person_name,
            row.org_path,
            row.number,
            row.valid_until,
        )
        for row in rows.order_by("valid_until", "id")
    ]


@query(SEND_TRANSFER)
def late_hops() -> list[LateHop]:
    """Legs at hand beyond their limit. One statement."""
    rows = TransferHop.objects.filter(left_on__isnull=True, due_on__lt=clock.today()).select_related("transfer")
    return [
        LateHop(row.pk, row.transfer_id, row.transfer.person_name, row.org_path, HopKind(row.kind).label, row.due_on)
        for row in rows.order_by("due_on", "id")
    ]


@query(SEND_TRANSFER)
def holders_of(*, org_path: str) -> list[UUID]:
    """Who looks after transfers nearest to a place."""
    found: list[UUID] = ports.ask(NEAREST_HOLDERS, action=SEND_TRANSFER, org_path=org_path)
    return found

"""Letters as they are shown: to whoever issues them, to whoever scans the code, those that came in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.transfer.models import IncomingLetter, Transfer, TransferLetter
from dangjian.work.transfer.permissions import VIEW_TRANSFER
from dangjian.work.transfer.rules.clocks import warning_on
from dangjian.work.transfer.rules.letters import LetterState, state_on


class IncomingFilter(Schema):
    """Which letters that came in to list."""

    organisation_id: UUID | None = None
    show: str = "all"


def letters_of(row: Transfer) -> list[dict[str, Any]]:
    """The letters of a transfer, the latest first; without their codes. One statement."""
    today = clock.today()
    rows = TransferLetter.objects.unscoped("letters of a transfer that the person may see; without their codes")
    shown = []
    for letter in rows.filter(transfer=row).order_by("-created_at"):
        state = state_on(LetterState(letter.state), letter.valid_until, today)
        warning = warning_on(letter.valid_until, today).label if state is LetterState.STANDING else ""
        shown.append(
            {
                "letter_no": letter.number,
                "state": state.value,
                "state_label": state.label,
                "issued_on": letter.issued_on,
                "valid_until": letter.valid_until,
                "days_left": (letter.valid_until - today).days if state is LetterState.STANDING else None,
                "warning_label": warning,
                "issued_by": letter.issued_by,
                "receipt_no": letter.receipt_no,
            }
        )
    return shown


@query(VIEW_TRANSFER)
def list_incoming(*, filters: IncomingFilter, page: PageRequest) -> dict[str, Any]:
    """One page of letters that came in, newest first. One statement, one more for an organisation."""
    rows = IncomingLetter.objects.all()
    if filters.organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=filters.organisation_id).org_path))
    if filters.show == "open":
        rows = rows.filter(receipt_sent_on__isnull=True)
    return paginate(rows, page, order=("-received_on", "-id"), show=incoming_answer)


@query(VIEW_TRANSFER)
def show_incoming(*, incoming_id: UUID) -> dict[str, Any]:
    """A letter that came in. Raises NotFound."""
    return incoming_answer(IncomingLetter.objects.get(pk=incoming_id))


def incoming_answer(row: IncomingLetter) -> dict[str, Any]:
    """A letter that came in, as the API answers it."""
    return {
        "id": row.pk,
        "version": row.version,
        "person_id": row.person_id,
        "person_name": row.person_name,
        "organisation_name": row.organisation_name,
        "letter_no": row.letter_no,
        "issuer_name": row.issuer_name,
        "issued_on": row.issued_on,
        "valid_until": row.valid_until,
        "dues_paid_until": row.dues_paid_until,
        "received_on": row.received_on,
        "received_by": row.received_by,
        "receipt_no": row.receipt_no,
        "receipt_sent_on": row.receipt_sent_on,
        "is_electronic": row.is_electronic,
    }

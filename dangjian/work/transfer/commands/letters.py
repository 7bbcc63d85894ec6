"""Letters that go out: issuing with a number and a term, losing, running out, acceptance outside, the receipt."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.members.commands import register_leaving
from dangjian.directory.members.enums import ChangeReason
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.transfer.commands.sending import AT_COMMITTEE
from dangjian.work.transfer.commands.steps.moving import end_letters, finish, load, pass_on
from dangjian.work.transfer.models import Transfer, TransferLetter
from dangjian.work.transfer.permissions import SEND_TRANSFER
from dangjian.work.transfer.queries.loading.book import book_on
from dangjian.work.transfer.rules import letters
from dangjian.work.transfer.rules.clocks import valid_until
from dangjian.work.transfer.rules.hops import INSIDE, HopKind
from dangjian.work.transfer.rules.letters import LetterState
from dangjian.work.transfer.rules.states import TransferState

OUTSIDE = frozenset({HopKind.OUTSIDE})
RECEIPT = frozenset({HopKind.OUTSIDE, HopKind.RECEIPT})


@command(SEND_TRANSFER)
def issue_transfer(
    unit: Unit, *, transfer_id: UUID, valid_days: int | None = None, expected_version: int | None = None
) -> Transfer:
    """The sending committee lets a transfer out with a numbered letter; its term is the committee's choice under the
    ceiling. After a letter that was lost or ran out this issues the next one, and the old number stays void.

    Raises NotFound, NotAllowed, Conflict, StaleEdit, BadInput for a term that the rules do not allow.
    """
    row = load(unit, transfer_id, expected_version, AT_COMMITTEE)
    book = book_on(unit.today)
    try:
        until = valid_until(book, unit.today, book.default_days if valid_days is None else valid_days)
    except ValueError as problem:
        raise BadInput("transfer.letter.days", str(problem), field="valid_days") from problem
    assert row.from_committee is not None, "a transfer that is with a committee has one"
    kind = HopKind.TO_COMMITTEE if row.scope in INSIDE else HopKind.OUTSIDE
    pass_on(unit, row, TransferState.IN_TRANSIT, kind, outcome="issued")
    _write_letter(unit, row, row.from_committee, until)
    return row


def _write_letter(unit: Unit, row: Transfer, committee: Organisation, until: date) -> TransferLetter:
    # The row of the committee is locked: two letters issued at once get two numbers.
    rows = Organisation.objects.unscoped("the committee of a transfer that was loaded; locked to number its letters")
    rows.select_for_update().filter(pk=committee.pk).first()
    numbers = TransferLetter.objects.unscoped("letters of one committee are numbered in one row").filter(
        organisation=committee, number__startswith=letters.year_mark(unit.today.year)
    )
    code = letters.new_accept_code()
    return unit.create(
        TransferLetter(
            transfer=row,
            person_id=row.person_id,
            organisation=committee,
            org_path=committee.org_path,
            number=letters.letter_no(unit.today.year, numbers.count() + 1),
            issued_on=unit.today,
            valid_until=until,
            issued_by=unit.actor.name[:80],
            public_code=letters.new_public_code(),
            accept_code=code,
            accept_key=letters.accept_key(code),
        )
    )


@command(SEND_TRANSFER)
def report_lost(unit: Unit, *, transfer_id: UUID, remark: str, expected_version: int | None = None) -> Transfer:
    """A letter was lost: it is void at once, and the committee that issued it looks into it and issues another.

    Raises as `issue_transfer`, BadInput without words.
    """
    row = load(unit, transfer_id, expected_version, OUTSIDE)
    if len(remark.strip()) < 4:
        raise BadInput("transfer.lost_note", "请写明遗失的经过。", field="remark")
    end_letters(unit, row, LetterState.VOID)
    pass_on(unit, row, TransferState.LOST_LETTER, HopKind.FROM_COMMITTEE, outcome="lost", remark=remark.strip())
    return row


@command(SEND_TRANSFER)
def expire_transfer(unit: Unit, *, transfer_id: UUID) -> Transfer | None:
    """The letter of a transfer ran out: it is void, the sender has the matter back and asks why. May run twice."""
    row: Transfer = Transfer.objects.select_for_update().get(pk=transfer_id)
    standing = TransferLetter.objects.filter(transfer=row, state=LetterState.STANDING)
    if row.state != TransferState.IN_TRANSIT or not standing.filter(valid_until__lt=unit.today).exists():
        return None
    end_letters(unit, row, LetterState.EXPIRED)
    pass_on(
        unit,
        row,
        TransferState.EXPIRED,
        HopKind.FROM_COMMITTEE,
        outcome="expired",
        remark="介绍信到期仍未接收，已失效，请了解原因后重新开具或撤回。",
    )
    return row


@command(SEND_TRANSFER)
def note_acceptance(
    unit: Unit, *, transfer_id: UUID, accepted_on: date, expected_version: int | None = None
) -> Transfer:
    """The receiving organisation outside has taken the member in: off the register, and the receipt is waited for.

    Raises as `issue_transfer`, BadInput for a day before the letter or in the future.
    """
    row = load(unit, transfer_id, expected_version, OUTSIDE)
    _let_go(unit, row, accepted_on)
    return row


@command(SEND_TRANSFER)
def take_receipt(
    unit: Unit,
    *,
    transfer_id: UUID,
    received_on: date,
    receipt_no: str = "",
    accepted_on: date | None = None,
    expected_version: int | None = None,
) -> Transfer:
    """The receipt came back: filed with the stub, the transfer is over. It proves the acceptance as well.

    Raises as `note_acceptance`.
    """
    row = load(unit, transfer_id, expected_version, RECEIPT)
    close_by_receipt(unit, row, accepted_on or received_on, received_on, receipt_no, by="")
    return row


def close_by_receipt(
    unit: Unit, row: Transfer, accepted_on: date, received_on: date, receipt_no: str, *, by: str
) -> None:
    """End a transfer by its receipt, letting the member go first where that was not noted yet."""
    if row.state == TransferState.IN_TRANSIT:
        _let_go(unit, row, accepted_on, by=by)
    if received_on > unit.today or (row.accepted_on and received_on < row.accepted_on):
        raise BadInput("transfer.receipt_date", "收到回执的日期应在接收之后、今天之前。", field="received_on")
    rows = TransferLetter.objects.unscoped("the letter of a transfer that was loaded for this step")
    used = rows.filter(transfer=row, state=LetterState.USED).order_by("-created_at").first()
    if used is not None:
        unit.update(used, receipt_no=receipt_no.strip()[:60])
    finish(unit, row, TransferState.CLOSED, outcome="returned", remark=f"回执 {receipt_no.strip()}".strip())


def _let_go(unit: Unit, row: Transfer, accepted_on: date, *, by: str = "") -> None:
    standing = TransferLetter.objects.unscoped("the letter of a transfer that was loaded for this step").filter(
        transfer=row, state=LetterState.STANDING
    )
    letter = standing.first()
    if letter is None:
        raise Conflict("transfer.letter.none", "没有有效的介绍信，不能登记接收。")
    if not letter.issued_on <= accepted_on <= min(letter.valid_until, unit.today):
        raise BadInput(
            "transfer.accepted_on",
            f"接收日期应在开具日期（{letter.issued_on}）之后、介绍信有效期（{letter.valid_until}）之内，且不晚于今天。",
            field="accepted_on",
        )
    with acting_as(system_actor(unit.tenant_id, "work.transfer")):
        register_leaving(
            person_id=row.person_id,
            reason=ChangeReason.TRANSFERRED_OUT,
            on=accepted_on,
            counterpart=row.to_name,
            note=f"组织关系介绍信{letter.number}",
        )
    end_letters(unit, row, LetterState.USED)
    pass_on(
        unit,
        row,
        TransferState.ACCEPTED,
        HopKind.RECEIPT,
        outcome="accepted",
        accepted_on=accepted_on,
        accepted_by=(by or row.to_name)[:80],
    )

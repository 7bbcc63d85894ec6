"""Coming in from outside: with a letter on paper, or by the code of a letter of another enterprise here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.commands import register_person
from dangjian.directory.members.enums import ChangeReason, PersonCategory
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.work.transfer.commands.letters import close_by_receipt
from dangjian.work.transfer.commands.sending import give_back, insist_on_words
from dangjian.work.transfer.models import IncomingLetter, Transfer, TransferLetter
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER
from dangjian.work.transfer.queries.loading.book import book_on
from dangjian.work.transfer.queries.loading.tenant import name_of
from dangjian.work.transfer.rules import letters
from dangjian.work.transfer.rules.clocks import valid_until
from dangjian.work.transfer.rules.letters import LetterState, state_on
from dangjian.work.transfer.rules.states import RefusalReason, TransferState

HANDED = ("name", "sex", "id_type", "birth_date", "ethnic_group", "person_category", "applied_on", "activist_on",
          "target_on", "joined_on", "confirmed_on", "standing_correction_months", "education_level", "education_label",
          )  # fmt: skip
"""What a letter says of the member, and what the receiver needs to keep the record; nothing else crosses over."""


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """What stands on a letter from outside."""

    letter_no: str
    issuer_name: str
    issued_on: date
    valid_days: int
    dues_paid_until: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What crosses from one enterprise to the other with a letter."""

    letter_no: str
    issuer_name: str
    issued_on: date
    valid_until: date
    dues_paid_until: str
    values: dict[str, Any]


@command(RECEIVE_TRANSFER)
def receive_letter(
    unit: Unit, *, organisation_id: UUID, letter: PaperLetter, values: dict[str, Any], received_on: date
) -> IncomingLetter:
    """Take in a member who came with a letter on paper. The record begins with what the letter says.

    Raises NotFound, BadInput for a letter that ran out or wrong values, Conflict for one that was used before.
    """
    branch = unit.get(Organisation, organisation_id)
    if not letter.issued_on <= received_on <= unit.today:
        raise BadInput("transfer.received_on", "接收日期应在介绍信开具之后、今天之前。", field="received_on")
    try:
        until = valid_until(book_on(unit.today), letter.issued_on, letter.valid_days)
    except ValueError as problem:
        raise BadInput("transfer.letter.days", str(problem), field="valid_days") from problem
    if received_on > until:
        raise BadInput(
            "transfer.letter.expired",
            f"介绍信已于 {until} 失效，请联系转出党委重新开具后再接收。",
            field="issued_on",
        )
    if values.get("person_category") not in {PersonCategory.FULL_MEMBER, PersonCategory.PROBATIONARY_MEMBER}:
        raise BadInput("transfer.category", "介绍信只转接正式党员、预备党员的关系。", field="person_category")
    given = HandedOver(letter.letter_no, letter.issuer_name, letter.issued_on, until, letter.dues_paid_until, values)
    return _take_in(unit, branch, given, received_on, is_electronic=False)


def _take_in(unit: Unit, branch: Organisation, given: HandedOver, on: date, *, is_electronic: bool) -> IncomingLetter:
    used = IncomingLetter.objects.unscoped("a letter is used once in the whole enterprise").filter(
        issuer_name=given.issuer_name[:160], letter_no=given.letter_no[:80]
    )
    if used.exists():
        raise Conflict("transfer.letter.used", "这份介绍信已经登记接收过，不能重复办理。")
    person: Person = register_person(
        organisation_id=branch.pk, values=given.values, since=on, reason=ChangeReason.TRANSFERRED_IN
    )
    mark = letters.year_mark(unit.today.year)
    numbers = IncomingLetter.objects.filter(organisation=branch, receipt_no__startswith=mark)
    return unit.create(
        IncomingLetter(
            organisation=branch,
            organisation_name=branch.short_name,
            org_path=branch.org_path,
            person=person,
            person_name=person.name,
            letter_no=given.letter_no[:80],
            issuer_name=given.issuer_name[:160],
            issued_on=given.issued_on,
            valid_until=given.valid_until,
            dues_paid_until=given.dues_paid_until,
            received_on=on,
            received_by=unit.actor.name[:80],
            receipt_no=letters.letter_no(unit.today.year, numbers.count() + 1),
            receipt_sent_on=on if is_electronic else None,
            is_electronic=is_electronic,
        )
    )


@command(RECEIVE_TRANSFER)
def send_receipt(
    unit: Unit, *, incoming_id: UUID, sent_on: date, expected_version: int | None = None
) -> IncomingLetter:
    """Note that the receipt of a letter went back to its issuer. Raises NotFound, BadInput, Conflict, StaleEdit."""
    row = unit.get(IncomingLetter, incoming_id, expected_version=expected_version)
    if row.receipt_sent_on is not None:
        raise Conflict("transfer.receipt_sent", f"回执已于 {row.receipt_sent_on} 寄出。")
    if not row.received_on <= sent_on <= unit.today:
        raise BadInput("transfer.sent_on", "寄出日期应在接收之后、今天之前。", field="sent_on")
    return unit.update(row, receipt_sent_on=sent_on)


@command(RECEIVE_TRANSFER)
def receive_by_code(unit: Unit, *, organisation_id: UUID, code: str) -> IncomingLetter:
    """Take in a member of another enterprise of this installation by the code on the letter.

    In one transaction: there the member leaves and the receipt is filed, here the record begins. Raises NotFound for a
    code that no standing letter has, Conflict for the own enterprise's or a person who is registered here already.
    """
    branch = unit.get(Organisation, organisation_id)
    tenant_id, letter_id = find_letter(unit, code)
    receiver = f"{name_of(unit.tenant_id)}{branch.short_name}"
    with acting_as(system_actor(tenant_id, "其他单位凭介绍信接收")):
        given = hand_over(letter_id=letter_id, receiver=receiver)
    return _take_in(unit, branch, given, unit.today, is_electronic=True)


@command(RECEIVE_TRANSFER)
def look_at_letter(unit: Unit, *, code: str) -> dict[str, Any]:
    """What the letter of another enterprise says, before it is accepted; noted in the trail of both enterprises.

    Raises as `receive_by_code`.
    """
    tenant_id, letter_id = find_letter(unit, code)
    unit.note("凭接收码查看其他单位的组织关系介绍信")
    with acting_as(system_actor(tenant_id, "其他单位凭接收码查看介绍信")):
        return show_letter(letter_id=letter_id, reader=name_of(unit.tenant_id))


@command(RECEIVE_TRANSFER)
def send_back_by_code(unit: Unit, *, code: str, refusal: RefusalReason, remark: str) -> dict[str, Any]:
    """Send the letter of another enterprise back with a coded reason and what has to be put right (条例第二十五条).

    The letter is void, the sender has the matter again; answers number and issuer. Raises as `receive_by_code`,
    BadInput without words.
    """
    tenant_id, letter_id = find_letter(unit, code)
    with acting_as(system_actor(tenant_id, "其他单位凭接收码退回介绍信")):
        told = take_back(letter_id=letter_id, refusal=refusal, remark=remark, receiver=name_of(unit.tenant_id))
    unit.note(f"凭接收码退回{told['issuer_name']}开具的介绍信{told['letter_no']}：{refusal.label}")
    return told


def find_letter(unit: Unit, code: str) -> tuple[UUID, UUID]:
    """Tenant and id of the standing letter with a code: all that is read across enterprises."""
    rows = TransferLetter.objects.across_tenants("the code on a letter is the proof; nothing but two ids is read")
    found = (
        rows.filter(accept_key=letters.accept_key(code), state=LetterState.STANDING, valid_until__gte=unit.today)
        .exclude(transfer__to_organisation__isnull=False)
        .values_list("tenant_id", "pk")
        .first()
    )
    if found is None:
        raise NotFound("transfer.letter.unknown", "没有这个接收码，或者介绍信已失效、已使用。请核对，或联系转出党委。")
    if found[0] == unit.tenant_id:
        raise Conflict("transfer.letter.own", "这是本单位开出的介绍信，单位内部的转接请在转接列表中办理。")
    return found[0], found[1]


@command(SEND_TRANSFER)
def show_letter(unit: Unit, *, letter_id: UUID, reader: str) -> dict[str, Any]:
    """What a letter says, for whoever has its code; run as the system of the issuing enterprise."""
    letter = unit.get(TransferLetter, letter_id, lock=False)
    row: Transfer = letter.transfer
    unit.note(f"{reader}凭接收码查看介绍信{letter.number}", about=row)
    return {
        "letter_no": letter.number,
        "issuer_name": _issuer(unit, letter),
        "issued_on": letter.issued_on,
        "valid_until": letter.valid_until,
        "person_name": row.person_name,
        "category_label": PersonCategory(row.person.person_category).label,
        "from_name": row.from_name,
        "to_name": row.to_name,
        "dues_paid_until": row.dues_paid_until,
        "unpaid_months": row.unpaid_months,
    }


@command(SEND_TRANSFER)
def hand_over(unit: Unit, *, letter_id: UUID, receiver: str) -> HandedOver:
    """Let the member of a letter go to whoever has its code; run as the system of the issuing enterprise.

    The receipt is filed by the same step. Raises Conflict where the letter does not stand any more.
    """
    letter, row = _standing(unit, letter_id)
    person: Person = row.person
    values = {name: getattr(person, name) for name in HANDED}
    values["id_number"] = person.id_number.reveal() if person.id_number else None
    number = letter.number
    close_by_receipt(unit, row, unit.today, unit.today, number, by=receiver)
    return HandedOver(number, _issuer(unit, letter), letter.issued_on, letter.valid_until, row.dues_paid_until, values)


@command(SEND_TRANSFER)
def take_back(unit: Unit, *, letter_id: UUID, refusal: RefusalReason, remark: str, receiver: str) -> dict[str, Any]:
    """The receiver sent a letter back; run as the system of the issuing enterprise. Raises as `hand_over`, BadInput."""
    letter, row = _standing(unit, letter_id)
    insist_on_words(remark)
    give_back(unit, row, refusal, f"{remark.strip()[:300]}（{receiver}退回）")
    return {"letter_no": letter.number, "issuer_name": _issuer(unit, letter)}


def _standing(unit: Unit, letter_id: UUID) -> tuple[TransferLetter, Transfer]:
    """A letter that still stands and its transfer, both locked. Raises Conflict."""
    letter = unit.get(TransferLetter, letter_id)
    row: Transfer = Transfer.objects.select_for_update().get(pk=letter.transfer_id)
    if row.state != TransferState.IN_TRANSIT or _state(letter, unit.today) is not LetterState.STANDING:
        raise Conflict("transfer.letter.void", "介绍信已失效或已使用，请联系转出党委。")
    return letter, row


def _issuer(unit: Unit, letter: TransferLetter) -> str:
    return f"{name_of(unit.tenant_id)}{letter.organisation.short_name}"


def _state(letter: TransferLetter, today: date) -> LetterState:
    return state_on(LetterState(letter.state), letter.valid_until, today)

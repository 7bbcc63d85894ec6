"""The letter in its three parts – stub, letter, receipt – with the code that tells its state; our own receipts."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import segno

from dangjian.directory.members.enums import PersonCategory, Sex
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.codes.persons import ETHNIC_GROUP
from dangjian.foundation.printing.commands import note_print
from dangjian.foundation.printing.document import (
    Block,
    Document,
    Fact,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    Photo,
    Photos,
    Section,
    Signatures,
    Span,
)
from dangjian.foundation.printing.formats import PrintFormat, Rendered, render
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.work.transfer.models import IncomingLetter, Transfer, TransferLetter
from dangjian.work.transfer.permissions import RECEIVE_TRANSFER, SEND_TRANSFER
from dangjian.work.transfer.queries.loading.show import long_month
from dangjian.work.transfer.rules.hops import INSIDE

TITLE = "中国共产党党员组织关系介绍信"


def print_letter(*, transfer_id: UUID, base: str, file_format: PrintFormat) -> Rendered:
    """The latest letter of a transfer. `base` is the address under which the code is looked up.

    Raises NotFound where no letter was issued, or the issuing committee is out of reach.
    """
    rendered = render(_letter(transfer_id=transfer_id, base=base), file_format)
    note_print(title=rendered.name)
    return rendered


def print_receipt(*, incoming_id: UUID, file_format: PrintFormat) -> Rendered:
    """The receipt of a letter that came in. Raises NotFound."""
    rendered = render(_receipt(incoming_id=incoming_id), file_format)
    note_print(title=rendered.name)
    return rendered


@query(SEND_TRANSFER)
def _letter(*, transfer_id: UUID, base: str) -> Document:
    rows = TransferLetter.objects.filter(transfer_id=transfer_id).select_related("transfer__person", "organisation")
    letter: TransferLetter | None = rows.order_by("-created_at").first()
    if letter is None:
        raise NotFound("transfer.letter.none", "这件转接还没有开具介绍信。")
    row: Transfer = letter.transfer
    number = letter.number
    blocks: tuple[Block, ...] = (
        Heading(f"{TITLE}（存根）"),
        *_stub(letter, row, number),
        PageBreak(),
        Heading(TITLE),
        *_body(letter, row, number, base),
        PageBreak(),
        Heading(f"{TITLE}（回执联）"),
        *_slip(letter, row, number),
    )
    title = f"组织关系介绍信-{row.person_name}"
    return Document(title, (Section(blocks),), printed_at=clock.now(), author=letter.organisation.full_name)


def _line(text: str, *, right: bool = False, indent: bool = True) -> Paragraph:
    return Paragraph((Span(text),), align="right" if right else "left", indent=indent and not right)


def _stub(letter: TransferLetter, row: Transfer, number: str) -> tuple[Block, ...]:
    return (
        _line(number, right=True),
        KeyValues(
            (
                Fact("姓名", row.person_name),
                Fact("由", row.from_name, wide=True),
                Fact("转到", _receiver(row), wide=True),
                Fact("开具日期", letter.issued_on),
                Fact("有效期至", letter.valid_until),
                Fact("党费交至", long_month(row.dues_paid_until)),
                Fact("开具人", letter.issued_by),
            )
        ),
    )


def _receiver(row: Transfer) -> str:
    return "".join(dict.fromkeys((row.to_committee_name, row.to_name)))


def _body(letter: TransferLetter, row: Transfer, number: str, base: str) -> tuple[Block, ...]:
    person, committee = row.person, letter.organisation
    category = PersonCategory(person.person_category).label
    said = (
        f"{row.person_name}同志，{Sex(person.sex).label}，{_age(person.birth_date, letter.issued_on)}"
        f"{_ethnic(person.ethnic_group)}系中共{category}，身份证号码 "
        f"{person.id_number.reveal() if person.id_number else '（未登记）'}，由{row.from_name}"
        f"转到{_receiver(row)}，请接转组织关系。该同志党费已交到{long_month(row.dues_paid_until)}。"
    )
    days = (letter.valid_until - letter.issued_on).days
    found: list[Block] = [
        _line(number, right=True),
        _line(f"{row.to_committee_name or row.to_name}：", indent=False),
        _line(said),
        _line(f"（有效期 {days} 天，至 {_day(letter.valid_until)}）"),
    ]
    if row.unpaid_months:
        found.append(_line(f"另有 {row.unpaid_months} 个月党费未交，请督促补交。"))
    if person.person_category == PersonCategory.PROBATIONARY_MEMBER:
        found.append(_line("该同志系预备党员，入党材料随档案移交，请继续教育考察。"))
    found += [_line(f"{committee.full_name}（盖章）", right=True), _line(_day(letter.issued_on), right=True)]
    found.append(KeyValues(_contact(committee, row, letter)))
    found.append(Photos((Photo(_code(f"{base}/m/letters/{letter.public_code}"), "扫码核验编号、状态和有效期"),), 3))
    return tuple(found)


def _contact(committee: Organisation, row: Transfer, letter: TransferLetter) -> tuple[Fact, ...]:
    phone = committee.contact_phone.reveal() if committee.contact_phone else ""
    facts = [Fact("通讯地址", committee.address, wide=True), Fact("联系电话", phone)]
    if row.scope not in INSIDE:
        facts.append(Fact("接收码", letter.accept_code.reveal() if letter.accept_code else ""))
    return tuple(facts)


def _slip(letter: TransferLetter, row: Transfer, number: str) -> tuple[Block, ...]:
    return (
        _line(number, right=True),
        _line(f"{letter.organisation.full_name}：", indent=False),
        _line(f"{row.person_name}同志的组织关系已转达我处，该同志的党费请从　　　　年　　月起由我处收交，特此回复。"),
        Signatures((("接收党组织（盖章）", ""), ("经办人", ""), ("联系电话", ""))),
    )


def _code(address: str) -> bytes:
    """A QR code as a picture."""
    buffer = io.BytesIO()
    segno.make(address, error="m").save(buffer, kind="png", scale=8, border=2)
    return buffer.getvalue()


def _age(born: date | None, on: date) -> str:
    if born is None:
        return ""
    return f"{on.year - born.year - ((on.month, on.day) < (born.month, born.day))} 岁，"


def _ethnic(code: str) -> str:
    name = ETHNIC_GROUP.name(code)
    return f"{name}，" if name else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@query(RECEIVE_TRANSFER)
def _receipt(*, incoming_id: UUID) -> Document:
    row: IncomingLetter = IncomingLetter.objects.select_related("organisation").get(pk=incoming_id)
    number = row.receipt_no
    text = (
        f"你处开具的{row.letter_no}组织关系介绍信收悉。{row.person_name}同志的组织关系已于"
        f"{_day(row.received_on)}转入{row.organisation.full_name}，特此回复。"
    )
    blocks: tuple[Block, ...] = (
        Heading("组织关系介绍信回执"),
        _line(number, right=True),
        _line(f"{row.issuer_name}：", indent=False),
        _line(text),
        _line(f"{row.organisation.full_name}（盖章）", right=True),
        _line(_day(row.received_on), right=True),
        Signatures((("经办人", row.received_by),)),
    )
    title = f"组织关系回执-{row.person_name}"
    return Document(title, (Section(blocks),), printed_at=clock.now(), author=row.organisation.full_name)

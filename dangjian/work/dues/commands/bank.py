"""Statements of a bank: taken in line by line, confirmed by people, never by the programme."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import orjson

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.tabular.problems import TableRefused
from dangjian.foundation.tabular.workbook import open_book, read_rows
from dangjian.kernel.crypto import sm3
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.files import StoredFile, open_stored, readable_file
from dangjian.work.dues.commands.payments import How, MonthPaid, take_payment
from dangjian.work.dues.models import BankLine
from dangjian.work.dues.permissions import TAKE_PAYMENT
from dangjian.work.dues.ports import BANK_FILE
from dangjian.work.dues.rules.bank import BankEntry, Unreadable, columns_of, read_line
from dangjian.work.dues.rules.kinds import Channel
from dangjian.work.dues.rules.money import yuan

MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file."""

    added: int
    known: int
    unreadable: tuple[Unreadable, ...]


@command(TAKE_PAYMENT)
def import_bank_file(unit: Unit, *, file_id: UUID, organisation_id: UUID) -> TakenIn:
    """Take the lines of money that came in out of a statement; lines that are known are passed over.

    Raises NotFound, BadInput for another file, one without the needed headings, or too many lines.
    """
    organisation = unit.get(Organisation, organisation_id)
    file = readable_file(file_id=file_id)
    if file.purpose != BANK_FILE.code:
        raise BadInput("dues.bank.purpose", "请重新选择银行流水文件上传。", field="file_id")
    entries, unreadable = _read(file)
    keys = _keys(entries)
    held = BankLine.objects.filter(organisation=organisation, line_key__in=keys)
    known = set(held.values_list("line_key", flat=True))
    rows = [
        BankLine(
            organisation=organisation,
            org_path=organisation.org_path,
            file_name=file.file_name[:120],
            happened_on=entry.day,
            amount_fen=entry.amount,
            payer_name=entry.payer,
            remark=entry.remark,
            reference=entry.reference,
            line_key=key,
            imported_by=unit.actor.name[:80],
        )
        for key, entry in zip(keys, entries, strict=True)
        if key not in known
    ]
    unit.create_many(rows)
    unit.note(f"导入银行流水“{file.file_name}”：新增 {len(rows)} 笔，已有 {len(known)} 笔", about=organisation)
    return TakenIn(len(rows), len(entries) - len(rows), tuple(unreadable[:100]))


def _read(file: StoredFile) -> tuple[list[BankEntry], list[Unreadable]]:
    """The lines of the first sheet with the needed headings; the clear text stays in memory."""
    descriptor = os.memfd_create("bank")
    try:
        with open_stored(file) as source, os.fdopen(os.dup(descriptor), "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        book = open_book(Path(f"/proc/{os.getpid()}/fd/{descriptor}"), file.file_name)
        for sheet in book.sheets:
            found = columns_of(sheet.head)
            if found is None:
                continue
            start, columns = found
            lines = [
                read_line(number + 1, row, columns)
                for number, row in enumerate(read_rows(book, sheet))
                if number > start
            ]
            entries = [line for line in lines if isinstance(line, BankEntry)]
            if len(entries) > MOST_LINES:
                raise BadInput("dues.bank.too_many", f"一次最多导入 {MOST_LINES} 笔，请按月分开导出。", field="file_id")
            return entries, [line for line in lines if isinstance(line, Unreadable)]
    except TableRefused as refused:
        raise BadInput(refused.code, refused.text, field="file_id") from refused
    finally:
        os.close(descriptor)
    text = "没有找到“交易日期”和“收入金额（或贷方发生额、金额）”两列，请使用银行导出的原始流水，不要删改表头。"
    raise BadInput("dues.bank.headings", text, field="file_id")


def _keys(entries: Sequence[BankEntry]) -> list[str]:
    """One key for each line; equal lines without a reference are told apart by their number in the file."""
    seen: Counter[tuple[str, int, str, str, str]] = Counter()
    keys = []
    for entry in entries:
        what = (entry.day.isoformat(), entry.amount, entry.payer, entry.remark, entry.reference)
        seen[what] += 1
        keys.append(sm3(orjson.dumps([*what, seen[what]]))[:16].hex())
    return keys


@command(TAKE_PAYMENT)
def match_bank_line(
    unit: Unit, *, line_id: UUID, person_id: UUID, months: Sequence[MonthPaid], voluntary_fen: int = 0
) -> BankLine:
    """Confirm who paid a line and for what; the whole amount must be given a place.

    Raises NotFound, Conflict for a line that is settled, BadInput for another sum, and what `take_payment` raises.
    """
    line = unit.get(BankLine, line_id)
    if line.state != BankLine.OPEN:
        raise Conflict("dues.bank.settled", "这笔流水已经处理，请刷新后查看。")
    given = sum(each.amount_fen for each in months) + voluntary_fen
    if given != line.amount_fen:
        text = f"流水金额 {yuan(line.amount_fen)} 元，分配了 {yuan(given)} 元，请调整月份金额或登记自愿多交。"
        raise BadInput("dues.bank.sum", text, field="months")
    how = How(line.happened_on, Channel.BANK_FILE, reference=line.reference or line.line_key)
    made = take_payment(
        person_id=person_id, organisation_id=line.organisation_id, months=months, voluntary_fen=voluntary_fen, how=how
    )
    return unit.update(
        line,
        state=BankLine.MATCHED,
        person_id=person_id,
        posting_id=made[0].posting_id,
        decided_by=unit.actor.name[:80],
        decided_at=unit.now,
    )


@command(TAKE_PAYMENT)
def leave_bank_line(unit: Unit, *, line_id: UUID, reason: str) -> BankLine:
    """Say why a line is no dues (interest, a mistake of the bank). Raises BadInput, Conflict."""
    line = unit.get(BankLine, line_id)
    if line.state != BankLine.OPEN:
        raise Conflict("dues.bank.settled", "这笔流水已经处理，请刷新后查看。")
    if not reason.strip():
        raise BadInput("dues.bank.reason", "请写明不登记的原因，如利息、非党费。", field="reason")
    line.note = reason.strip()[:200]  # `note` of an update is a sentence for the trail, not this column
    unit.update_batch([line], ["note"])
    return unit.update(line, state=BankLine.LEFT, decided_by=unit.actor.name[:80], decided_at=unit.now, note=line.note)

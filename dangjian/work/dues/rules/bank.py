"""Statements of a bank: which columns are what, what a line says, who may have paid it. People confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dangjian.work.dues.rules.money import fen_of, yuan
from dangjian.work.dues.rules.months import words

HEADINGS: dict[str, tuple[str, ...]] = {
    "day": ("交易日期", "记账日期", "入账日期", "交易时间", "日期"),
    "amount": ("贷方发生额", "收入金额", "贷方金额", "收入", "入账金额", "交易金额", "金额"),
    "payer": ("对方户名", "对方账户名称", "付款人名称", "付款人", "对方名称", "户名"),
    "remark": ("附言", "摘要", "用途", "备注", "交易说明"),
    "reference": ("交易流水号", "核心流水号", "流水号", "交易序号", "凭证号"),
}
"""Headings that banks use, most telling first."""
NEEDED = ("day", "amount")
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One line of money that came in."""

    row: int
    day: date
    amount: int
    payer: str
    remark: str
    reference: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be taken, and why. `row` as the spreadsheet counts."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """A member as candidate: the open months with what is left of each."""

    person_id: UUID
    name: str
    org_name: str
    open_months: tuple[tuple[str, int], ...]

    @property
    def owed(self) -> int:
        """Everything open."""
        return sum(amount for _, amount in self.open_months)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may have paid a line, for which months, and what speaks for it."""

    debtor: Debtor
    score: int
    reasons: tuple[str, ...]
    months: tuple[tuple[str, int], ...]
    rest: int
    """What is left of the amount when the months are paid."""


def columns_of(head: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each field; None where day or amount cannot be told."""
    for number, row in enumerate(head[:LOOKED_AT]):
        titles = [str(cell).replace(" ", "").replace("（元）", "").replace("(元)", "") for cell in row]
        found: dict[str, int] = {}
        for field, wanted in HEADINGS.items():
            place = next((titles.index(title) for title in wanted if title in titles), None)
            if place is not None:
                found[field] = place
        if all(field in found for field in NEEDED):
            return number, found
    return None


def read_line(row: int, cells: Sequence[Any], columns: Mapping[str, int]) -> BankEntry | Unreadable | None:
    """What a line says; None for a line without money coming in (totals, blank lines, payments made)."""

    def cell(field: str) -> Any:
        place = columns.get(field)
        return cells[place] if place is not None and place < len(cells) else ""

    amount = _fen(cell("amount"))
    if amount is None and str(cell("amount")).strip() in {"", "-", "—"}:
        return None
    day = _day(cell("day"))
    if day is None and not str(cell("day")).strip():
        return None
    if amount is None or day is None:
        return Unreadable(row, "金额不是数字" if amount is None else "日期看不懂")
    if amount <= 0:
        return None
    text = {field: str(cell(field)).strip() for field in ("payer", "remark", "reference")}
    return BankEntry(row, day, amount, text["payer"][:80], text["remark"][:160], text["reference"][:60])


def _fen(cell: Any) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell * 100
    if isinstance(cell, float):  # a spreadsheet holds numbers as floats: two decimals are exact up to ten digits
        return fen_of(f"{cell:.2f}") if abs(cell) < 10**10 and abs(round(cell, 2) - cell) < 1e-6 and cell >= 0 else None
    return fen_of(str(cell).replace("+", ""))


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip().split(" ")[0].split("T")[0].replace("/", "-").replace("年", "-").replace("月", "-")
    text = text.replace("日", "").removesuffix(".0")
    if len(text) == 8 and text.isdecimal():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    parts = text.split("-")
    try:
        return date(*map(int, parts)) if len(parts) == 3 else None
    except ValueError:
        return None


def candidates(entry: BankEntry, debtors: Iterable[Debtor], *, most: int = 3) -> list[Candidate]:
    """Members who may have paid a line, most likely first. An amount alone names nobody."""
    found = []
    for debtor in debtors:
        score, reasons = 0, []
        if debtor.name == entry.payer:
            score += 50
            reasons.append("付款户名与党员姓名一致")
        if debtor.name in entry.remark:
            score += 40
            reasons.append("附言中写有党员姓名")
        if not reasons:
            continue
        months, rest = _allotted(entry.amount, debtor.open_months)
        if rest == 0 and months:
            score += 30
            text = "、".join(words(month) for month, _ in months)
            reasons.append(f"金额 {yuan(entry.amount)} 元正好等于{text}应交")
        elif not months:
            reasons.append("没有未交的月份，可登记为预交或自愿多交")
        else:
            reasons.append(f"未交合计 {yuan(debtor.owed)} 元，与金额不等，请核对")
        found.append(Candidate(debtor, score, tuple(reasons), tuple(months), rest))
    found.sort(key=lambda each: (-each.score, each.debtor.name, str(each.debtor.person_id)))
    if len(found) > 1 and found[0].score == found[1].score:
        found = [Candidate(c.debtor, c.score, (*c.reasons, "有同名党员，请核对支部"), c.months, c.rest) for c in found]
    return found[:most]


def _allotted(amount: int, open_months: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], int]:
    """The amount over the open months: one month that fits it exactly, else from the oldest on."""
    exact = [(month, left) for month, left in open_months if left == amount]
    if exact:
        return exact[-1:], 0
    taken, rest = [], amount
    for month, left in sorted(open_months):
        part = min(left, rest)
        if part:
            taken.append((month, part))
            rest -= part
    return taken, rest

"""The statement of a platform beside what stands in the books: where they differ, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dangjian.work.dues.rules.channels.base import StatementLine
from dangjian.work.duties.rules.kinds import Labelled


class DifferenceKind(Labelled):
    """How statement and books differ about a payment."""

    MISSING = "missing", "平台有、系统没有"
    ABSENT = "absent", "系统有、平台没有"
    AMOUNT = "amount", "金额不同"


class Decision(Labelled):
    """What people decide about a difference."""

    TAKE = "take", "转入待处理"
    REVERSE = "reverse", "冲销登记"
    LEAVE = "leave", "已核实，不处理"


ALLOWED = {
    DifferenceKind.MISSING: (Decision.TAKE, Decision.LEAVE),
    DifferenceKind.ABSENT: (Decision.REVERSE, Decision.LEAVE),
    DifferenceKind.AMOUNT: (Decision.REVERSE, Decision.LEAVE),
}
WHAT_TO_DO = {
    DifferenceKind.MISSING: "平台收到这笔款，系统没有登记（通知没有到达，或不是党费）。"
    "属于党费的转入“线上收款”待处理后登记；"
    "不是党费的写明情况。",
    DifferenceKind.ABSENT: "系统登记了这笔款，平台当天账单中没有。跨零点付款的会在相邻日期的账单中，核实后写明；"
    "平台确实没有收到的，冲销登记。",
    DifferenceKind.AMOUNT: "同一笔款平台和系统的金额不同。请在商户后台核实："
    "登记错误的冲销后重新登记；平台账单有误的写明情况。",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A payment as it stands in the books; `is_of_day` when it was paid on the day of the statement."""

    transaction_id: str
    order_no: str
    fen: int
    is_of_day: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One payment about which statement and books differ; an amount that a side does not know is nothing."""

    kind: DifferenceKind
    transaction_id: str
    order_no: str
    platform_fen: int
    our_fen: int


def compare(lines: Iterable[StatementLine], known: Iterable[Known]) -> list[Difference]:
    """Every difference, by transaction; a line that stands twice in a statement counts with its sum."""
    theirs: dict[str, StatementLine] = {}
    for line in lines:
        before = theirs.get(line.transaction_id)
        fen = line.fen + (before.fen if before is not None else 0)
        theirs[line.transaction_id] = StatementLine(line.order_no, line.transaction_id, fen)
    ours = {each.transaction_id: each for each in known}
    found = []
    for transaction, line in theirs.items():
        own = ours.get(transaction)
        if own is None:
            found.append(Difference(DifferenceKind.MISSING, transaction, line.order_no, line.fen, 0))
        elif own.fen != line.fen:
            found.append(Difference(DifferenceKind.AMOUNT, transaction, own.order_no, line.fen, own.fen))
    for transaction, own in ours.items():
        if own.is_of_day and transaction not in theirs:
            found.append(Difference(DifferenceKind.ABSENT, transaction, own.order_no, 0, own.fen))
    return sorted(found, key=lambda each: (each.kind.value, each.transaction_id))

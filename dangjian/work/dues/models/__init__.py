"""Tables of Party dues."""

from dangjian.work.dues.models.allocation import DuesAllocation, DuesInterest
from dangjian.work.dues.models.bank import BankLine
from dangjian.work.dues.models.base import DuesBase, DuesSetting
from dangjian.work.dues.models.channel import ChannelMoney, ChannelOrder, PayLink, PaymentAccount, SeenNotice
from dangjian.work.dues.models.expense import DuesExpense
from dangjian.work.dues.models.ledger import DuesPayment, LedgerEntry, Posting
from dangjian.work.dues.models.order import ArrearsCase, DuesOrder, DuesRun
from dangjian.work.dues.models.remittance import Remittance
from dangjian.work.dues.models.statement import ChannelStatement, StatementDifference

__all__ = [
    "ArrearsCase",
    "BankLine",
    "ChannelMoney",
    "ChannelOrder",
    "ChannelStatement",
    "DuesAllocation",
    "DuesBase",
    "DuesExpense",
    "DuesInterest",
    "DuesOrder",
    "DuesPayment",
    "DuesRun",
    "DuesSetting",
    "LedgerEntry",
    "PayLink",
    "PaymentAccount",
    "Posting",
    "Remittance",
    "SeenNotice",
    "StatementDifference",
]

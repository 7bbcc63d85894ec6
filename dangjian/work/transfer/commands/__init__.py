"""Everything that changes transfers."""

from dangjian.work.transfer.commands.following import follow_person
from dangjian.work.transfer.commands.receiving import accept_transfer, refuse_transfer
from dangjian.work.transfer.commands.sending import (
    ask_transfer,
    check_transfer,
    issue_transfer,
    return_transfer,
    start_transfer,
    withdraw_own_transfer,
    withdraw_transfer,
)

__all__ = [
    "accept_transfer",
    "ask_transfer",
    "check_transfer",
    "follow_person",
    "issue_transfer",
    "refuse_transfer",
    "return_transfer",
    "start_transfer",
    "withdraw_own_transfer",
    "withdraw_transfer",
]

"""Everything that changes transfers."""

from dangjian.work.transfer.commands.following import follow_person
from dangjian.work.transfer.commands.incoming import (
    PaperLetter,
    hand_over,
    look_at_letter,
    receive_by_code,
    receive_letter,
    send_back_by_code,
    send_receipt,
    show_letter,
    take_back,
)
from dangjian.work.transfer.commands.letters import (
    expire_transfer,
    issue_transfer,
    note_acceptance,
    report_lost,
    take_receipt,
)
from dangjian.work.transfer.commands.receiving import accept_transfer, refuse_transfer
from dangjian.work.transfer.commands.sending import (
    ask_transfer,
    check_transfer,
    return_transfer,
    start_transfer,
    withdraw_own_transfer,
    withdraw_transfer,
)
from dangjian.work.transfer.commands.wholes import Whole, accept_whole, issue_whole, start_whole

__all__ = [
    "PaperLetter",
    "Whole",
    "accept_transfer",
    "accept_whole",
    "ask_transfer",
    "check_transfer",
    "expire_transfer",
    "follow_person",
    "hand_over",
    "issue_transfer",
    "issue_whole",
    "look_at_letter",
    "note_acceptance",
    "receive_by_code",
    "receive_letter",
    "refuse_transfer",
    "report_lost",
    "return_transfer",
    "send_back_by_code",
    "send_receipt",
    "show_letter",
    "start_transfer",
    "start_whole",
    "take_back",
    "take_receipt",
    "withdraw_own_transfer",
    "withdraw_transfer",
]

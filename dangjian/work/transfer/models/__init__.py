"""Tables of transfers."""

from dangjian.work.transfer.models.letter import IncomingLetter, TransferLetter
from dangjian.work.transfer.models.transfer import Transfer, TransferHop

__all__ = ["IncomingLetter", "Transfer", "TransferHop", "TransferLetter"]

"""Tables of transfers."""

from dangjian.work.transfer.models.transfer import Transfer, TransferHop

__all__ = ["Transfer", "TransferHop"]

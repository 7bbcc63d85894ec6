"""What others may read about transfers."""

from dangjian.work.transfer.queries.letters import IncomingFilter, list_incoming, show_incoming
from dangjian.work.transfer.queries.lists import (
    TransferFilter,
    list_transfers,
    my_transfers,
    preview,
    show_transfer,
    targets,
)
from dangjian.work.transfer.queries.watching import holders_of, late_hops, standing_letters

__all__ = [
    "IncomingFilter",
    "TransferFilter",
    "holders_of",
    "late_hops",
    "list_incoming",
    "list_transfers",
    "my_transfers",
    "preview",
    "show_incoming",
    "show_transfer",
    "standing_letters",
    "targets",
]

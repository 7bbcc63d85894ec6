"""What others may read about transfers."""

from dangjian.work.transfer.queries.lists import (
    TransferFilter,
    list_transfers,
    my_transfers,
    preview,
    show_transfer,
    targets,
)

__all__ = ["TransferFilter", "list_transfers", "my_transfers", "preview", "show_transfer", "targets"]

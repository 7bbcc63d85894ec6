"""Which transfers the acting person sees: those that have come through one of the own places, and the own ones."""

from __future__ import annotations

from typing import Any

from dangjian.work.transfer.models import Transfer, TransferHop


def seen() -> Any:
    """Transfers with a leg in the bound scope."""
    mine = TransferHop.objects.values("transfer_id")
    return Transfer.objects.unscoped("transfers with a leg in the bound scope").filter(pk__in=mine)

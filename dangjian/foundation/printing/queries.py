"""One's own prints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.printing.models import PrintRequest, PrintState
from dangjian.foundation.printing.permissions import FROM_COMMANDS, OWN_PRINTS
from dangjian.foundation.printing.show import show_print
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate


@query(OWN_PRINTS)
def my_prints(*, page: PageRequest) -> dict[str, Any]:
    """Documents that the acting person asked for, newest first."""
    rows = PrintRequest.objects.filter(account_id=current_actor().account_id)
    return paginate(rows, page, order=("-created_at", "-id"), show=show_print)


@query(OWN_PRINTS)
def my_print(*, print_id: UUID) -> dict[str, Any]:
    """One of them. Raises NotFound for anybody else's."""
    return show_print(PrintRequest.objects.get(pk=print_id, account_id=current_actor().account_id))


@query(OWN_PRINTS)
def is_my_print(*, print_id: UUID) -> bool:
    """Whether the acting person asked for it; decides who may read the file."""
    return bool(PrintRequest.objects.filter(pk=print_id, account_id=current_actor().account_id).exists())


@query(FROM_COMMANDS)
def print_to_make(*, print_id: UUID) -> PrintRequest | None:
    """A print that waits to be made; None when it is made already or was swept away."""
    row: PrintRequest | None = PrintRequest.objects.filter(pk=print_id, state=PrintState.WAITING).first()
    return row

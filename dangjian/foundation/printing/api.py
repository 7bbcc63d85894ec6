"""Routes of one's own prints: `/api/v1/foundation/prints`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.foundation.printing import queries
from dangjian.foundation.printing.permissions import OWN_PRINTS
from dangjian.foundation.printing.schemas import PrintOut
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query

router = ApiRouter(module="foundation", app="printing", tag="打印")


@router.get("/prints", name="list_prints", action=OWN_PRINTS, out=Page[PrintOut], summary="我的打印文件")
def list_prints(request: HttpRequest, filters: Query[PageRequest]) -> Any:
    """Documents that the acting person asked for, newest first; kept for seven days."""
    return queries.my_prints(page=filters)


@router.get("/prints/{uuid:print_id}", name="get_print", action=OWN_PRINTS, out=PrintOut, summary="打印文件状态")
def get_print(request: HttpRequest, print_id: UUID) -> Any:
    """One of them, to ask until it is ready."""
    return queries.my_print(print_id=print_id)

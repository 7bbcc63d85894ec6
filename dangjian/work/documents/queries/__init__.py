"""Reading documents and who has read them."""

from dangjian.work.documents.queries.documents import (
    can_see_document,
    get_document,
    list_mine,
    list_received,
    list_sent,
)
from dangjian.work.documents.queries.receipts import list_readers, reading_by_organisation
from dangjian.work.documents.queries.requests import list_requests

__all__ = [
    "can_see_document",
    "get_document",
    "list_mine",
    "list_readers",
    "list_received",
    "list_requests",
    "list_sent",
    "reading_by_organisation",
]

"""HTTP: one router class, strict schemas, problem+json, paging, idempotency."""

from ninja import Query

from dangjian.kernel.http.budgets import EXPORTS, SEARCHES, UPLOADS, Budget
from dangjian.kernel.http.paging import Page, PageRequest, paginate
from dangjian.kernel.http.router import ApiRouter, if_match, insist_on_whole_sign_in, respond
from dangjian.kernel.http.schema import LongText, Name, Schema, Text

__all__ = [
    "EXPORTS",
    "SEARCHES",
    "UPLOADS",
    "ApiRouter",
    "Budget",
    "LongText",
    "Name",
    "Page",
    "PageRequest",
    "Query",
    "Schema",
    "Text",
    "if_match",
    "insist_on_whole_sign_in",
    "paginate",
    "respond",
]

"""Requests with their numbers. The requests themselves are cases of the process engine."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.process.queries import CaseFilter, list_cases
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest
from dangjian.work.documents.models import DocumentNumber
from dangjian.work.documents.permissions import VIEW_DOCUMENT

PROCESS = "request_upward"


@query(VIEW_DOCUMENT)
def list_requests(*, page: PageRequest, show: str = "all", text: str = "") -> dict[str, Any]:
    """Requests that the acting person may see, with their numbers."""
    found = list_cases(filters=CaseFilter(show=show, text=text, process_key=PROCESS), page=page)
    ids = [item["id"] for item in found["items"]]
    rows = DocumentNumber.objects.unscoped("numbers of requests that may be seen").filter(
        subject_kind="request", subject_id__in=ids
    )
    numbers = dict(rows.values_list("subject_id", "text"))
    found["items"] = [item | {"number": numbers.get(item["id"], "")} for item in found["items"]]
    return found

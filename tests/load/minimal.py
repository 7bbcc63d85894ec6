"""The yardstick: the smallest Django + ninja service with one indexed query on the same data base.

It is settings, address table and view in one file, served exactly as the product is. No account, no rights, no audit.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI

api = NinjaAPI(urls_namespace="minimal", docs_url=None, openapi_url=None)


@api.get("/items/{item_id}")
def item(request: HttpRequest, item_id: int) -> dict[str, Any]:
    """One row by its key."""
    row: dict[str, Any] = ContentType.objects.filter(pk=item_id).values("id", "app_label", "model")[0]
    return row


urlpatterns = [path("", api.urls)]

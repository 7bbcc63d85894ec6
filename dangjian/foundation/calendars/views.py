"""What calendar programs fetch (outside the API: its form is set by RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from dangjian.foundation.calendars.loading import feed_of
from dangjian.foundation.calendars.queries import dates_of
from dangjian.foundation.calendars.rules import calendar
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.errors import TooMany
from dangjian.kernel.http.budgets import Budget, spend

CALLS = Budget("calendar", 60, timedelta(hours=1))
"""Of one address: programs ask every fifteen minutes at most."""
GUESSES = Budget("calendar_guess", 60, timedelta(minutes=10))
"""Wrong addresses of one caller."""


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of the person whose secret address this is. Unknown, revoked and ended look alike."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    try:
        found = feed_of(token)
        if found is None:
            spend(GUESSES, request.META.get("REMOTE_ADDR", ""))
            raise Http404
        spend(CALLS, str(found.pk))
        with acting_as(system_actor(found.tenant_id, "日历订阅")):
            entries = dates_of(person_id=found.person_id, moment=clock.now())
    except TooMany as refused:
        return HttpResponse(status=429, headers={"Retry-After": str((refused.extra or {}).get("retry_after", 60))})
    if entries is None:
        raise Http404
    base = settings.PUBLIC_URL.rstrip("/")
    host = urlsplit(base).hostname or "dangjian"
    text = calendar(entries, name="智慧党建", host=host, base=f"{base}/m" if base else "").encode()
    etag = f'"{sha256(text).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == etag
    response = HttpResponse(status=304) if same else HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_cache=True)
    return response

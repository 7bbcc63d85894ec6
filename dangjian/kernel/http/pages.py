"""Pages of the web surfaces: the built entry file for every address of a surface, since routes live in the browser."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

_PHONE = re.compile(r"Mobile|Android|iPhone|MicroMessenger|HarmonyOS", re.IGNORECASE)
_ENTRY = {"console": "console/index.html", "phone": "m/index.html"}


def landing(request: HttpRequest) -> HttpResponse:
    """Send phones to the phone surface and everybody else to the console."""
    phone = bool(_PHONE.search(request.headers.get("User-Agent", "")))
    return HttpResponseRedirect("/m/" if phone else "/console/")


def activation(request: HttpRequest) -> HttpResponse:
    """Send a one-time link to the surface that fits the device; the token stays behind the # and never reaches us."""
    phone = bool(_PHONE.search(request.headers.get("User-Agent", "")))
    return HttpResponseRedirect("/m/activate" if phone else "/console/activate")


def surface(request: HttpRequest, name: str, rest: str = "") -> HttpResponse:
    """The entry page of a surface. Files are served before this view; an unknown file is a 404, not a page."""
    if "." in rest.rsplit("/", 1)[-1]:
        raise Http404
    entry = Path(settings.WEB_DIST) / _ENTRY[name]
    if not entry.is_file():
        return HttpResponse("页面尚未构建，请先运行 make run。", content_type="text/plain; charset=utf-8", status=503)
    response = HttpResponse(entry.read_bytes(), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 when this process can read the data base."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok", "modules": sorted(settings.CARRIED_MODULES)})

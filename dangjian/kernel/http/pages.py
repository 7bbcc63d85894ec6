"""Pages of the web surfaces: the built entry file for every address of a surface, since routes live in the browser."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

_PHONE = re.compile(r"Mobile|Android|iPhone|MicroMessenger|HarmonyOS", re.IGNORECASE)
_ENTRY = {"console": "console/index.html", "phone": "m/index.html"}

_MISSING_STYLE = (
    "body{margin:15vh auto;max-width:32em;padding:0 16px;font:16px/1.6 sans-serif;color:#1f2329}"
    "h1{font-size:22px}a{color:#a81018}"
)
MISSING_STYLE_HASH = f"'sha256-{b64encode(sha256(_MISSING_STYLE.encode()).digest()).decode()}'"
"""By which the content policy knows the one style sheet that is written into a page."""
_MISSING = f"""<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有这个页面</title><style>{_MISSING_STYLE}</style></head>
<body><main><h1>没有这个页面</h1><p>地址可能有误，或者内容已经移走。请检查链接是否完整。</p>
<p><a href="/">回到首页</a></p></main></body></html>
"""


def landing(request: HttpRequest) -> HttpResponse:
    """Send phones to the phone surface and everybody else to the console."""
    phone = bool(_PHONE.search(request.headers.get("User-Agent", "")))
    return HttpResponseRedirect("/m/" if phone else "/console/")


def activation(request: HttpRequest) -> HttpResponse:
    """Send a one-time link to the surface that fits the device; the token stays behind the # and never reaches us."""
    phone = bool(_PHONE.search(request.headers.get("User-Agent", "")))
    return HttpResponseRedirect("/m/activate" if phone else "/console/activate")


def sign_on(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Where another provider sends people back to."""
    return to_surface(request, f"sign-on/{provider_id}")


def to_surface(request: HttpRequest, page: str) -> HttpResponse:
    """Send somebody who comes from another system to a page of the surface that fits the device, with the query."""
    phone = bool(_PHONE.search(request.headers.get("User-Agent", "")))
    query = request.META.get("QUERY_STRING", "")[:8000]
    return HttpResponseRedirect(f"/{'m' if phone else 'console'}/{page}{'?' if query else ''}{query}")


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


def missing_page() -> HttpResponse:
    """What somebody sees who opened a wrong address in the browser."""
    return HttpResponse(_MISSING, content_type="text/html; charset=utf-8", status=404)


def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 when this process can read the data base."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok", "modules": sorted(settings.CARRIED_MODULES)})

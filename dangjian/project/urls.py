"""Addresses: the API under /api/v1/, the web surfaces, and the files at the root."""

from __future__ import annotations

from django.urls import path

from dangjian.foundation.calendars import views as calendars
from dangjian.identity.issuing import views as oidc
from dangjian.kernel.http.addresses import by_folder
from dangjian.kernel.http.api import build_api
from dangjian.kernel.http.pages import activation, health, landing, sign_on, surface

api = build_api()
_routes, _app, _space = api.urls

urlpatterns = [
    path("api/v1/", (by_folder(_routes), _app, _space)),
    path("healthz", health),
    path("console/", surface, {"name": "console"}),
    path("console/<path:rest>", surface, {"name": "console"}),
    path("m/", surface, {"name": "phone"}),
    path("m/<path:rest>", surface, {"name": "phone"}),
    path("activate", activation),
    path("oidc/<slug:code>/.well-known/openid-configuration", oidc.discovery),
    path("oidc/<slug:code>/keys", oidc.keys),
    path("oidc/<slug:code>/authorize", oidc.authorize),
    path("oidc/<slug:code>/token", oidc.token),
    path("oidc/<slug:code>/userinfo", oidc.userinfo),
    path("oidc/<slug:code>/revoke", oidc.revoke),
    path("sign-on/<uuid:provider_id>", sign_on),
    path("calendar/<slug:token>.ics", calendars.feed),
    path("", landing),
]

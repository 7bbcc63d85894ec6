"""Sending any request, well-formed or not, through the whole application as somebody."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from dangjian.identity.accounts.visit import CSRF_HEADER
from tests.world import SignedInClient


def send(client: SignedInClient, case: Any, *, version: int | None = 1) -> Any:
    """Send a case of schemathesis; `version` becomes If-Match."""
    url = case.path
    for name, value in (case.path_parameters or {}).items():
        url = url.replace("{" + name + "}", quote(str(value), safe="") or "-")
    assert "{" not in url, url
    query = {key: value for key, value in (case.query or {}).items() if value is not None}
    if query:
        url += "?" + urlencode(query, doseq=True, errors="replace")
    headers = {CSRF_HEADER: client._csrf} if client._csrf else {}
    headers |= {key: str(value) for key, value in (case.headers or {}).items() if key.lower() != "cookie"}
    if version is not None:
        headers["If-Match"] = f'"v{version}"'
    data, content_type = _body(case)
    return client.generic(case.method, url, data, content_type, headers=headers)


def _body(case: Any) -> tuple[bytes, str]:
    if type(case.body).__name__ == "NotSet":
        return b"", "application/json"
    if case.media_type == "multipart/form-data":
        fields = case.body if isinstance(case.body, dict) else {"value": str(case.body)}
        parts = {key: _part(key, value) for key, value in fields.items() if value is not None}
        return encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT
    if isinstance(case.body, bytes):
        return case.body, case.media_type or "application/json"
    return json.dumps(case.body, default=str).encode(), "application/json"


def _part(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return SimpleUploadedFile(f"{name}.bin", value)
    return value if isinstance(value, str | int | float) else json.dumps(value, default=str)


def is_problem(response: Any) -> bool:
    """Whether the answer is problem+json in Chinese with a stable code."""
    if response.headers.get("Content-Type", "").split(";")[0] != "application/problem+json":
        return False
    body = json.loads(response.content)
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in body.get("detail", ""))
    return chinese and body.get("status") == response.status_code and bool(body.get("code"))

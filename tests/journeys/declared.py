"""Query parameters that the contract declares: a page that sends another one gets a refusal (SEC-IN-01)."""

from __future__ import annotations

import json
import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from tests.serving import ROOT


@cache
def _declared() -> list[tuple[str, re.Pattern[str], frozenset[str]]]:
    paths = json.loads((ROOT / "docs" / "api" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    return [
        (
            method.upper(),
            re.compile(re.sub(r"\{\w+\}", "[^/]+", path)),
            frozenset(item["name"] for item in definition.get("parameters", ()) if item["in"] == "query"),
        )
        for path, methods in sorted(paths.items())
        for method, definition in methods.items()
    ]


def undeclared(method: str, url: str) -> list[str]:
    """Names in the query of a request to the API that no operation at its address takes."""
    parts = urlsplit(url)
    names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if not names or not parts.path.startswith("/api/"):
        return []
    takers = [taken for of, path, taken in _declared() if of == method and path.fullmatch(parts.path)]
    return sorted(names - frozenset[str]().union(*takers))

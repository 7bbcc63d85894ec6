"""Filters of list pages are query parameters of the operation behind the list: others are refused (SEC-IN-01)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

WEB = Path(settings.BASE_DIR) / "web" / "src"
BLOCK = re.compile(r"useList<\w+>\(\{(.*?)\n\}\);", re.DOTALL)
FETCH = re.compile(r"fetch: (?:\(query\) => )?(\w+)")
FILTER = re.compile(r"\{\s*name: \"(\w+)\", label:")
IMPORT = re.compile(r"import \{([^}]*)\} from \"@/(shared/domain/[\w/]+)\"")
CONSTANT = re.compile(r"^const (\w+) = [\"`](.+)[\"`];", re.MULTILINE)
CALL = r"export const %s = \(query: Query[^=]*=>\s*(?:http\.get(?:<.*?>)?|load\(api\.GET)\(([^,]+),"
OF_EVERY_LIST = {"limit", "cursor", "with_total"}
PARAMETERS = {
    path: {parameter["name"] for parameter in methods["get"].get("parameters", ()) if parameter["in"] == "query"}
    for path, methods in json.loads((WEB.parents[1] / "docs/api/openapi.json").read_text(encoding="utf-8"))[
        "paths"
    ].items()
    if "get" in methods
}


def address(page: Path, function: str) -> str:
    """The operation that a list page fetches from."""
    imported = {
        name.strip(): WEB / f"{module}.ts"
        for names, module in IMPORT.findall(page.read_text(encoding="utf-8"))
        for name in names.split(",")
    }
    text = imported[function].read_text(encoding="utf-8")
    found = re.search(CALL % function, text)
    assert found, f"{function} of {imported[function].name} asks the server in another way than the other lists"
    constants = dict(CONSTANT.findall(text))
    path = found[1].strip().strip('"`')
    for _ in range(3):
        path = re.sub(r"\$\{(\w+)\}", lambda match: constants[match[1]], constants.get(path, path))
    return path


def lists() -> list[tuple[str, str, set[str]]]:
    """(page, address, names it may send) of every list page."""
    found = []
    for page in sorted((WEB / "console").rglob("*.vue")):
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            function = FETCH.search(block)
            assert function, page
            names = set(FILTER.findall(block)) | OF_EVERY_LIST | ({"sort"} if "\n  sort:" in block else set())
            found.append((page.name, address(page, function[1]), names))
    return found


def test_every_list_page_is_looked_at() -> None:
    pages = {page.name for page in (WEB / "console").rglob("*.vue") if "useList<" in page.read_text(encoding="utf-8")}

    assert {page for page, _, _ in lists()} == pages
    assert len(pages) > 12


@pytest.mark.parametrize(("page", "path", "names"), lists(), ids=[page for page, _, _ in lists()])
def test_sec_in_01_a_list_filters_by_what_its_operation_takes(page: str, path: str, names: set[str]) -> None:
    assert names - PARAMETERS[path] == set(), f"{page} would be refused by {path}"

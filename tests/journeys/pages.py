"""Every page of a surface, as its routes.ts files declare them, with ids of real rows, and what axe says of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import CONSOLE, PHONE, Visitor
from tests.journeys.quiet import settle as settle
from tests.serving import ROOT

ROUTE = re.compile(r'path: "([^"]*)",\s*name: "([^"]+)",\s*component.*?meta: \{([^}]*)', re.DOTALL)
PARAMETER = re.compile(r":[a-z]+")
SIZES: dict[str, dict[str, int]] = {"wide": CONSOLE["viewport"], "narrow": PHONE["viewport"]}
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
_FIND = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations.map(
    found => `${found.id}: ${found.nodes.length} × ${found.nodes[0].html.slice(0, 200)}`)"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Route:
    """A page: its address below the surface, its name, whether it is open to people not signed in."""

    path: str
    name: str
    is_open: bool


def routes(surface: str) -> list[Route]:
    """All routes of a surface (`console` or `phone`)."""
    found = []
    for file in sorted((ROOT / "web/src" / surface).glob("*/routes.ts")):
        text = file.read_text(encoding="utf-8")
        declared = [Route(path, name, "open: true" in meta) for path, name, meta in ROUTE.findall(text)]
        # A route that the pattern does not understand would be left out in silence.
        assert len(declared) == len(re.findall(r"\bpath:", text)), f"{file}: not every route was understood"
        found += declared
    assert found, surface
    return found


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_FIND, list(RULES))
    return found


def addresses(route: Route, ids: dict[str, Callable[[], list[str]]]) -> list[str]:
    """Addresses of a route: one for each id that it is to be seen with. KeyError for a route whose ids are unknown."""
    if ":" not in route.path:
        return [f"/{route.path.lstrip('/')}"]
    if ":operation(" in route.path:
        head, _, rest = route.path.partition(":operation(")
        paths = [f"{head}{operation}" for operation in rest.rstrip(")").split("|")]
    else:
        paths = [route.path]
    return [f"/{PARAMETER.sub(found, path).lstrip('/')}" for path in paths for found in ids[route.name]()]


def first_of(visitor: Visitor, path: str, key: str = "id") -> list[str]:
    """The id of the first row of a list."""
    answer: Any = visitor.api("GET", path)
    items = answer["items"] if isinstance(answer, dict) else answer
    assert items, f"{path} has no rows"
    return [items[0][key]]

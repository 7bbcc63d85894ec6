"""Hostile markup in a real browser: what the filters of server and page let through runs nothing (SEC-IN-03)."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from dangjian.work.life.rules.text import clean
from tests.hostile_markup import vectors

WEB = Path(__file__).resolve().parents[2] / "web"
FILTER = WEB / "src/shared/ui/use/markdown.ts"
SHOW = """async ([pieces, name]) => {
    window.hits = []; window.hit = () => window.hits.push(window.piece);
    // A link to another page would end this one; what a link runs in this page is looked for.
    document.addEventListener("click", event => {
        const link = event.target.closest?.("a");
        if (link && ["http:", "https:", "tel:", "mailto:"].includes(link.protocol)) event.preventDefault();
    }, true);
    const left = [], allowed = /^(?:https:|tel:|mailto:|\\/|#)/i;
    for (const piece of pieces) {
        window.piece = piece;
        const box = document.createElement("div");
        document.body.append(box);
        box.innerHTML = name ? Filter[name](piece) : piece;
        for (const link of box.querySelectorAll("a, button, input, details, summary")) {
            try { link.click(); } catch { }
        }
        for (const kind of ["focus", "mouseover", "pointerover", "toggle", "animationend", "load", "error"]) {
            for (const element of box.querySelectorAll("*")) element.dispatchEvent(new Event(kind));
        }
        for (const element of box.querySelectorAll("*")) for (const at of element.attributes) {
            const url = ["href", "src", "action", "formaction", "data", "poster", "xlink:href"].includes(at.name);
            // A picture that stands in the page itself runs nothing, whatever it says it is.
            const picture = element.localName === "img" && at.name === "src" && at.value.startsWith("data:");
            const elsewhere = url && at.value && !allowed.test(at.value) && !picture;
            const wrong = at.name.startsWith("on") || at.name === "style" || elsewhere;
            if (wrong) left.push([piece, at.name, at.value]);
        }
        await new Promise(done => setTimeout(done, 0));
        box.remove();
    }
    await new Promise(done => setTimeout(done, 500));
    return { hits: [...new Set(window.hits)], left };
}"""


@pytest.fixture(scope="module")
def page_filter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The filter of the pages, built from its source as a script of its own."""
    built = tmp_path_factory.mktemp("filter") / "filter.js"
    options = ["--format", "iife", "--name", "Filter", "--platform", "browser", "--file", str(built)]
    subprocess.run(["node_modules/.bin/rolldown", str(FILTER), *options], cwd=WEB, check=True, capture_output=True)
    return built.read_text(encoding="utf-8")


@pytest.fixture
def bare(browser: Browser) -> Any:
    """An empty page without any policy, which goes nowhere and asks nothing."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.abort() if route.request.url != "http://page.invalid/" else route.fulfill(
        status=200, content_type="text/html; charset=utf-8", body="<!DOCTYPE html><title>x</title><body>"
    ))  # fmt: skip
    page.goto("http://page.invalid/")
    yield page
    context.close()


def _shown(page: Page, pieces: list[str], name: str = "") -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(SHOW, [pieces, name])
    return found


def test_sec_in_03_the_pieces_do_run_where_nothing_filters_them(bare: Page) -> None:
    """Else the tests below would show nothing."""
    pieces = [piece for piece in vectors() if piece.startswith(("<img", "<svg", "<details"))]
    assert len(_shown(bare, pieces)["hits"]) >= 20


def test_sec_in_03_nothing_runs_that_the_server_let_through(bare: Page) -> None:
    cleaned = [clean(piece) for piece in vectors()]
    assert _shown(bare, cleaned) == {"hits": [], "left": []}


def test_sec_in_03_nothing_runs_that_the_page_let_through(bare: Page, page_filter: str) -> None:
    """The second line by itself, on what no server has cleaned."""
    bare.add_script_tag(content=page_filter)
    assert _shown(bare, vectors(), "safeHtml") == {"hits": [], "left": []}


def test_sec_in_03_markdown_carries_no_markup_that_runs(bare: Page, page_filter: str) -> None:
    bare.add_script_tag(content=page_filter)
    pieces = [
        f"# x\n\n{piece}\n\n[a](javascript:hit()) ![b](javascript:hit()) <javascript:hit()>" for piece in vectors()
    ]
    assert _shown(bare, pieces, "renderMarkdown") == {"hits": [], "left": []}

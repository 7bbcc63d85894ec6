"""Pictures of pages as people see them, with what axe finds, console errors and text that is cut off.

    .venv/bin/python web/scripts/picture.py --as 曾志强 --out shots console:/ console:/directory/members m:/ m:/work
    --base http://127.0.0.1:5173 (default); --wide 1440x900 and --narrow 390x844 are the sizes of console and phone;
    --both takes each page in both sizes; --large in large print; --full the whole length of the page.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).resolve().parent.parent / "node_modules/axe-core/axe.min.js"
OVERFLOW = """() => document.documentElement.scrollWidth > window.innerWidth + 1
  ? `page is ${document.documentElement.scrollWidth}px wide, window ${window.innerWidth}px` : ''"""
FIND = """async () => (await axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','best-practice']}))
  .violations.map(v => `${v.id} (${v.impact}): ${v.nodes.length}x ${v.nodes[0].html.slice(0, 160)}`)"""


def sign_in(page: Page, base: str, surface: str, person: str) -> None:
    """Enter as one of the demo people."""
    page.goto(f"{base}/{surface}/log-in")
    page.get_by_role("button", name=person).click()
    page.wait_for_url(re.compile(rf"/{surface}/(?!log-in)"))


def shoot(browser: Browser, options: argparse.Namespace, surface: str, paths: list[str], size: str) -> int:
    """Pictures of the pages of one surface in one size. Returns how many complaints there were."""
    width, height = map(int, size.split("x"))
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    if options.large:
        page.add_init_script("localStorage.setItem('large-print', '1')")
    if options.person:
        sign_in(page, options.base, surface, options.person)
    complaints = 0
    for path in paths:
        errors.clear()
        page.goto(f"{options.base}/{surface}{path}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(400)
        place = f"{surface}{path}".strip("/").replace("/", "-").split("?")[0]
        name = f"{place}{'-large' if options.large else ''}-{width}.png"
        page.screenshot(path=str(options.out / name), full_page=options.full)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = [*page.evaluate(FIND), page.evaluate(OVERFLOW), *(f"console: {text[:200]}" for text in errors)]
        found = [text for text in found if text]
        complaints += len(found)
        print(f"{name}: {'fine' if not found else ''}")
        for text in found:
            print(f"    {text}")
    context.close()
    return complaints


def main() -> int:
    """Read the arguments, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--as", dest="person", default="")
    parser.add_argument("--base", default="http://127.0.0.1:5173")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--wide", default="1440x900")
    parser.add_argument("--narrow", default="390x844")
    parser.add_argument("--both", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    complaints = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for surface, size in (("console", options.wide), ("m", options.narrow)):
            paths = [page.split(":", 1)[1] for page in options.pages if page.startswith(f"{surface}:")]
            sizes = [options.wide, options.narrow] if options.both else [size]
            for each in sizes if paths else []:
                complaints += shoot(browser, options, surface, paths, each)
        browser.close()
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

"""The console without a mouse: in, over the menu, to a record and back, with the cursor in sight all the way."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Enter

MOST_STOPS = 60
"""Tab stops after which something on a page counts as out of reach."""


def _tab_to(page: Page, wanted: Locator) -> int:
    """Press Tab until the wanted thing has the focus; returns how many stops it took."""
    for stop in range(1, MOST_STOPS + 1):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return stop
    raise AssertionError(f"not reached within {MOST_STOPS} stops: {wanted}")


def _focus_is_seen(page: Page) -> bool:
    """Whether the focused thing is drawn differently, and lies in the window."""
    return bool(
        page.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
              const drawn = style.outlineStyle !== "none" || style.boxShadow !== "none";
              return drawn && box.bottom > 0 && box.top < innerHeight && box.width > 0;
            }"""
        )
    )


def test_TRM_1_signing_in_and_going_to_a_record_by_keyboard_alone(enter: Enter) -> None:
    visitor = enter(None)
    page = visitor.open("/")
    _tab_to(page, page.get_by_role("button", name=re.compile("党务工作者")))
    assert _focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="搜索人员、组织和功能")).to_be_visible()

    page.goto(f"{visitor.root}/")
    page.wait_for_load_state("networkidle")
    assert _tab_to(page, page.get_by_role("link", name="跳到正文")) == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    page.keyboard.press("/")
    page.keyboard.type("党员名册")
    expect(page.get_by_role("option").first).to_have_text(re.compile("^党员\\s*功能$"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("党员")

    page.wait_for_load_state("networkidle")
    name = page.locator("main table tbody tr").first.get_by_role("link").first
    title = name.inner_text()
    page.locator("#content").focus()
    _tab_to(page, name)
    assert _focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_MEM_3_a_whole_identity_number_finds_its_owner_and_nobody_else(enter: Enter) -> None:
    office = enter("office")
    person = office.api("GET", "/api/v1/directory/members?limit=1")["items"][0]
    revealed = office.api(
        "POST", f"/api/v1/directory/members/{person['id']}/reveal", data={"purpose": "信息核对（名册中的身份证号）"}
    )
    page = office.open("/")
    page.keyboard.press("/")
    page.keyboard.type(revealed["id_number"])
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    expect(options).to_contain_text(person["name"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(person["name"])
    number = revealed["id_number"]
    assert number not in page.locator("main").inner_text()

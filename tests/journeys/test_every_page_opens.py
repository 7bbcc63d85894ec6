"""TRM-1, TRM-2: every page that a person's menu offers opens on both surfaces, with content, without an error."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PEOPLE, Enter
from tests.journeys.pages import settle

LINKS = """links => [...new Set(links.map(link => link.getAttribute("href") ?? "")
    .filter(href => href.startsWith("/console/") || href.startsWith("/m/")))]"""


def test_TRM_1_log_in_page_lets_a_demo_person_in_by_one_click(enter: Enter) -> None:
    visitor = enter(None, "console")
    page = visitor.open("/")

    page.get_by_role("button", name="支部书记").or_(page.get_by_text("支部书记：")).first.click()

    expect(page.get_by_role("navigation", name="主菜单")).to_be_visible()


@pytest.mark.parametrize("surface", ["console", "phone"])
@pytest.mark.parametrize("who", PEOPLE)
def test_TRM_1_every_page_of_the_menu_opens(who: str, surface: str, enter: Enter) -> None:
    visitor = enter(who, surface)
    page = visitor.open("/")
    expect(page.locator("main").first).to_be_visible()
    menu: set[str] = set(page.locator("nav a").evaluate_all(LINKS))
    waiting: list[str] = sorted(page.locator("a").evaluate_all(LINKS), key=lambda path: path not in menu)
    seen: set[str] = set()
    assert waiting, "the home page leads somewhere"

    while waiting:
        path = waiting.pop(0)
        if path in seen or len(path.split("/")) > 5:
            continue
        seen.add(path)
        # Pages of the menu as its links do: that each also opens by its address is seen where axe looks at it. What
        # the home page offers besides (a form with something filled in, one meeting) is loaded.
        own = f"{visitor.house.url}{path}".partition(visitor.root)[2]
        if path in menu and own:
            visitor.go(own)
        else:
            page.goto(f"{visitor.house.url}{path}")
            settle(page)
        expect(page.locator("main").first, path).to_be_visible()
        assert page.locator("main").first.inner_text().strip(), path
        text = page.locator("body").inner_text()
        assert "没有使用这个功能的权限" not in text, path
        assert "系统暂时没有响应" not in text, path
        assert "没有这个页面" not in text, path
        # Links inside details are the journeys' of their own; one level of the menu is enough here.
        if len(seen) == 1:
            more = page.locator("nav a").evaluate_all(LINKS)
            menu.update(more)
            waiting = [*more, *waiting]

    assert visitor.faults == []

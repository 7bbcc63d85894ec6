"""TRM-2: axe finds nothing on any page, in both sizes; no page is wider than its window; the check itself can fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.conftest import Enter, Visitor
from tests.journeys.pages import (
    OVERFLOW,
    PARAMETER,
    SIZES,
    Route,
    addresses,
    first_of,
    routes,
    settle,
    violations,
)
from tests.serving import ROOT

WHO_SEES: dict[str, tuple[str, ...]] = {
    "console": ("office", "secretary", "administrator", "security", "auditor", "leader"),
    "phone": ("secretary", "office", "member", "administrator", "leader"),
}
"""In this order they are tried for each page: the first who may open it is the one it is looked at as."""
MEETING_STATES = ("planned", "notified", "in_progress", "recorded", "signed", "archived", "cancelled")
NOWHERE = "01890000-0000-7000-8000-000000000000"
FONT = "() => parseFloat(getComputedStyle(document.querySelector('main .van-cell')).fontSize)"
EXAMPLE = "examples/18-错误百出的党员名册.xlsx"


def _batch(office: Visitor) -> list[str]:
    """An import with faults, checked."""
    content = (ROOT / EXAMPLE).read_bytes()
    file = {"file": {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": content}}
    kept = office.api("POST", "/api/v1/kernel/files?purpose=directory.rosters.upload", multipart=file)
    batch = office.api("POST", "/api/v1/directory/rosters", data={"file_id": kept["id"]})
    office.api("POST", f"/api/v1/directory/rosters/{batch['id']}/preview")
    for _ in range(120):
        if office.api("GET", f"/api/v1/directory/rosters/{batch['id']}/progress")["state"] == "previewed":
            return [batch["id"]]
        office.page.wait_for_timeout(500)
    raise AssertionError("the import was not checked within a minute")


def _print(visitor: Visitor) -> list[str]:
    branch = first_of(visitor, "/api/v1/directory/organisations?limit=1&org_kind=branch")[0]
    asked = visitor.api("POST", "/api/v1/work/handbook", data={"organisation_id": branch, "year": 2026})
    return [asked["id"]]


def _receipt(visitor: Visitor) -> list[str]:
    """A receipt of one's own; nobody's where one has none."""
    mine = visitor.api("GET", "/api/v1/work/dues/mine")["payments"]
    return [row["id"] for row in mine[:1]] or [NOWHERE]


def _draft(visitor: Visitor) -> list[str]:
    """A draft of one's own place; nobody's where there is none."""
    rows = visitor.api("GET", "/api/v1/work/documents/sent?limit=1&state=draft")["items"]
    return [row["id"] for row in rows] or [NOWHERE]


def _export(visitor: Visitor) -> list[str]:
    """A copy of one's own data."""
    return [visitor.api("POST", "/api/v1/ops/my-data/exports", data={"file_format": "xlsx"})["id"]]


def _meetings(visitor: Visitor, *states: str) -> list[str]:
    """One meeting of each of the states that there is."""
    found = []
    for state in states or MEETING_STATES:
        found += visitor.api("GET", f"/api/v1/work/meetings?limit=1&state={state}")["items"]
    assert found, states
    return [row["id"] for row in found]


def _cases(visitor: Visitor, whose: str) -> list[str]:
    """Cases that this person sees, those that wait for them alone where there are any."""
    path = "/api/v1/foundation/process/cases?limit=3&show="
    found = visitor.api("GET", f"{path}open&whose={whose}")["items"] or visitor.api("GET", f"{path}all")["items"]
    assert found, whose
    return [row["id"] for row in found]


def _ids(visitor: Visitor) -> dict[str, Callable[[], list[str]]]:
    """Where the ids of a page come from: rows that this person sees."""
    members = partial(first_of, visitor, "/api/v1/directory/members?limit=1")
    branches = partial(first_of, visitor, "/api/v1/directory/organisations?limit=1&org_kind=branch")
    coming = partial(_meetings, visitor, "planned", "notified")
    held = partial(_meetings, visitor, "recorded", "archived")
    versions = partial(first_of, visitor, "/api/v1/foundation/process/definitions?limit=1")
    return {
        "member-detail": members,
        "member-edit": members,
        "organisation-detail": branches,
        "organisation-edit": branches,
        "organisation-operation": branches,
        "duty-detail": branches,
        "meeting-detail": partial(_meetings, visitor),
        "meeting-change": coming,
        "meeting-agenda": coming,
        "meeting-hold": coming,
        "meeting-check-in": coming,
        "meeting-attendance": held,
        "meeting-record": held,
        "meeting-addendum": partial(_meetings, visitor, "archived"),
        "process-case-detail": partial(_cases, visitor, "all"),
        "development-detail": partial(first_of, visitor, "/api/v1/work/development/admissions?limit=1"),
        "letter-check": lambda: ["0" * 32],  # a code that no letter has
        "transfer-detail": partial(first_of, visitor, "/api/v1/work/transfers?limit=1&show=all"),
        "standing-stay-detail": partial(first_of, visitor, "/api/v1/work/mobile-stays?limit=1&show=all"),
        "standing-case-detail": partial(first_of, visitor, "/api/v1/work/contact-cases?limit=1&show=all"),
        "supervised-task-detail": partial(first_of, visitor, "/api/v1/work/tasks?limit=1"),
        "theme-project-detail": partial(first_of, visitor, "/api/v1/work/theme-projects?limit=1"),
        "process-case-step": partial(_cases, visitor, "held"),
        "process-version": versions,
        "process-edit": versions,
        "process-migrate": versions,
        "process-shipped": lambda: ["request_upward"],
        "resolution-detail": lambda: [NOWHERE],  # the list of one's own with one of them lit up
        "export-decision-detail": lambda: [NOWHERE],  # the list, with one of them lit up
        "sign-on": lambda: [NOWHERE],  # what somebody sees whose sign-on did not succeed
        "approval-detail": lambda: [NOWHERE],  # the list, with one of them lit up
        "document-detail": partial(first_of, visitor, "/api/v1/work/documents/mine?limit=1"),
        "document-edit": partial(_draft, visitor),
        "channel-edit": lambda: [NOWHERE],  # nor a channel
        "provider-edit": lambda: [NOWHERE],  # the demo enterprise has no provider
        "own-request-detail": lambda: [NOWHERE],  # the list of one's own
        "privacy-request-detail": lambda: [NOWHERE],  # the list
        "dues-run-detail": lambda: [NOWHERE],  # the list of runs
        "dues-arrears-detail": lambda: [NOWHERE],  # the list of cases
        "dues-allocation-detail": lambda: [NOWHERE],  # the list, with one of them lit up
        "dues-expense-detail": lambda: [NOWHERE],  # the list, with one of them lit up
        "dues-money-detail": lambda: [NOWHERE],  # the list of payments through platforms
        "dues-pay-result": lambda: [NOWHERE],  # nobody pays through a platform in the demo enterprise
        "dues-pay-for": lambda: [NOWHERE],  # a link that is over
        "dues-receipt": partial(_receipt, visitor),
        "correction-new": lambda: ["native_place"],
        "roster-batch-detail": partial(_batch, visitor),
        "print-detail": partial(_print, visitor),
        "export-detail": partial(_export, visitor),
    }


def _complaints(visitor: Visitor, address: str, who: str | None) -> list[str]:
    """What axe finds on one page in both sizes, and whether it is wider than the window it is made for."""
    page, found = visitor.page, []
    own = "wide" if visitor.surface == "console" else "narrow"
    for size in sorted(SIZES, key=lambda name: name != own):
        page.set_viewport_size(SIZES[size])
        if size == own:
            visitor.open(address)
        else:
            settle(page)
        found += [f"{who} {visitor.surface} {size} {address}: {text}" for text in violations(page)]
        if size == own and (beyond := page.evaluate(OVERFLOW)) > 1:
            found.append(f"{who} {visitor.surface} {size} {address}: {beyond} px wider than the window")
    return found


@pytest.mark.parametrize("surface", ["console", "phone"])
def test_TRM_2_axe_finds_nothing_on_any_page(surface: str, enter: Enter) -> None:
    waiting = routes(surface)
    found: list[str] = []
    for who in (None, *WHO_SEES[surface]):
        visitor = enter(who, surface)
        visitor.open("/")
        ids = _ids(visitor)
        for route in [route for route in waiting if route.is_open == (who is None)]:
            if not _may_open(visitor, route):
                continue
            for address in addresses(route, ids):
                found += _complaints(visitor, address, who)
            waiting.remove(route)
        if who is not None:
            found += _complaints(visitor, "/", who)  # each has a home page of their own
    assert waiting == [], "pages that nobody in the demo enterprise may open"
    assert found == [], "\n" + "\n".join(found)


def _may_open(visitor: Visitor, route: Route) -> bool:
    """Whether the way leads to the page, or to the one that says that the right is missing."""
    visitor.page.set_viewport_size(SIZES["wide" if visitor.surface == "console" else "narrow"])
    address = f"/{PARAMETER.sub(NOWHERE, route.path.split('(')[0]).lstrip('/')}"
    try:
        led = visitor.led_to(address, 2)
    except Error:  # a form asks whether it may be left
        visitor.open("/")
        led = visitor.led_to(address)
    return route.name == "forbidden" or not led.endswith("/no-right")


def test_TRM_2_short_words_of_the_phone_are_read_out(enter: Enter) -> None:
    visitor = enter("member", "phone")
    page = visitor.open("/me/notices")

    page.get_by_role("button", name="保存").click()

    expect(page.locator(".van-toast")).to_have_attribute("role", "status")
    settle(page)  # while it fades in, its words stand out less
    assert violations(page) == []


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<button id='x'></button>", "button-name"),
        ("<p style='color:#999;background:#fff'>看不清的字</p>", "color-contrast"),
        ("<input id='y'>", "label"),
    ],
)
def test_TRM_2_check_finds_what_is_wrong(fault: str, rule: str, enter: Enter) -> None:
    visitor = enter("member", "phone")
    page = visitor.open("/me")
    settle(page)
    assert violations(page) == []

    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", fault)

    assert [text.split(":")[0] for text in violations(page)] == [rule]


def test_TRM_2_page_too_wide_is_noticed(enter: Enter) -> None:
    visitor = enter("member", "phone")
    page = visitor.open("/me")
    assert page.evaluate(OVERFLOW) <= 1

    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<div style=\"width:900px\">宽</div>')")

    assert page.evaluate(OVERFLOW) > 1


def test_TRM_2_large_print_is_remembered_and_fits(enter: Enter) -> None:
    visitor = enter("secretary", "phone")
    page = visitor.open("/me")
    before = page.evaluate(FONT)

    page.get_by_role("switch", name="大字版").click()
    assert page.evaluate(FONT) == pytest.approx(before * 1.25)

    for address in ("/", "/work", "/messages", "/me"):
        visitor.open(address)
        settle(page)
        assert page.evaluate("() => document.documentElement.dataset.print") == "large"
        assert page.evaluate(OVERFLOW) <= 1, address
        assert violations(page) == [], address

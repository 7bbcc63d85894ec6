"""Journeys: a real browser in front of a real installation with the demo enterprise.

One server for all journeys of a run. Each journey gets its own browser context; nobody's cookies meet. Every page is
watched: an error in the browser, an answer of 500 and above, a query parameter that the contract does not have, or a
request to a foreign host fails the journey.
JOURNEY_PICTURES names a directory that gets a picture of each page that failed.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from tests.journeys.declared import undeclared
from tests.journeys.quiet import Requests, settle
from tests.serving import Installation, installation

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": (
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
}
CONSOLE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PEOPLE = {
    "secretary": "支部书记",
    "office": "党务工作者",
    "leader": "党委领导",
    "member": "普通党员",
    "administrator": "系统管理员",
    "security": "安全管理员",
    "auditor": "安全审计员",
}
"""The demo people by what their note on the log-in page begins with."""
_GO = """([path, seconds]) => new Promise((done, failed) => {
    setTimeout(() => failed(new Error(`the way to ${path} does not end`)), seconds * 1000);
    document.querySelector("#app").__vue_app__.config.globalProperties.$router.push(path).then(
        () => done(location.pathname), failed);
})"""
EXPECTED_PROBLEMS = re.compile(r"status of (401|403|404|409|412|422)")
"""The browser writes refused requests into its console; whether a refusal was right is for the journey to say."""


@dataclass
class Visitor:
    """Somebody signed in on one surface: a page that is watched, and the API behind it."""

    page: Page
    surface: str
    house: Installation
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        Requests.follow(self.page)

    @property
    def root(self) -> str:
        """Address of the surface."""
        return f"{self.house.url}/{'console' if self.surface == 'console' else 'm'}"

    def open(self, path: str = "/") -> Page:
        """Load a page of the surface and wait until it is quiet."""
        self.page.goto(f"{self.root}{path}")
        settle(self.page)
        return self.page

    def go(self, path: str) -> Page:
        """Go to a page as its link does, without loading the surface anew, and wait until it is quiet."""
        self.led_to(path)
        settle(self.page)
        return self.page

    def led_to(self, path: str, seconds: float = 20) -> str:
        """Where the link of a page leads: the path in the address as soon as the way is decided."""
        found: str = self.page.evaluate(_GO, [path, seconds])
        return found

    def api(self, method: str, path: str, **arguments: Any) -> Any:
        """Ask the API as this person; returns the answer's JSON (None when there is none)."""
        session = self.page.request.get(f"{self.house.url}/api/v1/identity/session").json()
        headers = {"X-CSRF-Token": session["csrf_token"], **arguments.pop("headers", {})}
        answer = self.page.request.fetch(f"{self.house.url}{path}", method=method, headers=headers, **arguments)
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()[:500]}"
        return answer.json() if answer.body() else None

    def watch(self) -> None:
        """Collect what must not happen on any page."""
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on(
            "console",
            lambda message: (
                self.faults.append(f"console: {message.text}")
                if message.type == "error" and not EXPECTED_PROBLEMS.search(message.text)
                else None
            ),
        )
        self.page.on("response", self._look_at)

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")
        if strays := undeclared(response.request.method, response.url):
            self.faults.append(f"parameters nobody takes: {strays} in {response.request.method} {response.url}")
        if not response.url.startswith((self.house.url, "data:", "blob:")):
            self.faults.append(f"foreign host: {response.url}")


@pytest.fixture(scope="session")
def house() -> Iterator[Installation]:
    """The demo enterprise, served."""
    with installation(DANGJIAN_DEMO="1") as fresh:
        fresh.with_demo()
        fresh.start()
        yield fresh


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; as root it runs without its sandbox."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=[*arguments, "--disable-dev-shm-usage"])
        yield running
        running.close()


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(house: Installation, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """`enter("secretary", "phone")`: a demo person signed in; `enter(None, "console")`: nobody signed in yet.

    The phone's service worker is kept out unless asked for (`worker=True`): it takes the page over at a moment of its
    own, and a request that waits for that is one the browser does not tell of yet (tests/journeys/quiet.py).
    """
    opened: list[tuple[BrowserContext, Visitor]] = []

    def come_in(who: str | None, surface: str = "console", *, worker: bool = False) -> Visitor:
        options = PHONE if surface == "phone" else CONSOLE
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="allow" if worker else "block", **options
        )
        context.set_default_timeout(20_000)
        visitor = Visitor(context.new_page(), surface, house)
        visitor.watch()
        opened.append((context, visitor))
        if who is not None:
            people = context.request.get(f"{house.url}/api/v1/identity/demo-people").json()
            account = next(person for person in people if person["note"].startswith(PEOPLE[who]))
            body = {"account_id": account["account_id"], "surface": surface}
            answer = context.request.post(f"{house.url}/api/v1/identity/demo-session", data=body)
            assert answer.ok, answer.text()
        return visitor

    yield come_in
    pictures = os.environ.get("JOURNEY_PICTURES")
    faults = [fault for _, visitor in opened for fault in visitor.faults]
    for number, (context, visitor) in enumerate(opened):
        if pictures and (faults or request.session.testsfailed):
            Path(pictures).mkdir(parents=True, exist_ok=True)
            visitor.page.screenshot(path=f"{pictures}/{request.node.name[:80]}-{number}.png")
        context.close()
    assert faults == []

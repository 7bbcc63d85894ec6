"""When a page has come to rest: nothing is asked for, nothing loads, nothing moves, and the browser has nothing to do.

Playwright's `networkidle` waits for half a second of silence on every page, also where all has been there for long; and
it went on waiting for requests of a page that had been left. Here each request is followed to its end, and those of a
page that another one took the place of no longer count.
"""

from __future__ import annotations

import time
from collections import deque

from playwright.sync_api import Error, Page, Request

SECONDS = 30.0
CALM = 3
"""So often in a row everything must be at rest; between the looks the browser gets done what it has to do."""
ICON = "/icon.svg"
"""The browser itself asks for it at each new address and need not tell what became of it; no page waits for it."""
_LOOK = """() => new Promise(done => requestIdleCallback(() => setTimeout(() => requestIdleCallback(() => done(
    document.readyState !== "complete" ? "the document is loading"
    : document.querySelector(".skeleton, [aria-busy=true]") ? "something says that it is loading"
    : document.getAnimations().some(it => it.playState === "running" && it.effect?.getTiming().iterations !== Infinity)
        ? "something moves"
    : ""), {timeout: 1000}), 20), {timeout: 1000}))"""


class Requests:
    """The requests of one page that wait for their answer, and the latest ones with what became of them."""

    _of: dict[Page, Requests] = {}

    def __init__(self) -> None:
        self.waiting: dict[Request, None] = {}
        self.latest: deque[str] = deque(maxlen=60)
        self.begun = 0

    @classmethod
    def follow(cls, page: Page) -> Requests:
        """Follow the requests of a page from now on."""
        if page not in cls._of:
            cls._of[page] = found = cls()
            page.on("request", found._begun)
            page.on("requestfinished", lambda it: found._ended("answered", it))
            page.on("requestfailed", lambda it: found._ended(f"failed ({it.failure})", it))
            page.on("close", lambda it: cls._of.pop(it, None))
        return cls._of[page]

    def _begun(self, request: Request) -> None:
        self._note("asked", request)
        if not request.url.endswith(ICON):
            self.waiting[request] = None
            self.begun += 1

    def _ended(self, what: str, request: Request) -> None:
        if request.is_navigation_request() and request in self.waiting:
            for earlier in list(self.waiting):
                if earlier is request:
                    break
                del self.waiting[earlier]
        self.waiting.pop(request, None)
        self._note(what, request)

    def _note(self, what: str, request: Request) -> None:
        self.latest.append(f"{time.monotonic():.1f} {what} {request.method} {request.url}")


def settle(page: Page, seconds: float = SECONDS) -> None:
    """Wait until the page has come to rest. Raises AssertionError with its requests when it does not."""
    requests, deadline, calm = Requests.follow(page), time.monotonic() + seconds, 0
    while calm < CALM:
        before = requests.begun
        held = _held(page)
        if not held and requests.waiting:
            held = f"{len(requests.waiting)} requests wait"
        elif not held and requests.begun != before:
            held = "it goes on asking"
        calm = 0 if held else calm + 1
        if held and time.monotonic() > deadline:
            waiting = [f"still waiting: {it.method} {it.url}" for it in requests.waiting]
            raise AssertionError("\n".join([f"the page does not come to rest: {held}", *requests.latest, *waiting]))


def _held(page: Page) -> str:
    """What the page itself still does; "" for nothing."""
    try:
        found: str = page.evaluate(_LOOK)
    except Error as error:
        if page.is_closed():
            raise
        return error.message.splitlines()[0]  # another document takes the place of the one that was asked
    return found

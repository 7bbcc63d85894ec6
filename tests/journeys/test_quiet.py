"""The wait for a page to come to rest ends when it does, and fails with what it asked for when it does not."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.quiet import settle

FAULTS = {
    "a request without an answer": ("fetch('/api/v1/never').catch(() => undefined)", "still waiting: GET .*/never"),
    "asking again and again": ("setInterval(() => fetch('/healthz'), 20)", "GET .*/healthz"),
    "something that says it loads": ("document.body.ariaBusy = 'true'", "says that it is loading"),
    "something that moves": (
        "document.body.animate([{opacity: 1}, {opacity: 0.5}], {duration: 60000})",
        "something moves",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_that_does_not_come_to_rest_is_told_with_its_requests(fault: str, enter: Enter) -> None:
    visitor = enter(None, "phone")
    page = visitor.open("/log-in")
    page.route("**/never", lambda route: None)
    program, told = FAULTS[fault]

    page.evaluate(f"() => {{ {program}; }}")

    with pytest.raises(AssertionError, match=told):
        settle(page, 2)


def test_a_page_is_quiet_only_when_its_answer_came(enter: Enter) -> None:
    visitor = enter(None, "phone")
    page = visitor.open("/log-in")
    program = "() => { setTimeout(() => fetch('/healthz').then(() => { document.title = 'answered' }), 100) }"
    # What has not begun when all is at rest cannot be waited for; a request that has is waited for to its end.
    page.evaluate("() => { document.body.ariaBusy = 'true'; setTimeout(() => { document.body.ariaBusy = null }, 400) }")
    page.evaluate(program)

    settle(page)

    assert page.title() == "answered"


def test_requests_of_a_page_that_was_left_do_not_count(enter: Enter) -> None:
    visitor = enter(None, "phone")
    page = visitor.open("/log-in")
    page.route("**/never", lambda route: None)
    page.evaluate("() => { fetch('/api/v1/never').catch(() => undefined) }")

    visitor.open("/log-in")

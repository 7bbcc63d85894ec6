"""SEC-AUTH-13: a log-in is bound to its browser; the stolen cookie alone does nothing sensitive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import CONSOLE
from tests.journeys.test_sign_in_security import PASSWORD, fresh  # noqa: F401 - a fixture
from tests.serving import Installation

OWN = "/api/v1/identity/own"


@pytest.fixture
def named(fresh: Installation) -> str:  # noqa: F811 - the fixture
    """Address under a name: browsers give keys to secure places only, and this machine counts as one."""
    return f"http://localhost:{fresh.port}"


def test_SEC_AUTH_13_stolen_cookie_cannot_do_what_the_browser_can(
    fresh: Installation,  # noqa: F811 - the fixture
    named: str,
    browser: Browser,
) -> None:
    log = (fresh.data / "server.log").read_text(encoding="utf-8")
    link = re.search(r"激活链接：http://\S+(/activate#\S+)", log)
    assert link is not None, log
    context = browser.new_context(locale="zh-CN", **CONSOLE)
    page = context.new_page()
    page.goto(f"{named}{link[1]}")
    for label in ("密码", "再输入一次"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    with page.expect_response(lambda answer: answer.url.endswith(f"{OWN}/devices")) as bound:
        page.get_by_role("button", name="保存并登录").click()
    assert bound.value.status == 204
    page.wait_for_url(re.compile("/me/second-factor"))

    session = context.request.get(f"{named}/api/v1/identity/session").json()
    assert session["device_bound"] is True
    headers = {"X-CSRF-Token": session["csrf_token"]}
    stolen = context.request.post(f"{named}{OWN}/second-factor/enrolment", headers=headers, data={})
    assert (stolen.status, stolen.json()["code"]) == (401, "identity.device_signature_required")

    page.get_by_role("button", name="启用动态口令").click()  # the browser signs, nobody is asked for anything
    expect(page.get_by_role("button", name="启用", exact=True)).to_be_visible()
    devices = context.request.get(f"{named}{OWN}/devices").json()
    assert [item["current"] for item in devices] == [True]
    kept = page.evaluate(
        """async () => new Promise(done => { const open = indexedDB.open('dangjian-device');
        open.onsuccess = () => { const all = open.result.transaction('keys').objectStore('keys').getAll();
        all.onsuccess = async () => { try {
        await crypto.subtle.exportKey('pkcs8', all.result[0].privateKey); done('given away') }
        catch { done('kept') } } } })"""
    )
    assert kept == "kept"
    context.close()

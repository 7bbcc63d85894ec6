"""Passkeys with a virtual device, and the one question before sensitive operations (SEC-AUTH-05, SEC-AUTH-06)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CONSOLE, PHONE, Enter, Visitor
from tests.journeys.pages import first_of, settle, violations
from tests.serving import Installation, installation

PASSWORD = "Lantern&Harbour-27"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SIX_MINUTES_LATER = """
from datetime import timedelta
from dangjian.identity.accounts.models import WebSession
for row in WebSession.objects.exclude(auth_at=None):
    WebSession.objects.filter(pk=row.pk).update(auth_at=row.auth_at - timedelta(minutes=6))
"""


@pytest.fixture
def fresh() -> Iterator[Installation]:
    """An installation without demo people, with its first administrator's link in the log."""
    with installation(DANGJIAN_ENV="development") as house:
        house.migrate()
        house.start()
        yield house


def _with_device(page: Page) -> None:
    """Plug a device in that always verifies its person."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.mark.parametrize("surface", ["console", "phone"])
def test_SEC_AUTH_05_administrator_signs_in_by_passkey_and_proves_again(
    surface: str, fresh: Installation, browser: Browser
) -> None:
    log = (fresh.data / "server.log").read_text(encoding="utf-8")
    link = re.search(r"激活链接：http://\S+(/activate#\S+)", log)
    assert link is not None, log
    named = f"http://localhost:{fresh.port}"  # passkeys are bound to names, never to bare addresses
    context = browser.new_context(locale="zh-CN", **(PHONE if surface == "phone" else CONSOLE))
    page, root = context.new_page(), f"{named}/{'m' if surface == 'phone' else 'console'}"
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    _with_device(page)

    page.goto(f"{named}{link[1]}")
    for label in ("密码", "再输入一次"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="保存并登录").click()
    page.wait_for_url(re.compile("/me/second-factor"))
    page.get_by_role("button", name="添加通行密钥").click()
    page.get_by_label("给它起个名字").fill("值班室电脑")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator(".codes li")).to_have_count(10)
    settle(page)  # the word of success is still fading in
    assert violations(page) == []
    page.get_by_role("button", name="我已保存").click()
    expect(page.get_by_text("值班室电脑")).to_be_visible()
    expect(page.get_by_role("button", name="删除通行密钥值班室电脑")).to_have_count(0)  # the last one stays

    # Out, and in again by password and passkey.
    login = context.request.get(f"{named}/api/v1/identity/session").json()["login_name"]
    context.clear_cookies()
    page.goto(f"{root}/log-in")
    page.get_by_label("账号或手机号").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(re.compile(r"/(console|m)/(?!log-in)"))

    # Later: the question comes once, the passkey answers it, and the operation goes on by itself.
    fresh.python(SIX_MINUTES_LATER)
    page.goto(f"{root}/me/second-factor")
    page.get_by_role("button", name="更换恢复码").click()
    dialog = page.get_by_role("dialog", name="请再次确认身份")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="使用通行密钥").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert faults == []
    context.close()


def _age(visitor: Visitor) -> None:
    visitor.house.python(SIX_MINUTES_LATER)


def test_SEC_AUTH_06_what_was_typed_survives_the_question_on_the_console(enter: Enter) -> None:
    visitor = enter("office", "console")
    person = first_of(visitor, "/api/v1/directory/members?limit=1")[0]
    page = visitor.open(f"/directory/members/{person}")
    page.get_by_role("button", name="查看完整证件和电话").click()
    page.get_by_label("用途").fill("信息核对（季度）")
    _age(visitor)

    page.get_by_role("button", name="查看", exact=True).click()
    dialog = page.get_by_role("dialog", name="请再次确认身份")
    expect(dialog).to_contain_text("演示人员没有密码")
    assert violations(page) == []
    dialog.get_by_role("button", name="取消").click()
    expect(page.get_by_label("用途")).to_have_value("信息核对（季度）")
    page.get_by_role("button", name="查看", exact=True).click()
    dialog.get_by_role("button", name="继续").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_label("用途")).to_have_count(0)
    looks = visitor.api("GET", f"/api/v1/directory/members/{person}/looks")
    assert "信息核对（季度）" in str(looks)


def test_SEC_AUTH_06_the_question_on_the_phone(enter: Enter) -> None:
    visitor = enter("secretary", "phone")
    page = visitor.open("/me/record")
    settle(page)
    _age(visitor)

    page.get_by_role("button", name="显示完整号码").click()
    dialog = page.get_by_role("dialog", name="请再次确认身份")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="继续").click()

    expect(page.get_by_role("button", name="隐藏完整号码")).to_be_visible()

"""A fresh installation without demo mode: printed link, second factor, first rosters, first person invited."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CONSOLE, PHONE, Visitor
from tests.journeys.pages import settle
from tests.serving import ROOT, Installation, installation

PASSWORD = "Lantern&Harbour-27"
ROSTER = ROOT / "examples/01-集团党组织接口表.xlsx"
MEMBERS = ROOT / "examples/15-集团机关党员花名册.xlsx"


@pytest.fixture
def fresh() -> Iterator[Installation]:
    """Nothing but an empty data base, as after the very first start."""
    with installation(DANGJIAN_ENV="development") as house:
        house.migrate()
        house.start()
        yield house


def _code(secret: str) -> str:
    """The six digits that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", "").upper())
    digest = hmac.new(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _activate(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)
    for label in ("密码", "再输入一次"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="保存并登录").click()


def _import(visitor: Visitor, file: object) -> None:
    page = visitor.open("/directory/roster-import")
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.wait_for_url(re.compile(r"/roster-import/[0-9a-f-]{36}"))
    batch = page.url.rsplit("/", 1)[-1]
    path = f"/api/v1/directory/rosters/{batch}"
    state = visitor.api("GET", path)["state"]
    if state == "mapped" or state == "uploaded":
        visitor.api("POST", f"{path}/preview")
    _until(visitor, path, "previewed")
    found = visitor.api("GET", path)
    visitor.api("POST", f"{path}/commit", data={"skip_faulty": True}, headers={"If-Match": f'"v{found["version"]}"'})
    _until(visitor, path, "committed")


def _until(visitor: Visitor, path: str, state: str) -> None:
    for _ in range(240):
        if visitor.api("GET", f"{path}/progress")["state"] == state:
            return
        visitor.page.wait_for_timeout(500)
    raise AssertionError(f"the import did not become {state}")


def test_SEC_AUTH_first_administrator_sets_the_platform_up(fresh: Installation, browser: Browser) -> None:
    log = (fresh.data / "server.log").read_text(encoding="utf-8")
    link = re.search(r"激活链接：(http://\S+/activate#\S+)", log)
    assert link is not None, log
    assert f":{fresh.port}/" in link[1]
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **CONSOLE)
    visitor = Visitor(context.new_page(), "console", fresh)
    visitor.watch()
    page = visitor.page
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)

    # The link and then the second factor: until it is set up nothing else opens.
    _activate(page, link[1])
    page.wait_for_url(re.compile("/me/second-factor"))
    visitor.open("/system/accounts")
    expect(page).to_have_url(re.compile("/me/second-factor"))
    settle(page)
    assert refused == [], "nothing is asked for that would be refused"
    page.get_by_role("button", name="启用动态口令").click()
    page.get_by_label("6 位动态口令").fill(_code(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="启用", exact=True).click()
    page.get_by_role("button", name="我已保存").click()

    # The empty platform says what to do next; then the rosters come in.
    visitor.open("/")
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("导入")
    for roster in (ROSTER, MEMBERS):
        _import(visitor, roster)
    visitor.open("/tasks")
    expect(page.get_by_role("main")).to_contain_text(f"写入导入文件“{MEMBERS.name}”")

    # One member gets a slip with a link, opens it on a phone, and the link is used up.
    member = visitor.api("GET", "/api/v1/directory/members?limit=1&person_category=full_member")["items"][0]
    body = {"organisation_id": member["organisation_id"]}
    slips = visitor.api("POST", "/api/v1/identity/account-links", data=body)
    phone = Visitor(browser.new_context(locale="zh-CN", **PHONE).new_page(), "phone", fresh)
    phone.watch()
    address = f"{fresh.url}{slips['items'][0]['path'] if isinstance(slips, dict) else slips[0]['path']}"
    _activate(phone.page, address)
    expect(phone.page.get_by_role("navigation", name="主导航")).to_be_visible()
    phone.page.context.clear_cookies()
    phone.page.goto(f"{fresh.url}/healthz")
    phone.page.goto(address)
    expect(phone.page.get_by_role("alert")).to_be_visible()

    assert [*visitor.faults, *phone.faults] == []
    phone.page.context.close()
    context.close()

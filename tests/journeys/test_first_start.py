"""A fresh installation without demo mode: three printed links, second factors, first rosters, first person invited."""

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
AGED = """
from datetime import timedelta
from dangjian.identity.accounts.models import WebSession
from dangjian.kernel import clock
rows = WebSession.objects.exclude(full_until=None)
print(rows.update(full_until=clock.now() - timedelta(days=7), auth_at=clock.now() - timedelta(days=7)))
"""
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


def _look_after_a_week(fresh: Installation, phone: Visitor) -> None:
    """SEC-SESS-02: the phone that was left lying shows what is up without a question; a record is shown upon one."""
    fresh.python(AGED)
    page = phone.page
    question = page.get_by_role("dialog", name="请再次确认身份")
    for path in ("/", "/messages", "/todos", "/me", "/me/meetings", "/me/sessions"):
        phone.open(path)
        settle(page)
        expect(question).to_be_hidden()
    page.goto(f"{fresh.url}/m/me/record")
    expect(question).to_be_visible()
    question.get_by_label("登录密码", exact=True).fill(PASSWORD)
    question.get_by_role("button", name="继续").click()
    expect(question).to_be_hidden()
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("入党")


def _administrator(fresh: Installation, browser: Browser, link: str) -> Visitor:
    """One of the three: the link and then the second factor; until it is set up nothing else opens."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **CONSOLE)
    visitor = Visitor(context.new_page(), "console", fresh)
    visitor.watch()
    page = visitor.page
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    _activate(page, link)
    page.wait_for_url(re.compile("/me/second-factor"))
    settle(page)  # the browser's key has been taken on; whoever leaves at once breaks that off
    visitor.open("/system/approvals")
    expect(page).to_have_url(re.compile("/me/second-factor"))
    settle(page)
    assert refused == [], "nothing is asked for that would be refused"
    page.get_by_role("button", name="启用动态口令").click()
    page.get_by_label("6 位动态口令").fill(_code(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="启用", exact=True).click()
    page.get_by_role("button", name="我已保存").click()
    return visitor


def test_SEC_AUTH_01_three_administrators_set_the_platform_up(fresh: Installation, browser: Browser) -> None:
    log = (fresh.data / "server.log").read_text(encoding="utf-8")
    links = re.findall(r"激活链接：(http://\S+/activate#\S+)", log)
    assert len(links) == 3, log
    assert f":{fresh.port}/" in links[0]
    system, security = (_administrator(fresh, browser, link) for link in links[:2])

    # One opens an account without rights, the other gives it the office: neither could do both.
    page = system.open("/system/accounts")
    page.get_by_role("button", name="为不在名册上的人员开通").click()
    dialog = page.get_by_role("dialog", name="为不在名册上的人员开通账号")
    dialog.get_by_label("姓名").fill("林晓燕")
    dialog.get_by_label("账号").fill("linxiaoyan")
    # The first answer may ask for the signature of the browser's key; the second one holds the link.
    with page.expect_response(lambda it: it.url.endswith("/identity/accounts") and it.status == 201) as opening:
        dialog.get_by_role("button", name="开通并签发链接").click()
    opened = opening.value.json()
    page = security.open("/system/grants/new")
    page.get_by_role("combobox", name="人员", exact=True).click()
    page.get_by_role("option", name="林晓燕").click()
    page.get_by_role("combobox", name="角色", exact=True).press("Enter")
    page.get_by_role("option", name="党务工作者").click()
    page.get_by_text("全部组织").click()
    page.get_by_label("原因").fill("首次设置平台")
    page.get_by_role("button", name="授权", exact=True).click()
    page.wait_for_url(re.compile("/system/grants$"))

    # The empty platform says what to do next; then the rosters come in.
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **CONSOLE)
    visitor = Visitor(context.new_page(), "console", fresh)
    visitor.watch()
    page = visitor.page
    _activate(page, f"{fresh.url}{opened['path']}")
    page.wait_for_url(re.compile(r"/console/(?!activate)"))
    visitor.open("/")
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("导入")
    for roster in (ROSTER, MEMBERS):
        _import(visitor, roster)
    visitor.open("/tasks")
    expect(page.get_by_role("main")).to_contain_text(f"写入导入文件“{MEMBERS.name}”")

    # One member gets a slip with a link, opens it on a phone, and the link is used up.
    member = visitor.api("GET", "/api/v1/directory/members?limit=1&person_category=full_member")["items"][0]
    page = visitor.open("/system/accounts")
    page.get_by_role("button", name="批量签发激活链接").click()
    dialog = page.get_by_role("dialog", name="批量签发激活链接")
    dialog.get_by_role("combobox", name=re.compile("^组织")).click()
    page.get_by_label("组织：按名称、拼音或编码查找").fill(member["organisation_name"])
    page.get_by_role("button", name=re.compile(f"^{re.escape(member['organisation_name'])}")).first.click()
    with page.expect_response(lambda it: it.url.endswith("/account-links") and it.status == 201) as issued:
        dialog.get_by_role("button", name="签发", exact=True).click()
    slips = issued.value.json()["items"]
    phone = Visitor(browser.new_context(locale="zh-CN", **PHONE).new_page(), "phone", fresh)
    phone.watch()
    address = f"{fresh.url}{slips[0]['path']}"
    _activate(phone.page, address)
    expect(phone.page.get_by_role("navigation", name="主导航")).to_be_visible()
    _look_after_a_week(fresh, phone)
    phone.page.context.clear_cookies()
    phone.page.goto(f"{fresh.url}/healthz")
    phone.page.goto(address)
    expect(phone.page.get_by_role("alert")).to_be_visible()

    assert [*visitor.faults, *phone.faults, *system.faults, *security.faults] == []
    for one in (visitor, phone, system, security):
        one.page.context.close()

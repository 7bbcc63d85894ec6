"""INT-1: an administrator sets a provider up, somebody links and signs in through it; the provider is our own platform
in another process, with its page that asks for consent (SEC-AUTH-09, SEC-AUTH-10)."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.identity.providers.test_two_installations import PASSWORD, PEOPLE, REGISTER
from tests.journeys.conftest import CONSOLE
from tests.journeys.pages import settle, violations
from tests.serving import Installation, installation

ADMINISTRATOR = """
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.ports import MAKE_ADMINISTRATOR
from dangjian.kernel import ports
from dangjian.kernel.actor import acting_as, system_actor
account = Account.objects.across_tenants("arrangement of a test").get(login_name="li")
with acting_as(system_actor(account.tenant_id, "test")):
    ports.ask(MAKE_ADMINISTRATOR, role="administrator", account_id=account.pk, person_id=None, holder_name="Li")
"""


@pytest.fixture
def houses() -> Iterator[tuple[Installation, Installation]]:
    """The provider and the system that relies on it; the demo mode lets administrators in without a second factor."""
    with installation(DANGJIAN_ENV="development", DANGJIAN_DEMO="1") as provider:
        provider.migrate()
        provider.python(PEOPLE)
        provider.python(ADMINISTRATOR)
        given = {"DANGJIAN_ENV": "development", "DANGJIAN_DEMO": "1", "DANGJIAN_OUTGOING": provider.url}
        with installation(**given) as relying:
            shutil.copytree(
                provider.data, relying.data, dirs_exist_ok=True, ignore=shutil.ignore_patterns("server.log")
            )
            provider.start()
            relying.start()
            yield provider, relying


def _by_password(page: Page, name: str) -> None:
    page.get_by_label("账号或手机号").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_INT_1_a_provider_is_set_up_linked_and_signed_in_through(
    houses: tuple[Installation, Installation], browser: Browser
) -> None:
    provider, relying = houses
    # Names instead of one address with two ports: browsers share cookies between the ports of a host.
    here = f"http://localhost:{relying.port}"
    context = browser.new_context(locale="zh-CN", **CONSOLE)
    page = context.new_page()
    faults: list[str] = []
    complaints: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    # The administrator adds the provider, registers the callback address there, tests and switches it on.
    page.goto(f"{here}/console/log-in")
    _by_password(page, "li")
    page.wait_for_url(re.compile(r"/console/(?!log-in)"))
    page.goto(f"{here}/console/system/providers")
    page.get_by_role("link", name="新增").click()
    page.get_by_label("名称").fill("集团统一身份")
    page.get_by_label("签发者地址").fill(f"{provider.url}/oidc/works")
    page.get_by_label("Client ID").fill("later")
    page.get_by_label("Client Secret").fill("later")
    page.get_by_role("button", name="保存").click()
    callback = page.locator("dd code")
    expect(callback).to_contain_text(f"{here}/sign-on/")
    client_id, secret = json.loads(provider.python(REGISTER, callback.inner_text().strip()))
    page.get_by_role("link", name="修改").click()
    expect(page.get_by_label("签发者地址")).to_have_value(f"{provider.url}/oidc/works")
    page.get_by_label("Client ID").fill(client_id)
    page.get_by_label("Client Secret").fill(secret)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="测试连接：集团统一身份").click()
    expect(page.get_by_text("已读取提供方信息")).to_be_visible()
    page.get_by_role("button", name="启用集团统一身份").click()
    expect(page.get_by_text("已启用", exact=True).first).to_be_visible()
    settle(page)
    complaints += violations(page)

    # Somebody links: over to the provider, which asks who is there and whether they agree, and back.
    page.goto(f"{here}/console/me/identities")
    page.get_by_role("button", name="绑定集团统一身份").click()
    page.wait_for_url(re.compile(rf"127\.0\.0\.1:{provider.port}/console/log-in"))
    _by_password(page, "wang")
    page.get_by_role("button", name="同意并继续").wait_for()
    complaints += violations(page)
    page.get_by_role("button", name="同意并继续").click()
    page.wait_for_url(f"{here}/console/me/identities")
    expect(page.get_by_text("Wang")).to_be_visible()
    settle(page)
    complaints += violations(page)

    # Out, and in again by the button: the agreement is remembered, one click is enough.
    context.clear_cookies(domain="localhost")
    page.goto(f"{here}/console/log-in")
    page.get_by_role("button", name="集团统一身份").click()
    page.wait_for_url(re.compile(rf"localhost:{relying.port}/console/(?!log-in|sign-on)"))
    session = context.request.get(f"{here}/api/v1/identity/session").json()
    assert (session["stage"], session["login_name"]) == ("complete", "li")

    # At the provider the agreement is listed and taken back; a used answer opens nothing.
    page.goto(f"{provider.url}/m/me/identities")
    page.get_by_role("button", name="撤回对party的授权").click()
    page.get_by_role("button", name="撤回", exact=True).last.click()
    expect(page.get_by_text("没有其他系统使用您的平台账号登录")).to_be_visible()
    button = context.request.get(f"{here}/api/v1/identity/sign-on/providers").json()[0]
    page.goto(f"{here}/console/sign-on/{button['id']}?code=used&state=used")
    expect(page.get_by_role("alert")).to_contain_text("统一登录没有通过核对")
    assert complaints == []
    assert faults == []
    context.close()

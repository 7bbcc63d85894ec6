"""DUE-1: dues across two levels and two tenants: collected, paid through a platform, passed up, agreeing to the fen.

An installation of its own with two small enterprises, and both platforms on this host, signing as they do.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import CONSOLE, PHONE, Visitor
from tests.journeys.pages import violations
from tests.serving import Installation, installation
from tests.work.dues.channels import platforms as fake
from tests.work.dues.channels.server import Platforms, Trade, serving

MADE = """
import json
from datetime import date
from dangjian.directory.members.enums import PARTY_MEMBERS
from dangjian.identity.accounts.rules.sessions import WEB
from dangjian.identity.accounts.sessions import open_session
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.work.dues import commands
from dangjian.work.dues.commands import How, NewBase
from dangjian.work.dues.models import DuesOrder
from dangjian.work.dues.rules.kinds import BaseSource, FixReason, PayerKind
from dangjian.work.dues.rules.months import month_of, shift
from tests.world import build_world, building

this = month_of(clock.today())
last = shift(this, -1)
day = clock.at_local(date(int(last[:4]), int(last[5:]), 15), 9)
with clock.frozen(day):
    world = build_world()
told = {"last": last, "this": this, "here": {}, "there": {}}

def collect(tenant, wage):
    members = [each for each in tenant.people.values() if each.person_category in PARTY_MEMBERS]
    with clock.frozen(day), acting_as(tenant.system()):
        commands.fix_bases(entries=[
            NewBase(person_id=each.pk, valid_from=last, payer_kind=PayerKind.WAGE, base_fen=wage + 7_777 * at,
                    source=BaseSource.HR_FILE, reason=FixReason.YEAR) for at, each in enumerate(members)])
        run = commands.ask_run(organisation_id=tenant.orgs["group"].pk, period=last)
        commands.run_dues(run_id=run.pk)
    for key in ("first", "second"):
        with building(tenant.tenant.pk):
            ids = [order.pk for order in DuesOrder.objects.filter(organisation=tenant.orgs[key], period=last)]
        with clock.frozen(day), acting_as(tenant.system()):
            commands.tick_paid(organisation_id=tenant.orgs[key].pk, period=last, order_ids=ids,
                               how=How(paid_on=clock.today()))
    with acting_as(tenant.system()):
        run = commands.ask_run(organisation_id=tenant.orgs["group"].pk, period=this)
        commands.run_dues(run_id=run.pk)

for name, tenant, wage in (("here", world.here, 612_345), ("there", world.there, 700_011)):
    collect(tenant, wage)
    for key, account in tenant.accounts.items():
        surface = "phone" if key in ("member", "first_5") else "console"
        told[name][key] = open_session(account, limits=WEB, stage="complete", surface=surface, address="127.0.0.1",
                                       user_agent="journey", factors="password totp")
    told[name]["orgs"] = {key: str(org.pk) for key, org in tenant.orgs.items()}
print(json.dumps(told))
"""
Come = Callable[..., Visitor]


@pytest.fixture
def known() -> Iterator[Platforms]:
    with serving(datetime.now(UTC)) as found:
        yield found


@pytest.fixture
def place(known: Platforms) -> Iterator[tuple[Installation, dict[str, Any]]]:
    """Two enterprises that collected last month, and the platforms in reach."""
    given = {"DANGJIAN_OUTGOING": known.url, "DANGJIAN_URL": "https://dangjian.example.cn"}
    with installation(keep=False, DANGJIAN_ENV="development", **given) as house:
        house.migrate()
        told = json.loads(house.python(MADE).splitlines()[-1])
        house.start()
        yield house, told


@pytest.fixture
def come(place: tuple[Installation, dict[str, Any]], browser: Browser) -> Iterator[Come]:
    """Somebody signed in: `come("here", "member", "phone")`."""
    house, told = place
    opened: list[tuple[BrowserContext, Visitor]] = []

    def come_in(tenant: str, who: str, surface: str = "console") -> Visitor:
        options = PHONE if surface == "phone" else CONSOLE
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.add_cookies([{"name": "dangjian", "value": told[tenant][who], "url": house.url}])
        context.set_default_timeout(20_000)
        visitor = Visitor(context.new_page(), surface, house)
        visitor.watch()
        opened.append((context, visitor))
        return visitor

    yield come_in
    faults = [fault for _, visitor in opened for fault in visitor.faults]
    for context, _ in opened:
        context.close()
    assert faults == []


def _picture(page: Page, name: str) -> None:
    """What the page looks like, for whoever asks for pictures; and axe finds nothing on it."""
    expect(page.locator(".el-message")).to_have_count(0)  # words that fade away are pale for a moment
    assert violations(page) == [], name
    if folder := os.environ.get("JOURNEY_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"online-{name}.png"), full_page=True)


def _set_up(office: Visitor, known: Platforms) -> str:
    """The account of WeChat Pay, entered by hand and switched on; returns its id."""
    page = office.open("/work/dues/accounts")
    page.get_by_role("button", name="新增").click()
    dialog = page.get_by_role("dialog").last
    office_org = office.api("GET", "/api/v1/directory/organisations?limit=50")["items"]
    name = next(row["short_name"] for row in office_org if row["short_name"].startswith("制造"))
    dialog.get_by_label("收款的党组织").click()
    page.get_by_role("treeitem").filter(has_text=name).first.locator(
        ".el-tree-node__content, .el-select-dropdown__item"
    ).first.click()
    for label, value in {
        "商户号": "1900000109",
        "AppID": "wx0123456789abcdef",
        "商户 API 证书序列号": "7132D72A03E93CDDF8C03BBD1F37EEDF91CA6AFF",
        "商户 API 私钥": fake.private_pem("merchant"),
        "APIv3 密钥": fake.V3_KEY,
        "微信支付公钥 ID 或平台证书序列号": fake.SERIAL,
        "微信支付公钥或平台证书": fake.public_pem("merchant"),
        "接口地址（可不填）": known.url,
    }.items():
        dialog.get_by_label(label, exact=True).fill(value)
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_text(re.compile("不要填写本单位自己的公钥"))).to_be_visible()
    _picture(page, "account-form")
    dialog.get_by_label("微信支付公钥或平台证书", exact=True).fill(fake.certificate_pem("wechat"))
    dialog.get_by_role("button", name="保存").click()
    page.get_by_role("button", name=re.compile("开通微信支付")).click()
    expect(page.get_by_text("已开通").first).to_be_visible()
    _picture(page, "accounts")
    assert fake.V3_KEY not in page.content()
    account: str = office.api("GET", "/api/v1/work/dues/payment-accounts")["items"][0]["id"]
    return account


def _pay(member: Visitor, picture: str = "") -> tuple[Page, str]:
    """A member goes the way to the platform; returns the page of the result and the number of the order."""
    page = member.open("/me/dues")
    page.get_by_role("link", name="交党费").or_(page.get_by_role("button", name="交党费")).click()
    expect(page.get_by_text("合计")).to_be_visible()
    if picture:
        _picture(page, picture)
    page.get_by_role("button", name="去支付").click()
    expect(page.get_by_text("订单号")).to_be_visible()
    order = page.url.rsplit("/", 1)[-1]
    number: str = member.api("GET", f"/api/v1/work/dues/pay-orders/{order}")["number"]
    return page, number


def _tell(house: Installation, account: str, headers: dict[str, str], body: bytes) -> int:
    with house.client() as platform:
        kind = "application/json" if headers else "application/x-www-form-urlencoded"
        path = f"/api/v1/work/dues/pay-notices/{account}"
        return platform.post(path, content=body, headers={**headers, "Content-Type": kind}).status_code


def _sums(visitor: Visitor, org: str, first: str, last: str) -> dict[str, Any]:
    asked = f"organisation_id={org}&first_month={first}&last_month={last}"
    found: dict[str, Any] = visitor.api("GET", f"/api/v1/work/dues/statement?{asked}")
    return found


def test_DUE_1_two_tenants_collect_pay_online_and_agree_to_the_fen(
    place: tuple[Installation, dict[str, Any]], known: Platforms, come: Come
) -> None:
    house, told = place
    here, there = told["here"]["orgs"], told["there"]["orgs"]
    office, secretary = come("here", "office"), come("here", "secretary")
    account = _set_up(office, known)

    member = come("here", "member", "phone")
    page, number = _pay(member, "choice")
    _picture(page, "open")
    forged = known.wechat_notice
    known.at = datetime.now(UTC)
    known.pay(number)
    assert _tell(house, account, *forged(number, signer="somebody")) == 403
    assert [_tell(house, account, *known.wechat_notice(number)) for _ in range(2)] == [200, 200]
    expect(page.get_by_text(re.compile("已支付，党费已登记"))).to_be_visible()
    _picture(page, "paid")
    page.get_by_role("link", name="查看收据").click()
    expect(page.get_by_text("微信支付")).to_be_visible()

    other = come("here", "first_5", "phone")
    page, number = _pay(other)
    due = known.trades[number].fen
    known.pay(number, fen=due + 1)
    assert _tell(house, account, *known.wechat_notice(number)) == 200
    expect(page.get_by_text(re.compile("需由党费工作人员核对"))).to_be_visible()
    _picture(page, "held")
    desk = secretary.open("/work/dues/money")
    line = desk.get_by_role("row").filter(has_text="待处理")
    expect(line.get_by_text(re.compile("实付金额与订单不同"))).to_be_visible()
    _picture(desk, "money")
    line.get_by_role("button", name="登记").click()
    desk.get_by_label("自愿多交（元，可不填）").fill("0.01")
    desk.get_by_role("dialog").last.get_by_role("button", name="登记").click()
    expect(desk.get_by_role("row").filter(has_text="待处理")).to_have_count(0)

    _reconcile(office, known)
    sent = {"organisation_id": here["first"], "last_month": told["last"], "sent_on": f"{told['this']}-01"}
    up = secretary.api("POST", "/api/v1/work/dues/remittances", data=sent)
    received = {"received_on": datetime.now().strftime("%Y-%m-%d")}
    office.api("POST", f"/api/v1/work/dues/remittances/{up['id']}/confirm", data=received)
    whole = _sums(office, here["works"], told["last"], told["this"])
    works, first, second = (
        next(row for row in whole["items"] if row["organisation_id"] == here[key])
        for key in ("works", "first", "second")
    )
    assert whole["difference_fen"] == 0
    assert works["collected_fen"] == first["collected_fen"] + second["collected_fen"]
    assert works["from_below_fen"] == first["passed_up_fen"] > 0
    online = [row for row in known.trades.values() if row.state == "SUCCESS"]
    assert first["collected_fen"] - first["passed_up_fen"] == sum(row.paid_fen for row in online)
    assert first["kept_fen"] + works["kept_fen"] + second["kept_fen"] == works["collected_fen"]

    _other_tenant(come("there", "stranger"), house, known, there, (told["last"], told["this"], whole))


def _reconcile(office: Visitor, known: Platforms) -> None:
    """The statement of the platform names a payment that the books lack; the office finds out that it is no dues."""
    known.extra_lines.append(("4200SHOP", "SHOP0001", 500))
    known.at = datetime.now(UTC)
    page = office.open("/work/dues/reconcile")
    page.get_by_role("button", name="取对账单并核对").click()
    expect(page.get_by_text("平台有、系统没有")).to_be_visible()
    _picture(page, "reconcile")
    page.get_by_role("button", name="已核实，不处理").click()
    page.get_by_label("核实的情况").fill("同一商户号的食堂收款")
    page.get_by_role("dialog").last.get_by_role("button", name="确定").click()
    expect(page.get_by_text(re.compile("同一商户号的食堂收款"))).to_be_visible()


def _other_tenant(
    stranger: Visitor,
    house: Installation,
    known: Platforms,
    there: dict[str, str],
    seen: tuple[str, str, dict[str, Any]],
) -> None:
    """The other enterprise pays by Alipay into an account of its own, and sees nothing of the first."""
    last, this, whole = seen
    given = {
        "merchant_id": "2088001234567890",
        "app_id": "2021001234567890",
        "private_key": fake.private_pem("merchant"),
    }
    given |= {"platform_key": fake.public_pem("alipay"), "address": f"{known.url}/gateway.do"}
    made = stranger.api(
        "POST",
        "/api/v1/work/dues/payment-accounts",
        data={"organisation_id": there["group"], "kind": "alipay", **given},
    )
    stranger.api("POST", f"/api/v1/work/dues/payment-accounts/{made['id']}/switch", data={"is_on": True})
    assert [row["kind"] for row in stranger.api("GET", "/api/v1/work/dues/payment-accounts")["items"]] == ["alipay"]
    periods = [row["period"] for row in stranger.api("GET", "/api/v1/work/dues/pay-options")["months"]]
    opened = stranger.api("POST", "/api/v1/work/dues/pay-orders", data={"kind": "alipay", "periods": periods})
    order = stranger.api("GET", f"/api/v1/work/dues/pay-orders/{opened['id']}")
    known.trades[order["number"]] = Trade(order["number"], order["amount_fen"], "")
    known.at = datetime.now(UTC)
    known.pay(order["number"])
    assert _tell(house, made["id"], {}, known.alipay_notice(order["number"])) == 200
    assert stranger.api("GET", f"/api/v1/work/dues/pay-orders/{opened['id']}")["state"] == "paid"
    sums = _sums(stranger, there["group"], last, this)
    group = next(row for row in sums["items"] if row["organisation_id"] == there["group"])
    assert sums["difference_fen"] == 0
    assert not {row["organisation_id"] for row in sums["items"]} & {row["organisation_id"] for row in whole["items"]}
    money = stranger.api("GET", f"/api/v1/work/dues/channel-money?organisation_id={there['group']}")["items"]
    assert [row["amount_fen"] for row in money] == [order["amount_fen"]]
    assert group["collected_fen"] > order["amount_fen"]

"""DUE-1: dues across two levels in a browser: fixed, assessed, collected, receipted, passed up, confirmed."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor


def _dialog(page: Page) -> Any:
    return page.get_by_role("dialog").last


def _month(visitor: Visitor) -> str:
    month: str = visitor.api("GET", "/api/v1/work/dues/mine")["month"]
    return month


def _own_branch(visitor: Visitor) -> str:
    branch: str = visitor.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=branch")["items"][0]["id"]
    return branch


def test_DUE_1_the_secretary_collects_and_the_member_sees_a_receipt(enter: Enter) -> None:
    secretary = enter("secretary")
    month, branch = _month(secretary), _own_branch(secretary)
    page = secretary.open("/work/dues")
    expect(page.get_by_text(re.compile(r"应交 [\d,.]+ 元"))).to_be_visible()
    sheet = secretary.api("GET", f"/api/v1/work/dues/sheet?organisation_id={branch}&period={month}")
    waiting = next(row for row in sheet["items"] if row["state"] == "open")

    line = page.get_by_role("row").filter(has_text=waiting["person_name"]).first
    line.locator(".el-checkbox").click()
    page.get_by_role("button", name=re.compile("登记已交：1 人")).click()
    expect(page.get_by_text("已登记").first).to_be_visible()
    page.get_by_role("tab", name="收据").click()
    expect(page.get_by_role("row").filter(has_text=waiting["person_name"]).first).to_contain_text("当月交纳")

    page.get_by_role("row").filter(has_text=waiting["person_name"]).first.get_by_role("button", name="冲销").click()
    _dialog(page).get_by_label("冲销的原因").fill("登记错了人")
    _dialog(page).get_by_role("button", name="冲销").click()
    expect(page.get_by_text("已冲销：登记错了人").first).to_be_visible()
    after = secretary.api("GET", f"/api/v1/work/dues/sheet?organisation_id={branch}&period={month}")
    assert next(row for row in after["items"] if row["id"] == waiting["id"])["paid_fen"] == 0

    member = enter("member", "phone")
    own = member.open("/me/dues")
    expect(own.get_by_text("每月应交")).to_be_visible()
    expect(own.get_by_text(re.compile("依据：《关于中国共产党党费收缴"))).to_be_visible()
    own.get_by_role("tab", name="收据").click()
    own.locator("a.row").first.click()
    expect(own.get_by_text(re.compile("党费收据 20"))).to_be_visible()
    refused = member.page.request.get(
        f"{member.house.url}/api/v1/work/dues/sheet?organisation_id={branch}&period={month}"
    )
    assert refused.status == 403
    assert secretary.faults == member.faults == []


def test_DUE_1_a_base_is_corrected_with_its_reason_and_the_month_assessed_anew(enter: Enter) -> None:
    secretary = enter("secretary")
    month, branch = _month(secretary), _own_branch(secretary)
    page = secretary.open("/work/dues/bases")
    line = page.get_by_role("row").filter(has_text="按月领取工资").last
    name = line.locator("td").first.inner_text().strip()
    line.get_by_role("button", name="变更").click()
    _dialog(page).get_by_label(re.compile("每月固定、经常性收入")).fill("5000.01")
    expect(_dialog(page).get_by_text(re.compile(r"× 1\.5% = 75\.00 元"))).to_be_visible()
    _dialog(page).get_by_role("button", name="核定").click()
    expect(_dialog(page).get_by_role("alert")).to_contain_text("更正差错请说明原因")
    _dialog(page).get_by_label(re.compile("说明")).fill("人事数据更正")
    _dialog(page).get_by_role("button", name="核定").click()
    expect(page.get_by_text("已核定，本人会收到提示").first).to_be_visible()

    page = secretary.open("/work/dues")
    page.get_by_role("row").filter(has_text=name).first.get_by_role("button", name="撤销应交").click()
    _dialog(page).get_by_label("撤销的原因").fill("基数已更正")
    _dialog(page).get_by_role("button", name="撤销应交").click()
    expect(page.get_by_text(re.compile("还有 1 名党员没有"))).to_be_visible()
    page = secretary.open("/work/dues/runs")
    page.get_by_role("button", name="核定 1 人").click()
    for _ in range(60):
        sheet = secretary.api("GET", f"/api/v1/work/dues/sheet?organisation_id={branch}&period={month}")
        found = next((row for row in sheet["items"] if row["person_name"] == name), None)
        if found is not None:
            break
        page.wait_for_timeout(500)
    assert found is not None, "the run did not end within half a minute"
    assert found["due_fen"] == 7_500
    assert secretary.faults == []


def test_DUE_1_two_levels_pass_up_confirm_and_agree_to_the_fen(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/work/dues/statement")
    expect(page.get_by_text("差额 0.00 元")).to_be_visible()
    place = office.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=party_committee")["items"][0]["id"]
    month = _month(office)
    query = f"organisation_id={place}&first_month={month[:4]}-01&last_month={month}"
    lines = office.api("GET", f"/api/v1/work/dues/statement?{query}")["items"]
    for column in ("due_fen", "paid_fen", "people", "collected_fen"):
        below = sum(line[column] for line in lines[1:])
        assert lines[0][column] >= below > 0, "what is more belongs to the organisation itself"
    sent = [
        row
        for row in office.api("GET", f"/api/v1/work/dues/remittances?organisation_id={place}&limit=200")["items"]
        if row["state"] == "sent"
    ]
    assert sent, "some remittances wait for confirmation in the demo enterprise"
    page.goto(f"{office.root}/work/dues/statement?organisation_id={sent[0]['to_organisation_id']}")
    page.wait_for_load_state("networkidle")
    waiting = page.get_by_role("row").filter(has_text="待上级确认").first
    name = waiting.locator("td").first.inner_text()
    waiting.get_by_role("button", name="确认收到").click()
    _dialog(page).get_by_role("button", name="确认收到").click()
    expect(page.get_by_text("已确认").first).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=name).filter(has_text="上级已收到").first).to_be_visible()
    expect(page.get_by_text("差额 0.00 元")).to_be_visible()

    _pass_down(enter, office)
    leader = enter("leader")
    assert leader.page.request.get(f"{leader.house.url}/api/v1/work/dues/late?organisation_id={place}").status == 403
    assert office.faults == []


def _pass_down(enter: Enter, office: Visitor) -> None:
    """The committee passes 1.00 down; the branch's secretary confirms it on the phone; both statements have it."""
    secretary = enter("secretary", "phone")
    branch = secretary.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=branch")["items"][0]
    page = office.open(f"/work/dues/allocations?organisation_id={branch['parent_id']}")
    page.get_by_role("button", name="下拨党费").click()
    _dialog(page).get_by_label("接收组织").last.click()
    page.get_by_role("option", name=branch["short_name"]).click()
    _dialog(page).get_by_label("金额（元）").fill("1.00")
    _dialog(page).get_by_label("用途").fill("补助生活困难党员")
    _dialog(page).get_by_role("button", name="登记下拨").click()
    expect(page.get_by_text("已登记下拨，待下级确认收到").first).to_be_visible()

    phone = secretary.open("/dues/allocations")
    phone.get_by_role("button", name="确认收到").click()
    phone.get_by_role("button", name="确认收到").last.click()
    expect(phone.get_by_text("已收到").first).to_be_visible()
    month = _month(office)
    query = f"organisation_id={branch['parent_id']}&first_month={month}&last_month={month}"
    found = office.api("GET", f"/api/v1/work/dues/statement?{query}")
    lines = {line["organisation_id"]: line for line in found["items"]}
    assert found["difference_fen"] == 0
    assert lines[branch["id"]]["from_above_fen"] == 100
    assert lines[branch["parent_id"]]["allocated_fen"] >= 100
    assert secretary.faults == []


def test_DUE_1_a_bank_statement_is_matched_by_people(enter: Enter) -> None:
    secretary = enter("secretary")
    month, branch = _month(secretary), _own_branch(secretary)
    sheet = secretary.api("GET", f"/api/v1/work/dues/sheet?organisation_id={branch}&period={month}")
    waiting = [row for row in sheet["items"] if row["state"] == "open"][-1]
    amount = f"{waiting['due_fen'] // 100}.{waiting['due_fen'] % 100:02d}"
    text = f"交易日期,收入金额,对方户名,附言,交易流水号\n{month}-01,{amount},{waiting['person_name']},党费,J-1\n"
    text += f"{month}-01,0.35,,结息,J-2\n"
    page = secretary.open("/work/dues/bank")
    file: Any = {"name": "流水.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files([file])
    expect(page.get_by_role("button", name="导入", exact=True)).to_be_enabled()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("新增 2 笔")).to_be_visible()
    expect(page.get_by_text("付款户名与党员姓名一致").first).to_be_visible()
    page.get_by_role("button", name=f"确认{waiting['person_name']}").click()
    expect(page.get_by_text(f"已登记为{waiting['person_name']}交纳").first).to_be_visible()

    page.get_by_role("row").filter(has_text="结息").get_by_role("button", name="不登记").click()
    _dialog(page).get_by_label(re.compile("原因")).fill("银行结息")
    _dialog(page).get_by_role("button", name="不登记").click()
    expect(page.get_by_text("已处理").first).to_be_visible()
    after = secretary.api("GET", f"/api/v1/work/dues/sheet?organisation_id={branch}&period={month}")
    assert next(row for row in after["items"] if row["id"] == waiting["id"])["state"] == "paid"
    assert secretary.faults == []

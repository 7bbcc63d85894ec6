"""ORG-1…3, MEM-1, MEM-3, PRV-1: terms, splitting, past days, two people at one record, saved filters, who looked."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Enter, Visitor

ORGANISATIONS = "/api/v1/directory/organisations"


def _branch(office: Visitor, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = office.api("GET", f"{ORGANISATIONS}?q={name}")["items"]
    return found[0]


def test_ORG_3_a_new_term_is_recorded_and_its_end_follows(enter: Enter) -> None:
    office = enter("office")
    branch = _branch(office, "仓储分公司")
    page = office.open(f"/directory/organisations/{branch['id']}?tab=term")
    page.get_by_role("button", name="登记换届（新一届任期）").click()
    dialog = page.get_by_role("dialog", name="登记换届")
    dialog.get_by_label(re.compile("^当选日期")).fill("2026-11-02")
    dialog.get_by_label("批准文号").fill("华岳党组〔2026〕88号")
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已登记新一届任期").first).to_be_visible()
    expect(page.get_by_text("2029-11-02").first).to_be_visible()


def test_ORG_1_everybody_has_a_place_when_a_branch_is_split(enter: Enter) -> None:
    office = enter("office")
    branch = _branch(office, "冷链分公司")
    page = office.open(f"/directory/organisations/{branch['id']}/split")
    rows = page.locator(".el-table__row")
    expect(rows.first).to_be_visible()
    before = rows.count()
    page.get_by_label("新支部 1 的简称").fill("旅程二冷库党支部")
    for index in range(3):
        rows.nth(index).locator(".el-checkbox").click()
    page.get_by_role("button", name="旅程二冷库党支部").click()
    expect(page.get_by_role("status").filter(has_text=f"共 {before} 人")).to_contain_text(f"{before - 3} 人")
    page.get_by_role("button", name="确认拆分").click()
    expect(page.get_by_text("已办理").first).to_be_visible()

    made = _branch(office, "旅程二冷库")
    moved = office.api("GET", f"/api/v1/directory/members?organisation_id={made['id']}&with_total=true")
    assert moved["total"] == 3
    history = office.api("GET", f"{ORGANISATIONS}/{made['id']}/history")
    assert history["lineage"][0]["source_name"] == "冷链分公司党支部"


def test_ORG_1_what_remains_is_shown_before_dissolving(enter: Enter) -> None:
    office = enter("office")
    branch = _branch(office, "第四分公司")
    page = office.open(f"/directory/organisations/{branch['id']}/dissolve")
    expect(page.get_by_text("还不能撤销，请先办结")).to_be_visible()
    expect(page.get_by_text(re.compile(r"还有 \d+ 名党员或培养对象"))).to_be_visible()


def test_ORG_1_the_organisation_and_its_roster_on_a_past_day(enter: Enter) -> None:
    office = enter("office")
    branch = _branch(office, "第四分公司")
    page = office.open(f"/directory/organisations/{branch['id']}?tab=past")
    page.get_by_label("查看日期").last.fill("1990-01-01")
    page.keyboard.press("Enter")
    expect(page.get_by_text("这一天没有这个组织")).to_be_visible()
    page.get_by_label("查看日期").last.fill("2026-11-01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"当日名册（\d+ 人）"))).to_be_visible()


def test_MEM_1_two_people_at_one_record_and_both_texts_are_kept(enter: Enter) -> None:
    office = enter("office")
    person = office.api("GET", "/api/v1/directory/members?q=zhoujianhua")["items"][0]
    page = office.open(f"/directory/members/{person['id']}/edit")
    page.get_by_label("部门", exact=True).fill("我写的部门")

    other = enter("secretary")
    version = other.api("GET", f"/api/v1/directory/members/{person['id']}")["version"]
    other.api(
        "PATCH",
        f"/api/v1/directory/members/{person['id']}",
        headers={"If-Match": f'"v{version}"'},
        data={"department": "他人写的部门"},
    )
    page.get_by_role("button", name="保存").click()

    dialog = page.get_by_role("dialog", name="这条记录刚刚被他人修改")
    expect(dialog.get_by_role("heading", name="部门", exact=True)).to_be_visible()
    expect(dialog.get_by_text("他人写的部门")).to_be_visible()
    expect(dialog.get_by_text("我写的部门")).to_be_visible()
    dialog.get_by_role("button", name="合并并保存").click()
    page.wait_for_url(re.compile(rf"/members/{person['id']}$"))
    record = office.api("GET", f"/api/v1/directory/members/{person['id']}")["record"]
    assert record["department"] == "我写的部门"


def test_MEM_3_a_saved_filter_is_found_on_another_computer(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/directory/members?sex=female&is_retired=true")
    page.get_by_role("button", name="保存筛选").click()
    page.get_by_label(re.compile("起个名字")).fill("离退休女党员")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="离退休女党员", exact=True)).to_be_visible()

    elsewhere = enter("office")
    page = elsewhere.open("/directory/members")
    page.get_by_role("button", name="离退休女党员", exact=True).click()
    expect(page).to_have_url(re.compile("sex=female"))


def test_PRV_1_the_member_sees_the_own_numbers_and_who_looked(enter: Enter) -> None:
    member = enter("member", "phone")
    own = member.api("GET", "/api/v1/directory/members/me")
    office = enter("office")
    office.api("POST", f"/api/v1/directory/members/{own['id']}/reveal", data={"purpose": "走访慰问（旅程）"})

    page = member.open("/me/record")
    page.get_by_role("button", name="显示完整号码").click()
    expect(page.get_by_text(re.compile(r"^\d{17}[\dX]$"))).to_be_visible()
    page.get_by_role("button", name="谁查看过我的完整号码").click()
    expect(page.get_by_text("用途：走访慰问（旅程）")).to_be_visible()


def test_ORG_1_the_trees_beside_the_party_tree(enter: Enter) -> None:
    office = enter("office")
    for kind, name in (("trade_union", "旅程工会"), ("league_committee", "旅程团委")):
        body = {"parent_id": None, "org_kind": kind, "short_name": name, "on": "2026-11-01"}
        office.api("POST", ORGANISATIONS, data=body)
    page = office.open("/directory/organisations?tree=union")
    expect(page.get_by_role("link", name="旅程工会")).to_be_visible()
    page = office.open("/directory/organisations/chart?tree=league")
    expect(page.get_by_role("img", name=re.compile("共 1 个组织"))).to_be_visible()

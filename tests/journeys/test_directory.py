"""ORG-1…3, MEM-1, MEM-3, PRV-1: organisations and members as the office, the branch and the member use them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Enter


def test_MEM_3_find_by_initials_and_open_the_record(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/directory/members")
    expect(page.locator(".el-table__row").first).to_be_visible()

    page.get_by_placeholder("姓名、拼音、证件号或手机").fill("zhoujianhua")
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="周建华").first.click()

    expect(page.get_by_role("heading", name="周建华")).to_be_visible()
    expect(page.get_by_text("党龄").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d{4}\*{12}\w{2}")).first).to_be_visible()


def test_MEM_1_change_a_record_and_see_what_changed(enter: Enter) -> None:
    office = enter("office")
    person = office.api("GET", "/api/v1/directory/members?q=zhoujianhua")["items"][0]
    page = office.open(f"/directory/members/{person['id']}/edit")
    page.get_by_label("部门", exact=True).fill("工程管理部（旅程）")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile(rf"/members/{person['id']}$"))

    page.get_by_role("tab", name="变更记录").click()

    expect(page.get_by_role("cell", name="工程管理部（旅程）").first).to_be_visible()
    expect(page.get_by_role("cell", name="党务工作者修改").first).to_be_visible()


def test_MEM_3_counts_by_two_dimensions_as_chart_and_table(enter: Enter) -> None:
    leader = enter("leader")
    page = leader.open("/directory/member-counts?rows=age&columns=education")
    expect(page.get_by_role("heading", name=re.compile(r"共 \d+ 人"))).to_be_visible()
    expect(page.get_by_role("cell", name="31–35 岁").first).to_be_visible()


def test_PRV_1_a_member_asks_for_a_correction_and_the_branch_decides(enter: Enter) -> None:
    member = enter("member", "phone")
    page = member.open("/me/record")
    expect(page.get_by_text("我的更正申请")).to_be_visible()
    page = member.open("/me/corrections/new/native_place")
    page.get_by_label(re.compile("^改为")).fill("范例省旅程市")
    page.get_by_label(re.compile("^理由")).fill("以前登记有误")
    page.get_by_role("button", name="提交支部审核").click()
    expect(page.get_by_text("待审核").first).to_be_visible()

    secretary = enter("secretary")
    page = secretary.open("/directory/corrections")
    page.get_by_role("row", name=re.compile("范例省旅程市")).get_by_role("button", name="采纳", exact=True).click()
    expect(page.get_by_text("已采纳，党员信息已更新").first).to_be_visible()

    assert member.api("GET", "/api/v1/directory/members/me")["record"]["native_place"] == "范例省旅程市"


def test_ORG_1_establish_rename_and_ask_for_a_past_day(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/directory/organisations/new")
    page.get_by_label("简称").fill("旅程党支部")
    page.get_by_label("上级党组织").click()
    page.get_by_text("集团党委", exact=True).last.click()
    page.get_by_role("button", name="成立", exact=True).click()
    page.wait_for_url(re.compile(r"/organisations/[0-9a-f-]{36}$"))
    expect(page.get_by_role("heading", name="旅程党支部")).to_be_visible()

    page.get_by_role("tab", name="组织沿革").click()
    expect(page.get_by_role("cell", name="成立").first).to_be_visible()
    tree = office.api("GET", "/api/v1/directory/organisations/tree?on=2026-01-01")
    assert "旅程党支部" not in {node["name"] for node in tree["nodes"]}


def test_ORG_2_set_up_problems_are_named_with_their_clause(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/directory/organisations/violations")
    expect(page.get_by_text("不符合规定").first).to_be_visible()
    expect(page.get_by_text(re.compile("依据：《")).first).to_be_visible()


def test_ORG_3_the_chart_is_drawn_and_opens_an_organisation(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/directory/organisations/chart")
    page.get_by_label("查找组织").fill("建工公司党委")
    page.get_by_role("button", name="建工公司党委").click()
    expect(page.get_by_role("complementary").get_by_text(re.compile("书记："))).to_be_visible()
    page.get_by_role("complementary").get_by_role("button", name="打开").click()
    expect(page.get_by_role("heading", name="建工公司党委")).to_be_visible()


def test_a_member_does_not_reach_the_offices_pages(enter: Enter) -> None:
    member = enter("member")
    page = member.open("/directory/members")
    expect(page).to_have_url(re.compile("/m/"))
    expect(page.get_by_text("我的会议").first).to_be_visible()
    answer = page.request.get(f"{member.house.url}/api/v1/directory/members")
    assert answer.status == 403

"""What people met on the console: ended grants, a recorder without a role, counts as a workbook, wrong addresses."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import Enter
from tests.journeys.test_meetings import SHANGHAI, _confirm

NOWHERE = "01890000-0000-7000-8000-000000000000"


def test_ORG_1_an_operation_on_an_organisation_out_of_reach_offers_no_form(enter: Enter) -> None:
    office = enter("office")
    page = office.open(f"/directory/organisations/{NOWHERE}/rename")
    expect(page.get_by_text("没有找到您要的内容")).to_be_visible()
    expect(page.get_by_role("button", name="确认更名")).to_have_count(0)
    assert "undefined" not in page.locator("main").inner_text()


def test_ORG_1_only_a_branch_is_offered_to_be_split(enter: Enter) -> None:
    office = enter("office")
    for name, offered in (("建工公司党委", 0), ("设计院", 1)):
        found = office.api("GET", f"/api/v1/directory/organisations?q={name}")["items"][0]
        page = office.open(f"/directory/organisations/{found['id']}")
        page.get_by_role("button", name="组织调整").click()
        expect(page.get_by_role("menuitem", name="更名")).to_be_visible()
        expect(page.get_by_role("menuitem", name="拆分")).to_have_count(offered)


def test_ORG_1_the_picker_of_a_form_opens_without_blame_and_the_tab_stands_in_the_address(enter: Enter) -> None:
    office = enter("office")
    branch = office.api("GET", "/api/v1/directory/organisations?q=设计院")["items"][0]
    page = office.open(f"/directory/organisations/{branch['id']}/move")
    page.get_by_label("新的上级党组织").click()
    expect(page.get_by_placeholder("名称、拼音或编码")).to_be_focused()
    expect(page.get_by_text("请选择新的上级党组织。")).to_have_count(0)
    page.keyboard.press("Escape")

    page = office.open(f"/directory/organisations/{branch['id']}")
    page.get_by_role("tab", name="组织沿革").click()
    expect(page).to_have_url(re.compile(r"\?tab=history$"))
    page = office.open(f"/directory/organisations/{branch['id']}?tab=nonsense")
    expect(page.get_by_role("tab", name="基本情况")).to_have_attribute("aria-selected", "true")


def test_a_grant_that_was_taken_back_is_found_among_all(enter: Enter) -> None:
    office, security = enter("office"), enter("security")
    person = office.api("GET", "/api/v1/directory/members?q=zhoujianhua")["items"][0]
    place = office.api("GET", "/api/v1/directory/organisations?q=建工公司党委")["items"][0]
    body = {
        "person_id": person["id"],
        "role": "office",
        "organisation_id": place["id"],
        "subtree": True,
        "valid_from": datetime.now(SHANGHAI).date().isoformat(),
        "valid_to": None,
        "reason": "旅程借调",
    }
    given: dict[str, Any] = security.api("POST", "/api/v1/directory/grants", data=body)
    security.api("POST", f"/api/v1/directory/grants/{given['id']}/revoke", data={"reason": "旅程结束"})

    page = office.open(f"/system/grants?person_id={person['id']}&state=counting")
    expect(page.get_by_role("row", name=re.compile("支部书记"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("旅程借调"))).to_have_count(0)
    office.open(f"/system/grants?person_id={person['id']}")
    expect(page.get_by_role("row", name=re.compile("旅程借调"))).to_be_visible()


def test_MEM_3_counts_are_written_out_as_a_workbook(enter: Enter) -> None:
    leader = enter("leader")
    page = leader.open("/directory/member-counts?rows=age&columns=education")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 Excel").click()
    assert waiting.value.suggested_filename == "党员统计.xlsx"
    lines = CalamineWorkbook.from_path(waiting.value.path()).get_sheet_by_index(0).to_python()
    total = re.search(r"共 (\d+) 人", page.get_by_role("heading", name=re.compile(r"共 \d+ 人")).inner_text())
    assert total is not None
    assert (lines[0][0], lines[-1][0], lines[-1][-1]) == ("年龄", "合计", float(total[1]))


def test_LIFE_1_the_named_recorder_keeps_the_record_on_the_console_without_a_role_there(enter: Enter) -> None:
    secretary, leader = enter("secretary"), enter("leader")
    own = secretary.api("GET", "/api/v1/identity/session")["roles"][0]["org_id"]
    recorder = leader.api("GET", "/api/v1/directory/members/me")["id"]
    begin = datetime.now(SHANGHAI) - timedelta(minutes=5)
    body = {
        "organisation_id": own,
        "kind": "theme_party_day",
        "title": "主题党日（记录人来自上级）",
        "place": "一号会议室",
        "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(hours=1)).isoformat(),
        "recorder_id": recorder,
        "parts": [{"title": "学习", "item_kind": "study"}],
    }
    meeting = secretary.api("POST", "/api/v1/work/meetings", data=body)["id"]
    secretary.api("POST", f"/api/v1/work/meetings/{meeting}/notify")
    secretary.api("POST", f"/api/v1/work/meetings/{meeting}/open", data={})

    page = leader.open(f"/work/meetings/{meeting}")
    expect(page.locator(".ProseMirror").first).to_be_visible()
    expect(page.get_by_role("button", name="提交记录")).to_be_visible()
    expect(page.get_by_role("button", name="修改", exact=True)).to_have_count(0)
    page.get_by_role("tab", name=re.compile("签到")).click()
    expect(page.get_by_role("columnheader", name="登记")).to_be_visible()
    page.get_by_role("button", name="结束会议").click()
    _confirm(page, "结束会议")
    expect(page.get_by_role("button", name="结束会议")).to_have_count(0)

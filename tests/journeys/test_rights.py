"""BEY-21, SYS-1: who may do what where, until when and why, in words that a branch secretary reads."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Enter


def test_BEY_21_a_secretary_reads_who_has_rights_in_the_branch_and_why(enter: Enter) -> None:
    secretary = enter("secretary")
    page = secretary.open("/system/grants")
    expect(page.get_by_text("随任职生效，免职收回").first).to_be_visible()
    page.get_by_role("button", name="谁对本组织有权限").click()
    table = page.get_by_role("tabpanel", name="权限")
    expect(table.get_by_text("全部组织").first).to_be_visible()
    expect(table.get_by_text("系统管理员").first).to_be_visible()
    page.get_by_role("link", name="查看每个角色能办的全部事项").click()
    expect(page.get_by_role("rowheader", name="组织生活", exact=True)).to_be_visible()
    row = page.get_by_role("row", name=re.compile("^会议记录签字（主持人）"))
    expect(row.get_by_text("本人").first).to_be_visible()


def test_BEY_21_why_one_sees_a_member_an_organisation_and_a_meeting(enter: Enter) -> None:
    secretary = enter("secretary")
    person = secretary.api("GET", "/api/v1/directory/members?limit=1")["items"][0]["id"]
    meeting = secretary.api("GET", "/api/v1/work/meetings?limit=1")["items"][0]["id"]
    roles = secretary.api("GET", "/api/v1/identity/session")["roles"]
    own = next(held["org_id"] for held in roles if held["role"] == "branch_secretary")

    for path in (f"/directory/members/{person}", f"/directory/organisations/{own}", f"/work/meetings/{meeting}"):
        page = secretary.open(path)
        page.get_by_role("button", name="我为什么能看到？").click()
        expect(page.get_by_text(re.compile("^随职务取得，范围：")).first).to_be_visible()
        expect(page.get_by_text(re.compile("^自 .* 起，")).first).to_be_visible()

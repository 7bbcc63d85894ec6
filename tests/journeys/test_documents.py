"""DOC-1: a notice goes down and is read on the phone, a report goes up, and the committee sees who has not read."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor

TITLE = "关于报送年度工作总结的通知"


def _own_branch(visitor: Visitor) -> tuple[str, str]:
    row = visitor.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=branch")["items"][0]
    return row["id"], row["short_name"]


def _pick(page: Page, label: str, name: str) -> None:
    page.get_by_role("combobox", name=re.compile(f"^{label}：")).click()
    page.get_by_label(f"{label}：按名称、拼音或编码查找").fill(name)
    page.locator("ul.results button").filter(has_text=name).first.click()


def test_DOC_1_notice_down_and_report_up_across_two_levels(enter: Enter) -> None:
    secretary = enter("secretary")
    _, branch = _own_branch(secretary)

    office = enter("office")
    committee = office.api("GET", "/api/v1/work/documents/sent?limit=1&kind=notice")["items"][0]["org_name"]
    page = office.open("/work/documents/new")
    _pick(page, "发文组织", committee)
    _pick(page, "发给", branch)
    page.get_by_text("全体党员", exact=True).click()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("正文").fill("请各党支部于本月底前报送年度工作总结。")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("发出时编号").first).to_be_visible()
    page.get_by_role("button", name="发出", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发出").click()
    expect(page.get_by_text(re.compile(r"〔20\d\d〕\d+号")).first).to_be_visible()

    member = enter("member", "phone")
    own = member.open("/me/documents")
    own.get_by_role("link", name=re.compile(TITLE)).click()
    expect(own.get_by_text("请各党支部于本月底前报送年度工作总结。")).to_be_visible()
    own.get_by_role("button", name="确认已阅").click()
    expect(own.get_by_text("已阅", exact=True).first).to_be_visible()

    seen = office.open(page.url.split("/console", 1)[1])
    expect(seen.get_by_text(re.compile(r"1 / \d+")).first).to_be_visible()
    expect(seen.get_by_text(re.compile(r"\d+ 人未阅")).first).to_be_visible()
    seen.get_by_role("button", name="催阅").click()
    expect(seen.get_by_text(re.compile(r"已提醒 \d+ 人")).first).to_be_visible()

    up = secretary.open("/work/documents/new?kind=report")
    up.get_by_label("标题").fill("关于工作总结的报告")
    up.get_by_label("正文").fill("总结如附件。经费不足，请予批准。")
    up.get_by_role("button", name="保存草稿").click()
    expect(up.get_by_text(re.compile("需要上级批复的事项请另写请示")).first).to_be_visible()
    up.get_by_label("正文").fill("总结如附件。特此报告。")
    up.get_by_role("button", name="保存草稿").click()
    up.get_by_role("button", name="发出", exact=True).click()
    up.get_by_role("dialog").get_by_role("button", name="发出").click()
    expect(up.get_by_text(re.compile(r"〔20\d\d〕\d+号")).first).to_be_visible()
    requests = secretary.open("/work/documents/requests")
    expect(requests.get_by_text(re.compile(r"请示〔20\d\d〕\d+号")).first).to_be_visible()
    assert office.faults == member.faults == secretary.faults == []

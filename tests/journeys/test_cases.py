"""PRC-1: a request from the first word to the answer on console and phone: form, refusal beside the field, way."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Enter


def test_PRC_1_a_request_is_started_refused_where_wrong_sent_and_consented(enter: Enter) -> None:
    secretary = enter("secretary")
    page = secretary.open("/work/cases/new")
    page.get_by_role("combobox", name="流程").press("ArrowDown")
    page.get_by_role("option", name="请示事项").click()
    page.get_by_label("事项名称", exact=False).first.fill("关于开展联学共建的请示（旅程）")
    page.get_by_role("button", name="下一步：填写内容").click()
    page.wait_for_url(re.compile(r"/work/cases/[0-9a-f-]{36}"))
    case = page.url.rsplit("/", 1)[-1]

    page.get_by_label("请示事项", exact=False).first.fill("开展联学共建")
    page.get_by_label("理由和建议", exact=False).first.fill("太短")
    page.get_by_text("一般", exact=True).click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text(re.compile("“理由和建议”至少 10 个字")).first).to_be_visible()
    page.get_by_label("理由和建议", exact=False).first.fill("拟与相邻车间党支部开展联学共建，共同组织学习，请批准。")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="本级书记审核")).to_be_visible()
    expect(page.get_by_text("以后的环节").first).to_be_visible()

    phone = enter("secretary", "phone")
    phone.open(f"/cases/{case}")
    phone.page.get_by_role("button", name=re.compile("办理：本级书记审核")).click()
    phone.page.get_by_role("button", name=re.compile("办理结果")).click()
    phone.page.get_by_role("option", name="同意", exact=True).click()
    phone.page.get_by_role("button", name="提交").click()
    expect(phone.page.get_by_role("heading", name="上级书记批复")).to_be_visible()

    detail = secretary.api("GET", f"/api/v1/foundation/process/cases/{case}")
    assert [step["step_key"] for step in detail["steps"]] == ["answer"]
    assert [entry["kind"] for entry in detail["history"]] == ["started", "decided", "decided"]

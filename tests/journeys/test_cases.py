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


def test_PRC_1_several_requests_are_consented_to_together_on_the_phone(enter: Enter) -> None:
    phone = enter("secretary", "phone")
    branch = phone.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=branch")["items"][0]["id"]
    titles = ["关于增补图书的请示（一并）", "关于外出参观的请示（一并）"]
    for title in titles:
        body = {"process_key": "request_upward", "organisation_id": branch, "title": title}
        case = phone.api("POST", "/api/v1/foundation/process/cases", data=body)
        detail = phone.api("GET", f"/api/v1/foundation/process/cases/{case['id']}")
        values = {"subject": title, "reason": "党员提出，支部委员会讨论同意。", "urgency": "normal"}
        step = {"run_id": detail["steps"][0]["run_id"], "outcome": "sent", "values": values}
        match = {"If-Match": f'"v{detail["version"]}"'}
        phone.api("POST", f"/api/v1/foundation/process/cases/{case['id']}/decide", data=step, headers=match)

    page = phone.open("/cases")
    page.get_by_role("button", name="一并办理").click()
    for title in titles:
        page.get_by_role("checkbox", name=title).click()
    expect(page.get_by_text("党员提出，支部委员会讨论同意。").first).to_be_visible()
    page.get_by_role("button", name="同意 2 件").click()
    page.get_by_role("button", name="办理", exact=True).click()

    expect(page.get_by_text("已办理 2 件")).to_be_visible()
    for title in titles:
        expect(page.get_by_role("checkbox", name=title)).to_have_count(0)


def test_PRC_1_an_administrator_adds_a_local_step_and_a_new_case_goes_through_it(enter: Enter) -> None:
    administrator = enter("administrator")
    page = administrator.open("/system/processes")
    page.get_by_role("link", name="修改：请示事项").click()
    steps = page.get_by_role("navigation", name="环节")
    steps.get_by_role("button", name=re.compile("起草请示")).click()
    page.get_by_role("button", name="在后面加环节").click()
    page.get_by_label("环节名称").fill("财务审核")
    page.get_by_label("办理说明").fill("核对经费来源和预算。")
    expect(page.get_by_text("检查通过，可以发布。")).to_be_visible()
    expect(page.get_by_role("group", name="流程图").get_by_text("财务审核")).to_be_visible()
    page.get_by_role("combobox", name="谁来办理").press("ArrowDown")
    page.get_by_role("option", name="担任某职务的人").click()
    expect(page.get_by_text("须至少选一个职务或角色").first).to_be_visible()
    page.get_by_role("combobox", name="职务").fill("组织委员")
    page.get_by_role("option", name="组织委员", exact=True).click()
    page.get_by_label("本版修改说明").fill("增加财务审核")
    expect(page.get_by_text("检查通过，可以发布。")).to_be_visible()

    page.get_by_role("button", name="试运行").click()
    trial = page.get_by_role("dialog", name="试运行")
    trial.get_by_label("请示事项（必填）").fill("开展联学共建")
    trial.get_by_role("button", name="提交").click()
    expect(trial.get_by_text("请填写“理由和建议”。")).to_be_visible()
    trial.get_by_label("理由和建议（必填）").fill("拟与相邻车间党支部开展联学共建，共同组织学习。")
    trial.get_by_text("一般", exact=True).click()
    trial.get_by_role("button", name="提交").click()
    expect(trial.get_by_role("heading", name="财务审核")).to_be_visible()
    trial.get_by_role("button", name="结束试运行").click()

    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile("/system/processes/versions/[0-9a-f-]{36}$"))
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="发布", exact=True).last.click()
    expect(page.get_by_text("已发布", exact=True).first).to_be_visible()

    secretary = enter("secretary")
    roles = secretary.api("GET", "/api/v1/identity/session")["roles"]
    branch = next(role["org_id"] for role in roles if role["role"] == "branch_secretary")
    body = {"process_key": "request_upward", "organisation_id": branch, "title": "按新版流程的请示（旅程）"}
    case = secretary.api("POST", "/api/v1/foundation/process/cases", data=body)
    page = secretary.open(f"/work/cases/{case['id']}")
    expect(page.get_by_text("请示事项（第 2 版）")).to_be_visible()
    expect(page.get_by_text("财务审核").first).to_be_visible()
    page.get_by_text("流程图", exact=True).click()
    expect(page.get_by_role("group", name="流程图").get_by_text("财务审核")).to_be_visible()

"""TSK-1: a task across two levels in a browser: given, accepted, worked on with evidence, verified, closed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor

TITLE = "冬季防火专项检查"


def _dialog(page: Page) -> Any:
    return page.get_by_role("dialog").last


def _own_branch(visitor: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = visitor.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=branch")["items"][0]
    return found


def test_TSK_1_a_task_from_above_to_its_end(enter: Enter, tmp_path: Path) -> None:
    secretary, office = enter("secretary", "phone"), enter("office")
    branch = _own_branch(secretary)
    above = office.api("GET", f"/api/v1/directory/organisations/{branch['id']}")["parent_id"]
    due = office.api("GET", "/api/v1/work/tasks?sort=-due_on&limit=1")["items"][0]["due_on"]

    page = office.open(f"/work/supervised/new?organisation_id={above}&due_on={due}")
    page.get_by_label("任务", exact=False).first.fill(TITLE)
    page.get_by_text(branch["short_name"], exact=True).click()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_label("分解情况").get_by_role("link", name=branch["short_name"])).to_be_visible()

    phone = secretary.open("/supervised")
    phone.locator("a.entry").filter(has_text=TITLE).click()
    phone.get_by_role("button", name="签收").click()
    _dialog(phone).get_by_role("button", name="签收").click()
    expect(phone.get_by_text("已签收").first).to_be_visible()
    phone.get_by_role("button", name="上报办结").click()
    _dialog(phone).get_by_label("完成情况").fill("灭火器全部更换，电路已检修。")
    _dialog(phone).get_by_role("button", name="上报办结").click()
    expect(_dialog(phone).get_by_role("alert")).to_contain_text("佐证材料")
    Image.new("RGB", (64, 48), "#c7161e").save(tmp_path / "现场.jpg")
    _dialog(phone).locator("input[type=file]").set_input_files(tmp_path / "现场.jpg")
    expect(_dialog(phone).locator("img").first).to_be_visible()
    _dialog(phone).get_by_role("button", name="上报办结").click()
    expect(phone.get_by_text("待核验").first).to_be_visible()
    expect(phone.get_by_role("button", name="核验通过")).to_have_count(0)

    page.reload()
    page.get_by_label("分解情况").get_by_role("link", name=branch["short_name"]).click()
    expect(page.get_by_label("办理过程").get_by_text("灭火器全部更换")).to_be_visible()
    expect(page.get_by_label("办理过程").locator("img").first).to_be_visible()
    for step in ("核验通过", "办结"):
        page.get_by_role("button", name=step, exact=True).click()
        _dialog(page).get_by_role("button", name=step, exact=True).click()
        expect(_dialog(page)).to_have_count(0)
    expect(page.get_by_text("已办结").first).to_be_visible()
    expect(page.get_by_text(re.compile("按期上报")).first).to_be_visible()
    assert secretary.faults == office.faults == []


def test_TSK_1_on_the_way_a_task_is_registered_and_given_on_the_phone(enter: Enter) -> None:
    office = enter("office", "phone")
    branch = office.api("GET", "/api/v1/directory/organisations?limit=100&org_kind=branch")["items"][0]
    committee = office.api("GET", f"/api/v1/directory/organisations/{branch['parent_id']}")
    phone = office.open("/supervised")
    phone.get_by_role("link", name="登记任务").or_(phone.get_by_role("button", name="登记任务")).first.click()
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone.get_by_text("请选择交办单位。").first).to_be_visible()
    phone.get_by_role("button", name="交办单位：选择党组织").click()
    _dialog(phone).get_by_role("searchbox").fill(committee["short_name"])
    _dialog(phone).get_by_role("button", name=committee["short_name"]).first.click()
    phone.get_by_role("textbox", name=re.compile("^任务")).fill("宿舍用电安全排查")
    phone.get_by_label("完成时限").fill("2027-03-31")
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone.get_by_text("已登记").first).to_be_visible()

    phone.get_by_role("button", name="交办责任人").click()
    _dialog(phone).get_by_role("button", name=re.compile("^协办单位")).click()
    _dialog(phone).get_by_role("searchbox").fill(branch["short_name"])
    _dialog(phone).get_by_role("button", name=branch["short_name"]).first.click()
    _dialog(phone).get_by_role("button", name=re.compile("选好了")).click()
    _dialog(phone).get_by_role("button", name="交办责任人").click()
    expect(phone.get_by_text(f"协办：{branch['short_name']}")).to_be_visible()
    expect(phone.get_by_text("待签收").first).to_be_visible()
    assert office.faults == []

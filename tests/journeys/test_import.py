"""MEM-2: an office drops a roster that the project has never seen, in a layout of its own, and goes the whole way."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import date
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor
from tests.load.roster import identity_number

PICTURES = os.environ.get("IMPORT_PICTURES")
"""Names a directory that gets a picture of each step."""


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(400)
        page.screenshot(path=f"{PICTURES}/{name}.png")


def _messy_roster(branch: str) -> bytes:
    """Titles above, two-line merged headings, a heading nobody knows, spoilt cells, totals and signatures below."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet("二季度")
    page.merge_range("B1:J1", "新调入党员情况一览")
    page.write("B2", "填报单位：")
    for cells, text in (
        ("B3:B4", "编号"),
        ("C3:D3", "本人"),
        ("F3:F4", "族别"),
        ("G3:H3", "何时"),
        ("I3:I4", "党内归口"),
    ):
        page.merge_range(cells, text)
    page.merge_range("J3:J4", "联系电话(手机)")
    for cell, text in (("C4", "姓  名"), ("D4", "证件号"), ("G4", "组织接纳"), ("H4", "转正")):
        page.write(cell, text)
    people = (
        ("旅 程一", "汉", "2012.7.1", "2013年7月1日", "13900000001"),
        ("旅程二", "火星族", "2012-07-01", "2013/7/1", "139 0000 0002"),
        ("阿依·旅程", "维吾尔", "20120701", 41456, "１３９０００００００３"),
    )
    for index, (name, group, joined, confirmed, phone) in enumerate(people):
        line = 4 + index + (index > 1)
        page.write_number(line, 1, index + 1)
        page.write_row(line, 2, [name, identity_number(770_000 + index, date(1985, 5, 1 + index)), "", group, joined])
        page.write_row(line, 7, [confirmed, branch, phone])
    page.write(9, 1, "合计")
    page.write(9, 2, 3)
    page.write(11, 1, "填表人：张三    审核人：李四")
    book.close()
    return target.getvalue()


def _drop(page: Page, content: bytes, name: str) -> None:
    files = [{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    page.get_by_label("选择名册文件").set_input_files(files)  # type: ignore[arg-type]  # paths or named bytes


def _branch(office: Visitor) -> tuple[str, str]:
    """Id and full name of a branch."""
    found = office.api("GET", "/api/v1/directory/organisations?org_kind=branch&limit=1")["items"][0]
    return found["id"], office.api("GET", f"/api/v1/directory/organisations/{found['id']}")["full_name"]


def test_MEM_2_a_roster_never_seen_is_dropped_mapped_corrected_written_and_taken_back(enter: Enter) -> None:
    office = enter("office")
    _, branch = _branch(office)
    page = office.open("/directory/roster-import")
    _picture(page, "1-start")
    _drop(page, _messy_roster(branch), "新调入党员.xlsx")

    page.wait_for_url(re.compile(r"/roster-import/[0-9a-f-]{36}$"))
    expect(page.get_by_text("新调入党员情况一览")).to_be_visible()
    _picture(page, "2-columns")
    row = page.get_by_role("row", name=re.compile("组织接纳"))
    expect(row.get_by_role("button", name="可能是“入党日期”，采用")).to_be_visible()
    row.get_by_role("combobox").click()
    page.keyboard.type("入党日期")
    page.get_by_role("option", name="入党日期", exact=True).click()
    page.get_by_role("button", name=re.compile("检查")).last.click()

    expect(page.get_by_role("button", name=re.compile("有错误"))).to_contain_text("1", timeout=60_000)
    _picture(page, "3-checked")
    cell = page.get_by_role("gridcell", name=re.compile("火星族"))
    cell.dblclick()
    page.get_by_label(re.compile("第 6 行 民族")).fill("回族")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("有错误"))).to_contain_text("没有错误", timeout=30_000)
    _picture(page, "4-corrected")

    page.get_by_role("button", name="确认写入…").click()
    dialog = page.get_by_role("dialog", name="确认写入")
    expect(dialog.get_by_text("新登记 3 名人员")).to_be_visible()
    _picture(page, "5-confirm")
    dialog.get_by_role("button", name="写入", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("全部写入"))).to_be_visible(timeout=60_000)
    _picture(page, "6-written")
    assert [each["name"] for each in office.api("GET", "/api/v1/directory/members?q=旅程一")["items"]] == ["旅程一"]

    with page.expect_download() as download:
        page.get_by_role("button", name="下载结果").click()
    with zipfile.ZipFile(download.value.path()) as package:
        texts = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    assert "已新增" in texts

    page.get_by_role("button", name="撤回这次导入…").click()
    undoing = page.get_by_role("dialog", name="撤回这次导入")
    undoing.get_by_label("撤回原因（记入操作记录）").fill("旅程结束")
    _picture(page, "7-undo")
    undoing.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("已于 .* 撤回"))).to_be_visible(timeout=60_000)
    _picture(page, "8-undone")
    assert office.api("GET", "/api/v1/directory/members?q=旅程一")["items"] == []


def test_MEM_2_the_same_headings_are_known_the_next_time(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/directory/roster-import")
    _drop(page, _messy_roster(_branch(office)[1]), "新调入党员（二）.xlsx")
    page.wait_for_url(re.compile(r"/roster-import/[0-9a-f-]{36}$"))
    expect(page.get_by_text("已套用上次确认的对应")).to_be_visible()
    page.get_by_role("button", name="放弃导入").click()
    page.get_by_role("dialog").get_by_role("button", name="放弃导入").click()
    page.wait_for_url(re.compile(r"/roster-import$"))
    expect(page.get_by_role("cell", name="新调入党员（二）.xlsx")).to_be_visible()


def test_MEM_2_officers_are_registered_with_their_terms(enter: Enter) -> None:
    office = enter("office")
    branch_id, branch = _branch(office)
    query = f"organisation_id={branch_id}&person_category=full_member&limit=1"
    member = office.api("GET", f"/api/v1/directory/members?{query}")["items"][0]["name"]
    page = office.open("/directory/roster-import")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("支委会成员名单")
    sheet.write_row(0, 0, ["党组织名称", "姓名", "党内职务", "任职时间"])
    sheet.write_row(1, 0, [branch, "查无此人", "宣传委员", "2026.03.15"])
    sheet.write_row(2, 0, [branch, member, "保密委员", "2026年3月15日"])
    book.close()
    _drop(page, target.getvalue(), "支委名单.xlsx")
    page.wait_for_url(re.compile(r"/roster-import/[0-9a-f-]{36}$"))
    expect(page.get_by_text("班子成员名册").first).to_be_visible()
    page.get_by_role("button", name=re.compile("检查")).last.click()
    expect(page.get_by_role("button", name=re.compile("找不到该党员"))).to_be_visible(timeout=60_000)
    page.get_by_role("rowheader", name="2").click()
    panel = page.get_by_role("complementary", name="第 2 行")
    expect(panel.get_by_text(re.compile("请先导入党员名册"))).to_be_visible()
    _picture(page, "9-officers")
    panel.get_by_text("不导入", exact=True).click()
    page.get_by_role("button", name="确认写入…").click()
    dialog = page.get_by_role("dialog", name="确认写入")
    expect(dialog.get_by_text(re.compile("登记 1 行任职"))).to_be_visible()
    dialog.get_by_role("button", name="写入", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("全部写入"))).to_be_visible(timeout=60_000)
    held = office.api("GET", f"/api/v1/directory/posts?organisation_id={branch_id}&post_kind=confidentiality_member")
    assert [(post["person_name"], post["started_on"]) for post in held["items"]] == [(member, "2026-03-15")]

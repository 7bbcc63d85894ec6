"""TRF-1: a relation moved across two levels in a browser: asked, checked, let out, refused, put right, accepted."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor

URL = "/api/v1/work/transfers"


def _dialog(page: Page) -> Any:
    return page.get_by_role("dialog").last


def _pick(page: Any, text: str, whole: str) -> None:
    page.get_by_label(re.compile("^(名称|党支部名称)$")).fill(text)
    page.get_by_text(whole).first.click()


def _free_member(secretary: Visitor) -> dict[str, Any]:
    """An ordinary full member of the home branch who is not being moved and does not sign in."""
    branch = secretary.api("GET", "/api/v1/directory/organisations?limit=1&org_kind=branch")["items"][0]["id"]
    members = secretary.api("GET", f"/api/v1/directory/members?limit=100&organisation_id={branch}")["items"]
    moving = {row["person_name"] for row in secretary.api("GET", f"{URL}?limit=100")["items"]}
    posts = secretary.api("GET", f"/api/v1/directory/organisations/{branch}")
    busy = str(posts) + "王小雨周建华"
    free = [
        row
        for row in members
        if row["person_category"] == "full_member" and row["name"] not in moving and row["name"] not in busy
    ]
    found: dict[str, Any] = free[-1]
    return found


def test_TRF_1_a_member_asks_on_the_phone_and_takes_it_back(enter: Enter) -> None:
    member = enter("member", "phone")
    page = member.open("/me/transfers")
    expect(page.get_by_text("滨海新城项目党支部").first).to_be_visible()
    page.get_by_role("button", name="申请转出").click()
    _pick(page, "设计院", "设计院党支部")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("待支部审核").first).to_be_visible()

    secretary = enter("secretary", "phone")
    todo = secretary.open("/transfers")
    expect(todo.get_by_text("王小雨").first).to_be_visible()

    page.get_by_role("button", name="撤回申请").click()
    expect(page.get_by_text("本人撤回申请").first).to_be_visible()
    assert member.faults == secretary.faults == []


def test_TRF_1_a_transfer_between_committees_is_refused_put_right_and_accepted(enter: Enter) -> None:
    secretary = enter("secretary")
    person = _free_member(secretary)
    page = secretary.open("/work/transfers/new")
    page.get_by_role("combobox", name="党员").fill(person["name"])
    page.get_by_role("option", name=re.compile(person["name"])).first.click()
    _pick(page, "制造一厂", "制造一厂党支部")
    expect(page.get_by_label("办理前的检查")).to_contain_text("系统内不同党委之间")
    page.get_by_role("button", name="审核同意，转出").click()
    expect(page.get_by_text("请核对党员档案材料").first).to_be_visible()
    page.get_by_text("已核实，没有正在进行的纪律审查").click()
    page.get_by_text("已核对党员档案材料").click()
    page.get_by_role("button", name="审核同意，转出").click()
    expect(page.get_by_role("heading", name=f"{person['name']}的组织关系转接")).to_be_visible()
    one = page.url.rsplit("/", 1)[-1]

    office = enter("office")
    desk = office.open(f"/work/transfers/{one}")
    desk.get_by_role("button", name="开具介绍信并转出").click()
    _dialog(desk).get_by_role("button", name="开具介绍信并转出").click()
    expect(desk.get_by_text("转接中").first).to_be_visible()
    desk.get_by_role("button", name="退回", exact=True).click()
    _dialog(desk).locator(".el-select").first.click()
    desk.get_by_role("option", name="党员档案材料不全").click()
    _dialog(desk).get_by_label(re.compile("要更正什么")).fill("缺转正申请书")
    _dialog(desk).get_by_role("button", name="退回", exact=True).click()
    expect(desk.get_by_text("党员档案材料不全：缺转正申请书").first).to_be_visible()

    page = secretary.open(f"/work/transfers/{one}")
    page.get_by_role("button", name="更正后重新转出").click()
    _dialog(page).get_by_text("已核实，没有正在进行的纪律审查").click()
    _dialog(page).get_by_text("已核对党员档案材料").click()
    _dialog(page).get_by_role("button", name="更正后重新转出").click()
    expect(page.get_by_text("待党委转出").first).to_be_visible()

    desk = office.open(f"/work/transfers/{one}")
    for label in ("重新开具介绍信并转出", "同意接收", "接收"):
        desk.get_by_role("button", name=label, exact=True).click()
        _dialog(desk).get_by_role("button", name=label, exact=True).click()
        expect(_dialog(desk)).not_to_be_visible()
    expect(desk.get_by_text("已办结").first).to_be_visible()
    moved = office.api("GET", f"/api/v1/directory/members/{person['id']}")
    assert moved["organisation_name"] == "制造一厂党支部"
    assert office.faults == secretary.faults == []


def test_TRF_1_out_with_a_letter_that_anybody_can_check_and_its_receipt(enter: Enter) -> None:
    secretary = enter("secretary")
    person = _free_member(secretary)
    body = {
        "person_id": person["id"],
        "outside": {"scope": "cross_province", "name": "滨江机械厂第一党支部", "committee_name": "滨江机械厂党委"},
        "cause": "job",
        "declared": {"no_discipline_case": True, "file_checked": True},
    }
    one = secretary.api("POST", URL, data=body)["id"]

    office = enter("office")
    desk = office.open(f"/work/transfers/{one}")
    desk.get_by_role("button", name="开具介绍信并转出").click()
    _dialog(desk).get_by_role("button", name="开具介绍信并转出").click()
    expect(desk.get_by_label("介绍信").get_by_text(re.compile("〔20.*号"))).to_be_visible()
    with desk.expect_download() as paper:
        desk.get_by_role("button", name="打印介绍信（PDF）").click()
    assert paper.value.suggested_filename.endswith(".pdf")

    code = office.house.python(
        "from dangjian.work.transfer.models import TransferLetter\n"
        f"print(TransferLetter.objects.across_tenants('journey').get(transfer_id='{one}').public_code)"
    ).strip()
    passer = enter(None, "phone")
    told = passer.open(f"/letters/{code}")
    expect(told.get_by_text("有效", exact=True)).to_be_visible()
    assert person["name"] not in told.content()

    desk.get_by_role("button", name="登记收到回执").click()
    _dialog(desk).get_by_label("回执编号").fill("回 9")
    _dialog(desk).get_by_role("button", name="登记收到回执").click()
    expect(desk.get_by_text("已办结").first).to_be_visible()
    assert office.faults == secretary.faults == passer.faults == []


OTHER_ENTERPRISE = """
import json
from tests.load import dataset as d
tenant, root = d.make_tenant("journey-" + d.uuid4().hex[:8])
(branch,) = d.branches(tenant, root, 1)
print(json.dumps([*d.office_cookie(tenant, root), branch.short_name]))
"""
CODE = """
import sys
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.work.transfer.models import TransferLetter
letter = TransferLetter.objects.across_tenants("journey").filter(transfer_id=sys.argv[1]).latest("created_at")
with acting_as(system_actor(letter.tenant_id, "journey")):
    print(letter.accept_code.reveal())
"""


def _other_office(enter: Enter) -> tuple[Visitor, str]:
    """Somebody of another enterprise of this installation who may receive members, and a branch there."""
    other = enter(None, "console")
    cookie, _, branch = json.loads(other.house.python(OTHER_ENTERPRISE))
    name, _, value = cookie.partition("=")
    other.page.context.add_cookies([{"name": name, "value": value, "url": other.house.url}])
    return other, branch


def _look_at(visitor: Visitor, code: str) -> Any:
    page = visitor.open("/work/transfers/incoming/new")
    page.get_by_role("tab", name="凭接收码").click()
    panel = page.get_by_role("tabpanel", name="凭接收码")
    panel.get_by_label("接收码").fill(code)
    panel.get_by_role("button", name="查看介绍信").click()
    return panel


def test_TRF_1_a_member_goes_to_another_enterprise_by_the_code_on_the_letter(enter: Enter) -> None:
    """Two levels here, two enterprises: let out, sent back with a reason, put right, accepted, off the register."""
    secretary, office = enter("secretary"), enter("office")
    person = _free_member(secretary)
    declared = {"no_discipline_case": True, "file_checked": True}
    outside = {"scope": "intra_province", "name": "测试集团第一党支部", "committee_name": "测试集团党委"}
    body = {"person_id": person["id"], "outside": outside, "cause": "job", "declared": declared}
    one = secretary.api("POST", URL, data=body)["id"]
    desk = office.open(f"/work/transfers/{one}")
    desk.get_by_role("button", name="开具介绍信并转出").click()
    _dialog(desk).get_by_role("button", name="开具介绍信并转出").click()
    expect(desk.get_by_label("介绍信").get_by_text(re.compile("〔20.*号"))).to_be_visible()

    other, branch = _other_office(enter)
    panel = _look_at(other, "AAAA-BBBB-CCCC-DDDD")
    expect(other.page.get_by_text("没有这个接收码").first).to_be_visible()
    panel = _look_at(other, office.house.python(CODE, one).strip())
    expect(panel.get_by_role("status")).to_contain_text(person["name"])
    panel.get_by_role("button", name="不能接收，退回").click()
    dialog = _dialog(other.page)
    dialog.get_by_role("button", name="退回", exact=True).click()
    expect(dialog.get_by_text("请选择退回原因。").first).to_be_visible()
    dialog.locator(".el-select").first.click()
    other.page.get_by_role("option", name="党员信息与档案不一致").click()
    dialog.get_by_label(re.compile("要更正什么")).fill("出生日期与档案不同")
    dialog.get_by_role("button", name="退回", exact=True).click()
    expect(dialog).not_to_be_visible()

    page = secretary.open(f"/work/transfers/{one}")
    expect(page.get_by_text(re.compile("党员信息与档案不一致：出生日期与档案不同")).first).to_be_visible()
    page.get_by_role("button", name="更正后重新转出").click()
    _dialog(page).get_by_text("已核实，没有正在进行的纪律审查").click()
    _dialog(page).get_by_text("已核对党员档案材料").click()
    _dialog(page).get_by_role("button", name="更正后重新转出").click()
    expect(page.get_by_text("待党委转出").first).to_be_visible()
    shown = office.api("GET", f"{URL}/{one}")
    office.api("POST", f"{URL}/{one}/issue", data={}, headers={"If-Match": f'"v{shown["version"]}"'})

    panel = _look_at(other, office.house.python(CODE, one).strip())
    expect(panel.get_by_role("status")).to_contain_text(person["name"])
    panel.get_by_role("combobox", name=re.compile("^编入党支部")).click()
    other.page.get_by_label(re.compile("^编入党支部：按名称")).fill(branch)
    other.page.get_by_role("button", name=re.compile(f"^{branch}")).first.click()
    panel.get_by_role("button", name="接收", exact=True).click()
    expect(other.page.get_by_role("cell", name=person["name"]).first).to_be_visible()
    expect(other.page.get_by_text("电子回执").first).to_be_visible()

    desk = office.open(f"/work/transfers/{one}")
    expect(desk.get_by_text("已办结").first).to_be_visible()
    assert office.api("GET", f"/api/v1/directory/members/{person['id']}")["left_on"] is not None
    there = other.api("GET", "/api/v1/directory/members?limit=100")["items"]
    assert (person["name"], branch) in {(row["name"], row["organisation_name"]) for row in there}
    assert other.page.request.get(f"{other.house.url}{URL}/{one}").status == 404, "the other's transfer stays theirs"
    assert office.faults == secretary.faults == other.faults == []

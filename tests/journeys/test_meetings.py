"""LIFE-1, LIFE-2, LIFE-3: a meeting from plan to archive on the console, and what it fills without a second entry."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _confirm(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name).last.click()


def _plan(visitor: Visitor, title: str) -> str:
    """Plan a general meeting that starts now, by the form; returns its id."""
    page = visitor.open("/work/meetings/plan")
    box = page.get_by_label("标题", exact=False).first
    expect(box).not_to_have_value("")  # the system has filled in what it knows
    box.fill(title)
    begin = datetime.now(SHANGHAI) - timedelta(minutes=5)
    for label, moment in (("开始时间", begin), ("结束时间", begin + timedelta(hours=1))):
        field = page.get_by_label(label).first
        field.fill(moment.strftime("%Y-%m-%d %H:%M"))
        field.press("Enter")
    page.get_by_role("button", name="保存并通知").click()
    page.wait_for_url(re.compile(r"/work/meetings/[0-9a-f-]{36}"))
    expect(page.get_by_text("已通知").first).to_be_visible()
    return page.url.rsplit("/", 1)[-1]


def test_LIFE_1_plan_sign_in_record_vote_resolve_submit(enter: Enter) -> None:
    secretary = enter("secretary")
    meeting = _plan(secretary, "支部党员大会（旅程）")
    page = secretary.page

    member = enter("member", "phone")
    told = member.api("GET", "/api/v1/foundation/messages?limit=5")["items"]
    assert any("支部党员大会（旅程）" in row["title"] + row["text"] for row in told), "members are told"

    page.get_by_role("button", name="开始会议").click()
    _confirm(page, "开始")
    expect(page.get_by_text("进行中").first).to_be_visible()

    page.get_by_role("button", name="签到二维码").click()
    expect(page.get_by_text(re.compile("已签到"))).to_be_visible()
    code = secretary.api("GET", f"/api/v1/work/meetings/{meeting}/codes?count=1")["codes"][0]["code"]
    member.open(f"/meetings/{meeting}/check-in?code={code}")
    expect(member.page.get_by_text(re.compile("签到成功|已签到")).first).to_be_visible()
    page.keyboard.press("Escape")

    detail = secretary.api("GET", f"/api/v1/work/meetings/{meeting}")
    assert detail["mine"] is not None
    assert detail["tally"]["present"] >= 1

    page.get_by_role("tab", name=re.compile("签到")).click()
    lines = secretary.api("GET", f"/api/v1/work/meetings/{meeting}/attendance?limit=200")["items"]
    ticks = [{"attendance_id": line["id"], "state": "present"} for line in lines if line["state"] == "due"]
    secretary.api("POST", f"/api/v1/work/meetings/{meeting}/attendance", data={"ticks": ticks})

    page.get_by_role("tab", name="议程和记录").click()
    for editor in page.locator(".ProseMirror").all():
        editor.click()
        editor.press_sequentially("大家围绕议题作了发言，形成一致意见。")
        page.wait_for_timeout(300)
    page.wait_for_timeout(2500)
    expect(page.get_by_text(re.compile("已自动保存")).first).to_be_visible()

    for part in secretary.api("GET", f"/api/v1/work/meetings/{meeting}")["parts"]:
        if part["needs_vote"] and part["vote"] is None:
            body = {"method": "show_of_hands", "vote_for": 12, "vote_against": 0, "vote_abstain": 0}
            secretary.api("PUT", f"/api/v1/work/meeting-parts/{part['id']}/vote", data=body)

    page.get_by_role("tab", name=re.compile("决议")).click()
    page.get_by_role("button", name="增加决议").click()
    page.get_by_role("dialog").get_by_label(re.compile("决议内容")).fill("每月开展一次安全隐患排查")
    _confirm(page, "保存")
    expect(page.get_by_role("cell", name="每月开展一次安全隐患排查").first).to_be_visible()

    page.reload()
    page.get_by_role("button", name="结束会议").click()
    _confirm(page, "结束会议")
    expect(page.get_by_role("button", name="结束会议")).to_have_count(0)
    page.get_by_role("button", name="提交记录").click()
    expect(page.get_by_text("待签字").first).to_be_visible()
    # The signature belongs to the recorder who was named: nobody else signs in that name.
    expect(page.get_by_text(re.compile("^等待记录人.+签字$"))).to_be_visible()
    expect(page.get_by_role("button", name="记录人签字")).to_have_count(0)
    session = secretary.page.request.get(f"{secretary.house.url}/api/v1/identity/session").json()
    refused = secretary.page.request.post(
        f"{secretary.house.url}/api/v1/work/meetings/{meeting}/sign-as-recorder",
        headers={"X-CSRF-Token": session["csrf_token"]},
    )
    assert refused.status == 403
    record = secretary.api("GET", f"/api/v1/work/meetings/{meeting}")
    assert (record["state"], record["recorder_signed_at"]) == ("recorded", None)


def test_LIFE_1_a_meeting_below_quorum_is_recorded_but_said_so(enter: Enter) -> None:
    secretary = enter("secretary")
    meeting = _plan(secretary, "支部党员大会（人数不足）")
    page = secretary.page
    page.get_by_role("button", name="开始会议").click()
    _confirm(page, "开始")
    expect(page.get_by_text("进行中").first).to_be_visible()
    page.get_by_role("tab", name=re.compile("签到")).click()
    expect(page.get_by_text(re.compile(r"到会 0（半数以上须"))).to_be_visible()
    tally = secretary.api("GET", f"/api/v1/work/meetings/{meeting}")["tally"]
    assert (tally["present_voters"], tally["due_voters"] > 0) == (0, True)


def test_LIFE_2_the_office_sees_all_branches_and_the_reason_of_a_cell(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/work/matrix")
    rows = page.locator("tbody tr")
    expect(rows.nth(30)).to_be_visible()

    page.locator("td button.late").first.click()

    expect(page.get_by_role("dialog").get_by_text(re.compile("依据：《")).first).to_be_visible()


def test_LIFE_3_handbook_and_ledger_come_as_files(enter: Enter) -> None:
    secretary = enter("secretary")
    page = secretary.open("/work/handbook")
    for name, ending in (("下载 PDF（打印、归档）", ".pdf"), ("下载 Word", ".docx"), ("下载 Excel", ".xlsx")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename.endswith(ending)


def test_LIFE_1_a_meeting_in_the_future_cannot_be_entered_as_held(enter: Enter) -> None:
    secretary = enter("secretary")
    own = secretary.api("GET", "/api/v1/identity/session")["roles"][0]["org_id"]
    answer = secretary.page.request.get(f"{secretary.house.url}/api/v1/identity/session").json()
    body = {
        "organisation_id": own,
        "kind": "theme_party_day",
        "title": "主题党日",
        "started_at": "2099-01-01T09:00:00+08:00",
        "ended_at": "2099-01-01T11:00:00+08:00",
    }
    refused = secretary.page.request.post(
        f"{secretary.house.url}/api/v1/work/past-meetings", data=body, headers={"X-CSRF-Token": answer["csrf_token"]}
    )
    assert refused.status == 422
    assert refused.json()["detail"]


def test_LIFE_2_the_board_of_every_level_leads_down_to_the_branch(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/work/matrix?level=sums")
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    above = rows.count()
    page.get_by_role("row", name=re.compile("党委")).first.get_by_role("link").first.click()
    page.wait_for_url(re.compile("organisation_id="))
    expect(rows).not_to_have_count(above)
    page.get_by_text("各党支部", exact=True).click()
    expect(page.locator("td button").first).to_be_visible()


def test_LIFE_2_the_office_exempts_a_branch_from_a_duty_and_takes_it_back(enter: Enter) -> None:
    office = enter("office")
    page = office.open("/work/matrix?only_open=true")
    page.locator("td button.late").last.click()
    page.get_by_role("button", name="同意本期免于要求").click()
    page.get_by_label(re.compile("请填写原因")).fill("整建制参加抢险，经党委同意")
    page.get_by_role("button", name="同意免于要求", exact=True).last.click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("整建制参加抢险")).first).to_be_visible()
    page.get_by_role("button", name="撤回", exact=True).first.click()
    page.get_by_label(re.compile("请填写原因")).fill("情况有变")
    page.get_by_role("button", name="撤回", exact=True).last.click()
    expect(page.get_by_role("heading", name="免于要求")).to_have_count(0)


def test_LIFE_3_handbooks_below_a_committee_are_found_again_when_they_are_made(enter: Enter) -> None:
    office = enter("office")
    page = office.page
    tree = office.api("GET", "/api/v1/directory/organisations?q=物流&limit=20")["items"]
    committee = next(row for row in tree if row["org_kind"] == "general_branch")
    office.api(
        "POST",
        "/api/v1/work/handbook",
        data={"organisation_id": committee["id"], "year": datetime.now(SHANGHAI).year, "file_format": "xlsx"},
    )
    office.open("/prints")
    with page.expect_download(timeout=120_000) as waiting:
        page.get_by_role("link", name=re.compile("^下载.+手册")).first.click(timeout=110_000)
    assert waiting.value.suggested_filename.endswith(".xlsx")


def test_LIFE_1_a_leader_reads_meetings_and_is_offered_nothing_that_would_be_refused(enter: Enter) -> None:
    leader = enter("leader")
    meetings = leader.api("GET", "/api/v1/work/meetings?state=notified&limit=1")["items"]
    page = leader.open(f"/work/meetings/{meetings[0]['id']}")
    expect(page.get_by_text("已通知").first).to_be_visible()
    for name in ("开始会议", "取消会议", "修改", "再次提醒", "提交记录"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def test_LIFE_1_meetings_are_found_by_title_and_guests_are_added_on_the_console(enter: Enter) -> None:
    secretary = enter("secretary")
    meeting = _plan(secretary, "支部党员大会（列席）")
    page = secretary.page
    page.get_by_role("tab", name=re.compile("签到")).click()
    page.get_by_label("按姓名或拼音查找").fill("王小雨")
    expect(page.get_by_role("cell", name="王小雨")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    secretary.open("/work/meetings?text=（列席）")
    expect(page.get_by_text("支部党员大会（列席）").first).to_be_visible()
    secretary.api("POST", f"/api/v1/work/meetings/{meeting}/cancel", data={"reason": "旅程结束"})

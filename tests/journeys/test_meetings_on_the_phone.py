"""LIFE-1 and the bars of the interface guide: a branch meeting planned, held, recorded and archived on phones alone."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Enter, Visitor

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORK = "/api/v1/work"
COUNT_TAPS = """
sessionStorage.taps ??= '0';
const count = (event) => { if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps) + 1; };
addEventListener('click', count, true);
"""
"""Counts what a finger does, whatever page it does it on."""
TYPING = 120
"""Milliseconds for a sign: somebody who types slowly on glass (100 signs a minute would be 600, dictated text 60)."""


def _count_taps(visitor: Visitor) -> None:
    visitor.page.add_init_script(COUNT_TAPS)


def _taps(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.taps)"))


def _sheet(page: Page) -> Locator:
    """The sheet that came up from the bottom."""
    return page.locator(".van-popup:visible").last


def _confirm(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def _own_branch(visitor: Visitor) -> str:
    roles = visitor.api("GET", "/api/v1/identity/session")["roles"]
    return str(next(role["org_id"] for role in roles if role["role"] == "branch_secretary"))


def _id_in(page: Page) -> str:
    page.wait_for_url(re.compile(r"/m/meetings/[0-9a-f-]{36}$"))
    return page.url.rsplit("/", 1)[-1]


def _wait_for(visitor: Visitor, path: str, title: str) -> None:
    """What follows from an event comes a moment later: wait until a row of the list has the title."""
    deadline = time.monotonic() + 30
    while not any(title in row["title"] for row in visitor.api("GET", path)["items"]):
        assert time.monotonic() < deadline, f"“{title}” did not arrive at {path}"
        visitor.page.wait_for_timeout(300)


def test_LIFE_1_bar_plan_a_branch_meeting_and_notify_everyone_in_60_seconds_and_8_taps(enter: Enter) -> None:
    """The secretary starts on the home page; the meeting stands in the list and every member has the notice."""
    secretary, member = enter("secretary", "phone"), enter("member", "phone")
    _count_taps(secretary)
    page = secretary.open("/")
    begun, before = time.monotonic(), _taps(page)

    # The longer of two ways: a duty that is still open has its own button on the home page, one tap instead of three.
    page.locator("a[href='/m/work']").click()
    page.get_by_role("link", name="安排会议").click()
    page.get_by_role("button", name="支部党员大会").click()
    title = page.get_by_label("名称")
    expect(title).not_to_have_value("")  # filled in from the branch's habit
    place = page.get_by_label("地点")
    if not place.input_value():
        place.click()
        place.press_sequentially("党员活动室", delay=TYPING)
    page.get_by_role("button", name=re.compile(r"^保存并通知 \d+ 人")).click()
    meeting = _id_in(page)
    expect(page.get_by_text("已通知").first).to_be_visible()

    taps, seconds = _taps(page) - before, time.monotonic() - begun
    assert taps <= 8, f"{taps} taps"
    assert seconds <= 60, f"{seconds:.0f} s"
    planned = secretary.api("GET", f"{WORK}/meetings/{meeting}")
    _wait_for(member, "/api/v1/foundation/messages?limit=20", planned["title"])
    secretary.api("POST", f"{WORK}/meetings/{meeting}/cancel", data={"reason": "旅程结束"})


def _plan_now(secretary: Visitor, member_name: str) -> str:
    """A theme day that begins now, hybrid, recorded by an ordinary member, with an item to vote on."""
    page = secretary.open(f"/meetings/plan?organisation_id={_own_branch(secretary)}&kind=theme_party_day")
    expect(page.get_by_label("名称")).not_to_have_value("")
    begin = datetime.now(SHANGHAI) - timedelta(minutes=1)
    end = min(begin + timedelta(hours=1), begin.replace(hour=23, minute=59))
    page.get_by_label("名称").fill("主题党日（手机旅程）")
    page.get_by_label(re.compile("^主题")).fill("学习全会精神")
    page.get_by_label("日期").fill(f"{begin:%Y-%m-%d}")
    page.get_by_label("开始").fill(f"{begin:%H:%M}")
    page.get_by_label("结束").fill(f"{end:%H:%M}")
    page.get_by_role("button", name="现场").or_(page.get_by_label("方式")).first.click()
    _choose(page, "现场加线上")
    page.get_by_label("地点").fill("党员活动室")
    page.get_by_label("会议链接").fill("https://meeting.example.cn/1")
    page.get_by_role("button", name=re.compile("^记录人")).click()
    _sheet(page).get_by_role("searchbox").fill(member_name)
    _sheet(page).get_by_role("button", name=re.compile(member_name)).first.click()
    page.get_by_role("button", name="＋ 增加一项").click()
    _sheet(page).get_by_label("内容").fill("表决支部年度学习计划")
    _sheet(page).get_by_label("需要表决").check()
    _sheet(page).get_by_role("button", name="确定").click()
    page.get_by_role("button", name=re.compile("^保存并通知")).click()
    return _id_in(page)


def _choose(page: Page, label: str) -> None:
    """Take an entry of the choice that is open, however it is drawn."""
    page.locator(".van-popup:visible, [role=listbox]:visible").last.get_by_text(label, exact=True).click()


def _ask_for_leave(member: Visitor, meeting: str) -> None:
    page = member.open("/me/meetings")
    card = page.get_by_text("主题党日（手机旅程）").first
    expect(card).to_be_visible()
    member.open(f"/meetings/{meeting}")
    page.get_by_role("button", name="请假", exact=True).click()
    send = _sheet(page).get_by_role("button", name="提交请假")
    expect(send).to_be_disabled()  # leave without a reason is not asked for
    _sheet(page).get_by_role("button", name="当班值守").click()
    send.click()
    expect(page.get_by_text("请假待批").first).to_be_visible()


def _open_and_tick(secretary: Visitor, meeting: str) -> None:
    """The list by hand: the secretary's own line and everybody without a phone but three."""
    page = secretary.open(f"/meetings/{meeting}")
    page.get_by_role("button", name="开始会议，出示签到码").click()
    page.wait_for_url(re.compile("/hold$"))
    expect(page.get_by_label(re.compile("会议签到二维码"))).to_be_visible()
    page.get_by_role("button", name=re.compile("本人到会")).click()
    expect(page.get_by_role("button", name=re.compile("本人到会"))).to_have_count(0)
    page.get_by_role("link", name=re.compile("没带手机的")).click()
    ticks_shown = page.get_by_role("button", name=re.compile(r"^\S+\s*到会$")).and_(page.locator(".van-button"))
    expect(ticks_shown.first).to_be_visible()
    waiting = ticks_shown.count()
    ticks_shown.first.click()
    expect(ticks_shown).to_have_count(waiting - 1)
    lines = secretary.api("GET", f"{WORK}/meetings/{meeting}/attendance?limit=200&state=due")["items"]
    others = [line for line in lines if line["role"] == "due"][:-2]
    ticks = [{"attendance_id": line["id"], "state": "present"} for line in others]
    secretary.api("POST", f"{WORK}/meetings/{meeting}/attendance", data={"ticks": ticks})


def test_LIFE_1_hold_record_sign_and_archive_a_meeting_on_phones(enter: Enter, tmp_path: Path) -> None:
    secretary, member, guest = enter("secretary", "phone"), enter("member", "phone"), enter("office", "phone")
    someone = member.api("GET", "/api/v1/identity/session")
    meeting = _plan_now(secretary, someone["name"])
    page = secretary.page
    expect(page.get_by_text("已通知").first).to_be_visible()
    invited = guest.api("GET", "/api/v1/identity/session")["person_id"]
    secretary.api(
        "POST", f"{WORK}/meetings/{meeting}/list", data={"add_guests": [invited], "add_due": [], "remove": []}
    )

    # leave with a reason, granted by the secretary; then the member comes after all
    _ask_for_leave(member, meeting)
    secretary.open("/leave-requests")
    mine = page.locator("article").filter(has_text="手机旅程")
    expect(mine.get_by_text("事由：当班值守")).to_be_visible()
    mine.get_by_role("button", name=re.compile("准假$")).last.click()
    expect(mine).to_have_count(0)

    _open_and_tick(secretary, meeting)
    code = secretary.api("GET", f"{WORK}/meetings/{meeting}/codes?count=1")["codes"][0]["code"]
    member.open(f"/meetings/{meeting}/check-in?code={code}")
    expect(member.page.get_by_text("签到成功")).to_be_visible()
    guest.open(f"/meetings/{meeting}")
    guest.page.get_by_role("button", name="线上参会").click()
    expect(guest.page.get_by_text("线上参会").first).to_be_visible()
    lines = {
        row["person_id"]: row
        for row in secretary.api("GET", f"{WORK}/meetings/{meeting}/attendance?limit=200")["items"]
    }
    assert (lines[someone["person_id"]]["state"], lines[someone["person_id"]]["source"]) == ("present", "qr")
    assert (lines[invited]["state"], lines[invited]["source"], lines[invited]["role"]) == (
        "remote",
        "remote",
        "non_voting",
    )

    _record(secretary, meeting, someone["name"], tmp_path)

    # two signatures: the recorder on the own phone, then the chair
    member.open(f"/meetings/{meeting}")
    member.page.get_by_role("button", name="记录人签字").click()
    expect(member.page.get_by_text("等待主持人").first).to_be_visible()
    secretary.open(f"/meetings/{meeting}")
    page.get_by_role("button", name="主持人签字").click()
    page.get_by_role("button", name="归档").click()
    _confirm(page, "归档")
    expect(page.get_by_text("已归档").first).to_be_visible()

    # the resolution is the holder's task
    _wait_for(member, "/api/v1/foundation/todos?limit=50", "每月开展一次安全隐患排查")
    member.open("/me/resolutions")
    expect(member.page.get_by_text("每月开展一次安全隐患排查").first).to_be_visible()

    # afterwards only a dated addendum with a reason
    secretary.open(f"/meetings/{meeting}/addendum")
    page.get_by_label("原因").fill("漏记一人发言")
    page.locator(".ProseMirror").click()
    page.keyboard.type("会后补充：支部将于下月检查落实情况。")
    page.get_by_role("button", name="补充到记录").click()
    secretary.open(f"/meetings/{meeting}")
    expect(page.get_by_text("会后补充：支部将于下月检查落实情况。")).to_be_visible()
    record = secretary.api("GET", f"{WORK}/meetings/{meeting}")
    assert record["recorder_signature"] == someone["name"]
    assert [row["reason"] for row in record["addenda"]] == ["漏记一人发言"]
    assert record["tally"]["adds_up"]


def _record(secretary: Visitor, meeting: str, holder: str, tmp_path: Path) -> None:
    """Minutes, vote, resolution, photo, end, submit: the bar is three minutes."""
    _count_taps(secretary)
    page = secretary.open(f"/meetings/{meeting}/record")
    parts = secretary.api("GET", f"{WORK}/meetings/{meeting}")["parts"]
    begun = time.monotonic()
    for part in parts:
        head = page.get_by_role("button", name=re.compile(re.escape(f"{part['position'] + 1}. {part['title']}"[:20])))
        if head.get_attribute("aria-expanded") == "false":
            head.click()
        page.locator(".ProseMirror").click()
        page.keyboard.type(f"第{part['position'] + 1}项，与会同志围绕议题发言，形成一致意见。", delay=40)
        expect(page.get_by_text(re.compile(r"\d\d:\d\d 已保存"))).to_be_visible()
    page.get_by_role("button", name="登记表决").last.click()
    _sheet(page).get_by_role("button", name="全体赞成").click()
    _sheet(page).get_by_role("button", name="登记结果").click()
    expect(page.get_by_text("通过", exact=True).first).to_be_visible()
    page.get_by_role("button", name="登记决议或整改事项").click()
    _sheet(page).get_by_label("决议内容").fill("每月开展一次安全隐患排查")
    _sheet(page).get_by_role("button", name=re.compile("^责任人")).click()
    _sheet(page).get_by_role("searchbox").fill(holder)
    _sheet(page).get_by_role("button", name=re.compile(holder)).first.click()
    _sheet(page).get_by_role("button", name="保存").click()
    expect(page.get_by_text("每月开展一次安全隐患排查").first).to_be_visible()
    photo = tmp_path / "会场.png"
    page.screenshot(path=str(photo))
    page.locator("input[type=file]").last.set_input_files(str(photo))
    expect(page.locator("img[src*='/kernel/files/'], a[href*='/kernel/files/']").first).to_be_visible()
    page.get_by_role("button", name="会议结束").click()
    expect(page.get_by_role("button", name="会议结束")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^提交记录")).click()
    page.wait_for_url(re.compile(rf"/m/meetings/{meeting}$"))
    seconds = time.monotonic() - begun
    assert seconds <= 180, f"recording took {seconds:.0f} s"
    record = secretary.api("GET", f"{WORK}/meetings/{meeting}")
    assert record["state"] == "recorded"
    assert [file["content_type"].split("/")[0] for file in record["files"]] == ["image"]
    _check_vote(record)


def _check_vote(record: dict[str, Any]) -> None:
    vote = next(part["vote"] for part in record["parts"] if part["vote"])
    assert (vote["is_quorate"], vote["is_passed"]) == (True, True)
    assert vote["vote_for"] == vote["present_voters"]
    assert vote["due_voters"] == record["due_voters"]


def test_LIFE_1_a_scan_without_network_is_kept_on_the_phone_and_counts_with_its_own_time(enter: Enter) -> None:
    secretary, member = enter("secretary", "phone"), enter("member", "phone")
    name = member.api("GET", "/api/v1/identity/session")["name"]
    meeting = _plan_now(secretary, name)
    secretary.api("POST", f"{WORK}/meetings/{meeting}/open")
    code = secretary.api("GET", f"{WORK}/meetings/{meeting}/codes?count=1")["codes"][0]["code"]
    page = member.page
    page.route(
        re.compile("/check-in$"),
        lambda route: route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_(),
    )
    member.open(f"/meetings/{meeting}/check-in?code={code}")
    expect(page.get_by_text("已保存在手机上")).to_be_visible()
    member.faults.clear()  # the browser notes that it had no network; that is what this journey is about
    page.unroute_all()
    member.open("/")
    page.evaluate("dispatchEvent(new Event('online'))")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        mine = member.api("GET", f"{WORK}/meetings/{meeting}")["mine"]
        if mine["state"] == "present":
            break
        page.wait_for_timeout(500)
    assert (mine["state"], mine["source"]) == ("present", "offline")
    assert mine["device_at"] is not None
    assert mine["event_at"] <= mine["recorded_at"]


def test_LIFE_1_an_old_code_and_one_of_another_meeting_are_refused_with_a_word(enter: Enter) -> None:
    secretary, member = enter("secretary", "phone"), enter("member", "phone")
    name = member.api("GET", "/api/v1/identity/session")["name"]
    first, second = _plan_now(secretary, name), _plan_now(secretary, name)
    for meeting in (first, second):
        secretary.api("POST", f"{WORK}/meetings/{meeting}/open")
    code = secretary.api("GET", f"{WORK}/meetings/{first}/codes?count=1")["codes"][0]["code"]
    member.open(f"/meetings/{second}/check-in?code={code}")
    expect(member.page.get_by_text("签到码无效")).to_be_visible()
    slot, mac = code.split(".")
    member.open(f"/meetings/{first}/check-in?code={int(slot) - 20}.{mac}")
    expect(member.page.get_by_text("签到码无效")).to_be_visible()
    assert member.api("GET", f"{WORK}/meetings/{first}")["mine"]["state"] == "due"

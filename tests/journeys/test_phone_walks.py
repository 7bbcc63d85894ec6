"""LIFE-1 and TSK-2 on phones: what happens beside the straight way of a meeting."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor
from tests.journeys.pages import settle, violations

WORK = "/api/v1/work"


def _branch(visitor: Visitor) -> str:
    roles = visitor.api("GET", "/api/v1/identity/session")["roles"]
    return str(next(role["org_id"] for role in roles if role["role"] == "branch_secretary"))


def _meeting(secretary: Visitor, title: str) -> str:
    """A meeting that begins now, chaired and recorded by the secretary, with an item to vote on."""
    me = secretary.api("GET", "/api/v1/identity/session")["person_id"]
    now = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=1)
    plan: dict[str, Any] = {
        "organisation_id": _branch(secretary),
        "kind": "branch_general_meeting",
        "title": title,
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(minutes=40)).isoformat(),
        "mode": "on_site",
        "place": "党员活动室",
        "chair_id": me,
        "recorder_id": me,
        "parts": [{"title": "表决年度计划", "item_kind": "decision", "needs_vote": True, "vote_matter": "decision"}],
        "notify": True,
    }
    return str(secretary.api("POST", f"{WORK}/meetings", data=plan)["id"])


def _without_network(page: Page) -> None:
    page.route(
        re.compile("/check-in$"),
        lambda route: route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_(),
    )


def _sign_out(page: Page) -> str:
    """Signs out on the page of one's own; returns what was asked before."""
    page.get_by_role("button", name="退出登录").click()
    asked = page.get_by_role("dialog").inner_text()
    page.get_by_role("dialog").get_by_role("button", name="退出", exact=True).click()
    page.wait_for_url(re.compile("/m/log-in"))
    return asked


def test_LIFE_1_a_kept_scan_outlives_signing_out_and_somebody_else_on_the_same_phone(enter: Enter) -> None:
    secretary, member = enter("secretary", "phone"), enter("member", "phone")
    names = [one.api("GET", "/api/v1/identity/session")["name"] for one in (secretary, member)]
    meeting = _meeting(secretary, "离线签到后退出登录")
    secretary.api("POST", f"{WORK}/meetings/{meeting}/open")
    code = secretary.api("GET", f"{WORK}/meetings/{meeting}/codes?count=1")["codes"][0]["code"]
    page = member.page
    _without_network(page)
    member.open(f"/meetings/{meeting}/check-in?code={code}")
    expect(page.get_by_text("已保存在手机上")).to_be_visible()

    member.open("/me")
    assert "1 条没有发出的签到会保留" in _sign_out(page)
    assert "over=1" not in page.url, "who signs out is not told that the session ran out"

    # Somebody else's scan of the same meeting is kept beside it; the first one is no business of theirs.
    page.get_by_role("button", name=re.compile(names[0])).click()
    expect(page.get_by_role("link", name="工作")).to_be_visible()
    member.open("/")
    expect(page.get_by_text("联网后自动发送")).to_have_count(0)
    member.open(f"/meetings/{meeting}/check-in?code={code}")
    expect(page.get_by_text("已保存在手机上")).to_be_visible()
    page.unroute_all()
    member.open("/")
    expect(page.get_by_text("联网后自动发送")).to_have_count(0)
    assert secretary.api("GET", f"{WORK}/meetings/{meeting}")["mine"]["source"] == "offline"

    member.open("/me")
    _sign_out(page)
    page.get_by_role("button", name=re.compile(names[1])).click()
    page.wait_for_url(re.compile("/m/(?!log-in)"))
    member.open("/")
    expect(page.get_by_text("联网后自动发送")).to_have_count(0)
    mine = member.api("GET", f"{WORK}/meetings/{meeting}")["mine"]
    assert (mine["state"], mine["source"]) == ("present", "offline")
    member.faults.clear()  # the browser notes that it had no network; that is what this journey is about


def test_LIFE_1_leave_that_waits_is_seen_and_granted_while_the_meeting_runs(enter: Enter) -> None:
    secretary, member = enter("secretary", "phone"), enter("member", "phone")
    meeting = _meeting(secretary, "会上审批请假")
    member.api("POST", f"{WORK}/meetings/{meeting}/leave", data={"reason": "当班值守"})
    secretary.api("POST", f"{WORK}/meetings/{meeting}/open")

    page = secretary.open(f"/meetings/{meeting}/hold")
    page.get_by_role("link", name=re.compile("请假审批.*1 人等您审批")).click()
    expect(page.get_by_text("事由：")).to_have_count(1)
    page.get_by_role("button", name=re.compile("准假$")).last.click()

    expect(page.get_by_text("没有等待审批的请假")).to_be_visible()
    assert member.api("GET", f"{WORK}/meetings/{meeting}")["mine"]["state"] == "leave"
    secretary.open(f"/meetings/{meeting}/hold")
    expect(page.get_by_role("link", name=re.compile("请假审批.*1 人已准假"))).to_be_visible()


def test_LIFE_1_a_count_that_leaves_hands_out_is_said_and_mended_by_one_tap(enter: Enter) -> None:
    secretary = enter("secretary", "phone")
    meeting = _meeting(secretary, "举手表决少数了人")
    secretary.api("POST", f"{WORK}/meetings/{meeting}/open")
    lines = secretary.api("GET", f"{WORK}/meetings/{meeting}/attendance?limit=200")["items"]
    ticks = [{"attendance_id": line["id"], "state": "present"} for line in lines]
    secretary.api("POST", f"{WORK}/meetings/{meeting}/attendance", data={"ticks": ticks})
    present = secretary.api("GET", f"{WORK}/meetings/{meeting}")["tally"]["present_voters"]

    page = secretary.open(f"/meetings/{meeting}/record")
    page.get_by_role("button", name="登记表决").click()
    sheet = page.locator(".van-popup:visible").last
    sheet.get_by_label("赞成", exact=True).fill(str(present + 1))
    expect(sheet.get_by_role("button", name="登记结果")).to_be_disabled()
    sheet.get_by_label("赞成", exact=True).fill(str(present - 3))
    sheet.get_by_role("button", name="其余 3 人弃权").click()
    sheet.get_by_role("button", name="登记结果").dblclick()

    expect(page.get_by_text("通过", exact=True).first).to_be_visible()
    vote = secretary.api("GET", f"{WORK}/meetings/{meeting}")["parts"][0]["vote"]
    assert (vote["vote_for"], vote["vote_against"], vote["vote_abstain"]) == (present - 3, 0, 3)


def test_LIFE_1_every_template_is_offered_when_planning_on_the_phone(enter: Enter) -> None:
    secretary = enter("secretary", "phone")
    branch = _branch(secretary)
    page = secretary.open(f"/meetings/plan?organisation_id={branch}&kind=theme_party_day")
    offered = secretary.api("GET", f"{WORK}/meeting-templates?organisation_id={branch}&kind=theme_party_day")["items"]

    page.get_by_role("button", name=re.compile("^议程模板")).click()
    expect(page.get_by_role("option")).to_have_count(len(offered))
    settle(page)
    assert violations(page) == []
    page.get_by_role("option").nth(1).click()

    for part in offered[1]["parts"]:
        expect(page.get_by_role("region", name="议程").get_by_text(part["title"])).to_be_visible()
    page.get_by_label("日期").fill(f"{datetime.now().year + 5}-03-01")
    page.get_by_role("button", name=re.compile("^保存并通知")).click()
    expect(page.locator("[data-field=date]").get_by_text("请检查年份")).to_be_visible()


def test_LIFE_1_a_closed_meeting_offers_no_form_that_would_be_refused(enter: Enter) -> None:
    secretary = enter("secretary", "phone")
    archived = secretary.api("GET", f"{WORK}/meetings?limit=1&state=archived")["items"][0]["id"]
    coming = secretary.api("GET", f"{WORK}/meetings?limit=1&state=planned")["items"][0]["id"]
    for address, words in (
        (f"{archived}/change", "会议已不能变更"),
        (f"{archived}/agenda", "议程已不能调整"),
        (f"{coming}/addendum", "会议记录还没有归档"),
    ):
        page = secretary.open(f"/meetings/{address}")
        expect(page.get_by_text(words)).to_be_visible()
        page.get_by_role("link", name="查看会议").or_(page.get_by_role("button", name="查看会议")).click()
        page.wait_for_url(re.compile(r"/m/meetings/[0-9a-f-]{36}$"))


def test_the_phone_opens_without_a_connection(enter: Enter) -> None:
    member = enter("member", "phone", worker=True)
    page = member.open("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.context.set_offline(True)

    page.reload()

    expect(page.get_by_role("navigation")).to_be_visible()
    expect(page.get_by_text("网络连接已断开")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("link", name="工作")).to_be_visible()
    # The browser notes that it had no network, which is what this journey is about; it must note nothing else.
    assert [fault for fault in member.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []
    member.faults.clear()

"""An ordinary member who is named as recorder keeps the record of that meeting, and of no other (LIFE-1)."""

from __future__ import annotations

from typing import Any

import pytest

from dangjian.kernel.clock import frozen
from dangjian.work.life.models import Meeting
from tests.work.life import held
from tests.world import World

BASE = "/api/v1/work"


def kept_by_member(world: World) -> Meeting:
    """A meeting that began, whose recorder is an ordinary member."""
    return held.running(world, recorder_id=world.people["member"].pk)


def test_LIFE_1_a_member_who_is_the_recorder_keeps_the_whole_record(world: World) -> None:
    meeting = kept_by_member(world)
    member = world.client("member")
    url = f"{BASE}/meetings/{meeting.pk}"
    shown = member.fetch(url).json()
    assert (shown["can_keep"], shown["can_manage"]) == (True, False)
    listed = member.fetch(f"{url}/attendance").json()["items"]
    on_leave = {"attendance_id": listed[0]["id"], "state": "leave", "reason": "出差在外"}
    ticks = [on_leave, *({"attendance_id": row["id"], "state": "present"} for row in listed[1:])]
    assert member.call("POST", f"{url}/attendance", {"ticks": ticks}).status_code == 200
    assert member.fetch(f"{url}/attendance", state="leave").json()["items"][0]["reason"] == "出差在外"
    part = shown["parts"][0]
    part_url = f"{BASE}/meeting-parts/{part['id']}"
    saved = member.call("PUT", f"{part_url}/minutes", {"minutes": held.MINUTES}, version=part["version"])
    assert saved.status_code == 200, saved.content.decode()
    assert member.fetch(part_url).json()["minutes_by"] == "王芳"
    assert member.call("POST", f"{part_url}/repeated", {"text": held.MINUTES}).json() == {"items": []}
    vote = {"method": "show_of_hands", "vote_for": 5, "vote_against": 0, "vote_abstain": 0}
    assert member.call("PUT", f"{part_url}/vote", vote).status_code == 200
    again = member.call("PUT", f"{part_url}/vote", {**vote, "vote_for": 4, "vote_against": 1})
    assert (again.status_code, again.json()["vote_for"]) == (200, 4)
    made = member.call("POST", f"{url}/resolutions", {"text": "完成方案", "holder_id": str(world.people["officer"].pk)})
    assert made.status_code == 201, made.content.decode()
    row_url = f"{BASE}/resolutions/{made.json()['id']}"
    assert member.call("PUT", row_url, {"text": "完成检修方案"}, version=made.json()["version"]).status_code == 200
    assert member.call("DELETE", row_url).status_code in {200, 204}
    with frozen(meeting.ends_at):
        member = world.client("member")
        assert member.call("POST", f"{url}/end", {}).status_code == 200
        gaps = [gap["text"] for gap in member.fetch(url).json()["gaps"] if gap["is_required"]]
        assert gaps == []
        submitted = member.call("POST", f"{url}/submit", version=member.fetch(url).json()["version"])
        assert submitted.status_code == 200, submitted.content.decode()
        assert member.call("POST", f"{url}/sign-as-recorder").status_code == 200
    assert held.fresh(world, meeting.pk).state == "recorded"


def test_the_recorder_of_one_meeting_changes_nothing_in_another(world: World) -> None:
    kept_by_member(world)
    other = held.running(world, title="另一次主题党日")
    part, line = held.parts(world, other)[0], held.lines(world, other)[0]
    url = f"{BASE}/meetings/{other.pk}"
    member = world.client("member")
    assert member.fetch(url).json()["can_keep"] is False
    tick = {"ticks": [{"attendance_id": str(line.pk), "state": "present"}]}
    calls: list[tuple[str, str, Any, int | None]] = [
        ("POST", f"{url}/attendance", tick, None),
        ("PUT", f"{BASE}/meeting-parts/{part.pk}/minutes", {"minutes": "<p>改写</p>"}, part.version),
        ("POST", f"{url}/resolutions", {"text": "决议"}, None),
        ("POST", f"{url}/end", {}, None),
        ("POST", f"{url}/submit", None, other.version),
    ]
    for method, path, body, version in calls:
        answer = member.call(method, path, body, version=version)
        assert (answer.status_code, answer.json()["code"]) == (403, "life.meeting.not_recorder"), path
    assert "记录人李娜" in member.call("POST", f"{url}/end", {}).json()["detail"]
    assert held.parts(world, other)[0].minutes == ""


@pytest.mark.parametrize("step", ["open", "return", "sign-as-chair", "archive", "cancel", "notify"])
def test_what_is_not_record_keeping_stays_with_those_who_run_meetings(world: World, step: str) -> None:
    meeting = held.planned(world, recorder_id=world.people["member"].pk)
    body = {"reason": "改期"} if step in {"return", "cancel"} else None
    answer = world.client("member").call("POST", f"{BASE}/meetings/{meeting.pk}/{step}", body)
    assert answer.status_code in {403, 404}, answer.content.decode()


def test_a_line_of_another_meeting_is_not_ticked_through_the_own_one(world: World) -> None:
    mine = kept_by_member(world)
    other = held.running(world, title="另一次主题党日")
    line = held.lines(world, other)[0]
    tick = {"ticks": [{"attendance_id": str(line.pk), "state": "absent"}]}
    answer = world.client("member").call("POST", f"{BASE}/meetings/{mine.pk}/attendance", tick)
    assert (answer.status_code, answer.json()["code"]) == (422, "life.attendance.line")
    assert held.lines(world, other)[0].state == "due"

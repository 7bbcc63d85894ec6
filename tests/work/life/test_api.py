"""Organisational life over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.testing import assert_list_contract, assert_replay
from dangjian.work.life import commands, queries
from dangjian.work.life.models import Meeting
from dangjian.work.life.rules.kinds import AttendanceState
from tests.work.life import held
from tests.world import SignedInClient, World, building

BASE = "/api/v1/work"


def plan_body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "organisation_id": str(world.orgs["first"].pk),
        "kind": "theme_party_day",
        "title": "11月主题党日",
        "theme": "学习全会精神",
        "starts_at": held.START.isoformat(),
        "ends_at": (held.START + timedelta(hours=1)).isoformat(),
        "place": "三楼会议室",
        "chair_id": str(world.people["secretary"].pk),
        "recorder_id": str(world.people["officer"].pk),
        "parts": [{"title": "集中学习", "item_kind": "study"}],
        **changes,
    }


def test_LIFE_1_a_month_over_http(world: World) -> None:
    """Plan and notify, sign in by code, minutes, resolution, signatures, archive, board."""
    secretary, officer, member = (world.client(key) for key in ("secretary", "officer", "member"))
    planned = secretary.call("POST", f"{BASE}/meetings", plan_body(world, notify=True))
    assert planned.status_code == 201, planned.content.decode()
    url = f"{BASE}/meetings/{planned.json()['id']}"
    assert [m["title"] for m in member.fetch(f"{BASE}/my-meetings").json()["items"]] == ["11月主题党日"]
    codes = secretary.fetch(f"{url}/codes").json()["codes"]
    assert member.call("POST", f"{url}/check-in", {"code": codes[0]["code"]}).json()["state"] == "present"
    assert secretary.call("POST", f"{url}/open").status_code == 200
    listed = officer.fetch(f"{url}/attendance").json()
    ticks = [{"attendance_id": row["id"], "state": "present"} for row in listed["items"] if row["state"] == "due"]
    assert officer.call("POST", f"{url}/attendance", {"ticks": ticks}).status_code == 200
    shown = officer.fetch(url).json()
    part = shown["parts"][0]
    saved = officer.call(
        "PUT", f"{BASE}/meeting-parts/{part['id']}/minutes", {"minutes": held.MINUTES}, version=part["version"]
    )
    assert (saved.status_code, saved["ETag"]) == (200, '"v2"')
    added = officer.call(
        "POST",
        f"{url}/resolutions",
        {"text": "完成检修方案", "holder_id": str(world.people["member"].pk), "due_on": "2026-12-10"},
    )
    assert added.status_code == 201
    with frozen(held.START + timedelta(hours=1)):
        # The sessions of the morning have idled out.
        secretary, officer, member = (world.client(key) for key in ("secretary", "officer", "member"))
        assert officer.call("POST", f"{url}/end", {}).status_code == 200
        version = officer.fetch(url).json()["version"]
        assert officer.call("POST", f"{url}/submit", version=version).status_code == 200
        assert officer.call("POST", f"{url}/sign-as-recorder").status_code == 200
        assert secretary.call("POST", f"{url}/sign-as-chair").status_code == 200
        assert secretary.call("POST", f"{url}/archive").status_code == 200
        final = member.fetch(url).json()
        board = world.client("office").fetch(f"{BASE}/matrix", period="2026-11").json()
        mine = member.fetch(f"{BASE}/my-resolutions").json()["items"]
    assert (final["state"], final["can_manage"], final["tally"]["rate"], final["credits"][0]["satisfies"]) == (
        "archived",
        False,
        "100.0",
        True,
    )
    cell = next(c for c in board["rows"][0]["cells"] if c["duty"] == "theme_party_day")
    assert (cell["status"], cell["done"]) == ("done", 1)
    assert [row["text"] for row in mine] == ["完成检修方案"]


def test_list_meetings_contract(world: World) -> None:
    held.planned(world)

    def more() -> None:
        for number in range(2):
            held.planned(world, title=f"第{number}次")

    assert_list_contract(
        world.client("secretary"),
        f"{BASE}/meetings",
        queries=2,
        more=more,
        foreigner=world.client("stranger"),
    )


@pytest.mark.parametrize("route", ["my-meetings", "resolutions", "my-resolutions", "leave-requests", "my-talks"])
def test_other_lists_are_bounded_and_signed_in_only(world: World, route: str) -> None:
    assert world.client("secretary").fetch(f"{BASE}/{route}").json() == {
        "items": [],
        "next_cursor": None,
        "total": None,
    }
    assert world.client("anybody").fetch(f"{BASE}/{route}").status_code == 401
    assert world.client("secretary").fetch(f"{BASE}/{route}", limit=5000).status_code == 422


def test_list_attendance_contract(world: World) -> None:
    meeting = held.planned(world)
    assert_list_contract(
        world.client("secretary"),
        f"{BASE}/meetings/{meeting.pk}/attendance",
        queries=4,
        foreigner=world.client("stranger"),
    )


def test_a_repeated_plan_is_one_meeting(world: World) -> None:
    def count() -> int:
        with building(world.tenant_id):
            return int(Meeting.objects.count())

    assert_replay(world.client("secretary"), f"{BASE}/meetings", plan_body(world), count)


@pytest.mark.parametrize("key", ["other_member", "stranger", "member"])
def test_who_is_not_concerned_gets_404_for_a_meeting(world: World, key: str) -> None:
    with acting_as(world.actor("secretary")):
        meeting = commands.plan_meeting(**held.plan_values(world))
    url = f"{BASE}/meetings/{meeting.pk}"
    client = world.client(key)
    assert client.fetch(url).status_code == 404
    assert client.fetch(f"{url}/attendance").status_code == 404
    assert client.call("POST", f"{url}/open").status_code in {403, 404}


def test_a_guest_sees_the_meeting_without_private_reasons(world: World) -> None:
    meeting = held.running(world, guest_ids=[world.people["other_member"].pk])
    held.come(world, meeting, ["secretary", "officer"])
    line = held.line_of(world, meeting, "member")
    with acting_as(world.actor("secretary")):
        commands.tick_attendance(meeting_id=meeting.pk, ticks=[commands.Tick(line.pk, AttendanceState.LEAVE, "就医")])
    guest = world.client("other_member")
    shown = guest.fetch(f"{BASE}/meetings/{meeting.pk}").json()
    rows = guest.fetch(f"{BASE}/meetings/{meeting.pk}/attendance").json()["items"]
    assert (shown["can_manage"], shown["mine"]["role"], shown["gaps"]) == (False, "non_voting", [])
    assert {row["reason"] for row in rows} == {""}


def test_conflicting_minutes_answer_412_with_the_version(world: World) -> None:
    meeting = held.running(world)
    part = held.parts(world, meeting)[0]
    url = f"{BASE}/meeting-parts/{part.pk}"
    officer, secretary = world.client("officer"), world.client("secretary")
    assert officer.call("PUT", f"{url}/minutes", {"minutes": "<p>甲</p>"}, version=1).status_code == 200
    stale = secretary.call("PUT", f"{url}/minutes", {"minutes": "<p>乙</p>"}, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "kernel.stale_edit")
    assert secretary.fetch(url).json()["minutes"] == "<p>甲</p>"
    assert secretary.call("PUT", f"{url}/minutes", {"minutes": "<p>乙</p>"}).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "nonsense"},
        {"title": ""},
        {"title": "长" * 121},
        {"starts_at": "2026-11-21T09:30:00"},
        {"parts": [{"title": "x", "unknown": 1}]},
        {"online_link": "javascript:alert(1)"},
        {"organisation_id": "1"},
        {"evaluation_year": 1949},
    ],
)
def test_bad_input_is_answered_with_fields(world: World, changes: dict[str, Any]) -> None:
    answer = world.client("secretary").call("POST", f"{BASE}/meetings", plan_body(world, **changes))
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["fields"]


def test_suggestion_knows_the_usual(world: World) -> None:
    held.planned(world)
    shown = (
        world.client("secretary")
        .fetch(f"{BASE}/meeting-suggestion", organisation_id=str(world.orgs["first"].pk), kind="theme_party_day")
        .json()
    )
    assert (shown["chair_name"], shown["recorder_name"], shown["place"], shown["due_count"]) == (
        "曾志强",
        "李娜",
        "三楼会议室",
        8,
    )
    assert [part["item_kind"] for part in shown["parts"]] == ["study", "activity"]
    assert {row["duty"] for row in shown["can_join"]} >= {"party_lecture", "branch_general_meeting"}


def test_templates_are_shipped_for_every_kind(world: World) -> None:
    items = (
        world.client("secretary")
        .fetch(f"{BASE}/meeting-templates", organisation_id=str(world.orgs["first"].pk))
        .json()["items"]
    )
    assert {item["kind"] for item in items} == {
        "branch_general_meeting",
        "branch_committee_meeting",
        "cell_meeting",
        "party_lecture",
        "theme_party_day",
        "organisational_life_meeting",
        "democratic_evaluation",
    }


def test_meetings_are_found_by_the_global_search(world: World) -> None:
    held.planned(world)
    hits = {
        key: world.client(key).fetch("/api/v1/foundation/search", q="主题党日").json()
        for key in ("secretary", "stranger")
    }
    assert "11月主题党日" in str(hits["secretary"])
    assert "11月主题党日" not in str(hits["stranger"])


def test_calendar_is_bounded(world: World) -> None:
    held.planned(world)
    client = world.client("secretary")
    shown = client.fetch(f"{BASE}/calendar", since="2026-11-01", until="2026-11-30").json()["items"]
    assert [row["title"] for row in shown] == ["11月主题党日"]
    assert client.fetch(f"{BASE}/calendar", since="2026-01-01", until="2026-11-30").status_code == 422


def test_section_8_talks_are_read_by_the_two_and_the_secretary_only(world: World) -> None:
    body = {
        "organisation_id": str(world.orgs["first"].pk),
        "talker_id": str(world.people["secretary"].pk),
        "talked_to_id": str(world.people["member"].pk),
        "talked_on": "2026-11-18",
        "gist": "谈了家庭困难",
    }
    assert world.client("secretary").call("POST", f"{BASE}/talks", body).status_code == 201
    listed = {"organisation_id": str(world.orgs["first"].pk)}
    assert world.client("secretary").fetch(f"{BASE}/talks", **listed).json()["items"][0]["gist"] == "谈了家庭困难"
    assert [row["gist"] for row in world.client("member").fetch(f"{BASE}/my-talks").json()["items"]] == ["谈了家庭困难"]
    for key in ("office", "officer", "chief", "leader", "stranger", "other_member"):
        client = world.client(key)
        assert client.fetch(f"{BASE}/talks", **listed).status_code in {403, 404}, key
        assert client.fetch(f"{BASE}/my-talks").json()["items"] == [], key


def test_BEY_5_repeated_passages_are_shown_to_the_author(world: World) -> None:
    held.archived(world, held.running(world))
    start = held.START + timedelta(days=3)
    later = held.planned(world, starts_at=start, ends_at=start + timedelta(hours=1))
    part = held.parts(world, later)[0]
    found = (
        world.client("officer")
        .call("POST", f"{BASE}/meeting-parts/{part.pk}/repeated", {"text": f"<p>今天学习。</p>{held.MINUTES}"})
        .json()["items"]
    )
    assert [row["source"] for row in found] == ["2026-11-21 主题党日“集中学习”"]
    assert "三号机组检修" in found[0]["passage"]
    assert (
        world.client("member").call("POST", f"{BASE}/meeting-parts/{part.pk}/repeated", {"text": "x"}).status_code
        == 403
    )


def test_ARC_files_of_a_meeting_follow_its_visibility(world: World) -> None:
    meeting = held.planned(world)
    with acting_as(world.actor("member")):
        assert queries.can_see_meeting(meeting_id=meeting.pk)


def test_people_in_two_meetings_at_once_stand_out(world: World) -> None:
    for title in ("甲", "乙"):
        held.complete(world, held.running(world, title=title))
    with building(world.tenant_id):
        meeting = Meeting.objects.filter(title="甲").get()
    names = world.client("secretary").fetch(f"{BASE}/meetings/{meeting.pk}/people-elsewhere").json()["items"]
    assert "王芳" in names


@pytest.fixture(autouse=True)
def _warm(world: World) -> SignedInClient:
    """Rights and keys are in the process's cache before statements are counted."""
    client = world.client("secretary")
    client.fetch(f"{BASE}/my-meetings")
    return client

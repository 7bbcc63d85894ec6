"""Mobile members: the relation stays, a branch takes them in as guests, both sides read one log."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.members.commands import move_people, register_leaving
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from dangjian.work.standing import commands, jobs, queries
from dangjian.work.standing.events import StayChanged
from dangjian.work.standing.models import MobileStay, StayGuest
from dangjian.work.standing.rules.stays import Direction, EntryKind, WhyKept
from tests.world import TODAY, SignedInClient, World, building

URL = "/api/v1/work/mobile-stays"


def given(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "person_id": world.people["member"].pk,
        "away_from": date(2026, 10, 8),
        "expected_until": date(2027, 10, 8),
        "direction": Direction.CROSS_PROVINCE,
        "place": "江苏省苏州市工业园区",
        "why_kept": WhyKept.EMPLOYED_HERE,
        "host_id": world.orgs["operations"].pk,
        **changes,
    }


def start(world: World, actor: Actor, **changes: Any) -> MobileStay:
    with acting_as(actor):
        return commands.start_stay(**given(world, **changes))


def fresh(world: World, stay: MobileStay) -> MobileStay:
    with building(world.tenant_id):
        found: MobileStay = MobileStay.objects.get(pk=stay.pk)
    return found


def person(world: World, key: str = "member") -> Person:
    with building(world.tenant_id):
        found: Person = Person.objects.get(pk=world.people[key].pk)
    return found


def todos(world: World, key: str) -> list[str]:
    drain()
    with building(world.tenant_id):
        rows = Todo.objects.filter(source="work.standing", person_id=world.people[key].pk, state=Todo.OPEN)
        return list(rows.values_list("title", flat=True))


def test_mem_5_a_stay_is_registered_and_the_relation_stays(world: World, secretary: Actor) -> None:
    assert_command_contract(
        commands.start_stay,
        given(world),
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[StayChanged],
        bad=[
            ({"expected_until": date(2027, 4, 7)}, "standing.too_short"),
            ({"away_from": date(2026, 11, 22)}, "standing.future"),
            ({"host_id": world.orgs["first"].pk}, "standing.host_is_home"),
            ({"host_id": world.orgs["works"].pk}, "standing.host"),
        ],
    )
    found = person(world)
    assert (found.is_mobile, found.mobile_since, found.mobile_direction) == (True, date(2026, 10, 8), "cross_province")
    assert found.organisation_id == world.orgs["first"].pk
    with building(world.tenant_id):
        assert OrgRelation.objects.get(person=found, valid_to=None).organisation_id == world.orgs["first"].pk
    with acting_as(secretary), pytest.raises(Conflict) as twice:
        commands.start_stay(**given(world))
    assert twice.value.code == "standing.away_already"


def test_mem_5_the_host_confirms_and_both_sides_see_the_attendance(world: World, secretary: Actor) -> None:
    stay = start(world, secretary)
    host = world.actor("operations_secretary")
    assert todos(world, "operations_secretary") == ["请接收流动党员参加组织生活：王芳"]
    with acting_as(host), pytest.raises(Conflict):
        commands.confirm_attendance(stay_id=stay.pk, happened_on=TODAY, text="支部党员大会")
    with acting_as(secretary), pytest.raises(NotAllowed):
        commands.answer_host(stay_id=stay.pk, accepts=True)
    with acting_as(world.actor("second_secretary")), pytest.raises(NotFound):
        commands.answer_host(stay_id=stay.pk, accepts=True)
    with acting_as(host):
        commands.answer_host(stay_id=stay.pk, accepts=True, expected_version=fresh(world, stay).version)
        with pytest.raises(Conflict):
            commands.answer_host(stay_id=stay.pk, accepts=False)
        commands.confirm_attendance(stay_id=stay.pk, happened_on=TODAY, text="11 月支部党员大会")
        with pytest.raises((NotFound, NotAllowed)):
            commands.note_contact(stay_id=stay.pk, kind=EntryKind.CONTACT, happened_on=TODAY, text="电话联系")
        there = queries.show_stay(stay_id=stay.pk)
    with acting_as(secretary):
        with pytest.raises(Conflict):
            commands.note_contact(stay_id=stay.pk, kind=EntryKind.ATTENDANCE, happened_on=TODAY, text="听说去了")
        with pytest.raises(BadInput):
            commands.note_contact(
                stay_id=stay.pk, kind=EntryKind.CONTACT, happened_on=date(2026, 10, 7), text="电话联系"
            )
        commands.note_contact(
            stay_id=stay.pk, kind=EntryKind.CONTACT, happened_on=date(2026, 11, 2), text="电话联系，已到岗"
        )
        here = queries.show_stay(stay_id=stay.pk)
    for shown, keeps in ((there, False), (here, True)):
        assert shown["entries"][0]["text"] == "11 月支部党员大会"
        assert shown["entries"][0]["organisation_name"] == "运行党支部"
        assert (shown["can_keep"], shown["can_confirm"]) == (keeps, not keeps)
    assert here["entries"][1]["happened_on"] == date(2026, 11, 2)
    assert here["entries"][1]["recorded_at"].date() == TODAY, "the day it happened and the time it was entered"
    assert todos(world, "operations_secretary") == []
    assert person(world).organisation_id == world.orgs["first"].pk


def test_mem_5_a_host_that_cannot_says_so_and_another_is_asked(world: World, secretary: Actor) -> None:
    stay = start(world, secretary)
    with acting_as(world.actor("operations_secretary")):
        commands.answer_host(stay_id=stay.pk, accepts=False, remark="本人工作地点不在本支部")
    with acting_as(secretary):
        with pytest.raises(StaleEdit):
            commands.ask_host(stay_id=stay.pk, host_id=world.orgs["second"].pk, expected_version=1)
        commands.ask_host(stay_id=stay.pk, host_id=world.orgs["second"].pk)
        commands.drop_host(stay_id=stay.pk, reason="改由当地党组织接收")
        commands.ask_host(stay_id=stay.pk, host_name="苏州工业园区流动党员党支部")
        commands.note_contact(stay_id=stay.pk, kind=EntryKind.ATTENDANCE, happened_on=TODAY, text="对方来函确认")
    assert fresh(world, stay).state == "outside"
    assert todos(world, "second_secretary") == []
    with acting_as(world.actor("second_secretary")), pytest.raises(Conflict):
        commands.answer_host(stay_id=stay.pk, accepts=True)


def test_mem_5_back_home(world: World, secretary: Actor) -> None:
    stay = start(world, secretary)
    with acting_as(secretary):
        commands.end_stay(stay_id=stay.pk, on=TODAY, reason="项目结束返回")
        with pytest.raises(Conflict):
            commands.end_stay(stay_id=stay.pk, on=TODAY, reason="项目结束返回")
    assert (person(world).is_mobile, fresh(world, stay).open_person_id) == (False, None)
    with building(world.tenant_id):
        assert set(StayGuest.objects.values_list("state", flat=True)) == {"ended"}
    abroad = start(world, secretary, direction=Direction.ABROAD, host_id=None, why_kept=WhyKept.STUDY_ABROAD)
    assert person(world).is_abroad
    with acting_as(secretary):
        commands.note_contact(stay_id=abroad.pk, kind=EntryKind.CONTACT, happened_on=TODAY, text="视频联系")
        assert queries.show_stay(stay_id=abroad.pk)["report_due_on"] == date(2027, 5, 21)


def test_mem_5_somebody_who_is_moved_or_leaves_meanwhile(world: World, secretary: Actor) -> None:
    moved, left = start(world, secretary), start(world, secretary, person_id=world.people["first_5"].pk)
    with acting_as(world.actor("chief")):
        move_people(person_ids=[world.people["member"].pk], to_organisation_id=world.orgs["operations"].pk, on=TODAY)
        register_leaving(person_id=world.people["first_5"].pk, reason="deceased", on=TODAY)
    drain()
    drain()
    assert (fresh(world, moved).state, fresh(world, left).state) == ("ended", "ended")
    assert person(world).is_mobile is False
    assert todos(world, "operations_secretary") == []
    with acting_as(world.actor("operations_secretary")), pytest.raises((Conflict, NotFound)):
        commands.answer_host(stay_id=left.pk, accepts=True)


def test_mem_5_reports_are_reminded_once_and_given_by_the_member(world: World, secretary: Actor) -> None:
    stay = start(world, secretary)

    def told() -> list[tuple[str, str]]:
        with acting_as(system_actor(world.tenant_id, "test")):
            jobs.look()
            jobs.look()
        with building(world.tenant_id):
            rows = Message.objects.filter(kind="standing_report").order_by("sent_at", "id")
            names = {one.pk: key for key, one in world.people.items()}
            return [(names[row.person_id], row.title) for row in rows]

    with frozen(date(2027, 9, 7)):
        assert told() == []
    with frozen(date(2027, 9, 8)):
        assert ("member", "请向党支部汇报流动期间的情况") in told()
        assert ("secretary", "流动党员即将到期汇报：王芳") in told()
        before = len(told())
        with acting_as(world.actor("member")):
            commands.report_home(stay_id=stay.pk, text="在苏州项目部任工长，按月参加学习")
        with acting_as(world.actor("first_5")), pytest.raises(NotFound):
            commands.report_home(stay_id=stay.pk, text="替王芳汇报")
    with frozen(date(2028, 8, 8)):
        assert len(told()) == before, "counted from the report"


def test_mem_5_stays_over_http(world: World, secretary: Actor, secretary_client: SignedInClient) -> None:
    body = {key: str(value) for key, value in given(world).items()}
    short = secretary_client.call("POST", URL, {**body, "expected_until": "2026-12-31"})
    assert (short.status_code, short.json()["fields"][0]["path"]) == (422, "expected_until")
    made = secretary_client.call("POST", URL, body).json()
    one = f"{URL}/{made['id']}"
    host = world.client("operations_secretary")
    shown = host.fetch(one).json()
    assert (shown["can_answer"], shown["can_keep"]) == (True, False)
    taken = host.call("POST", f"{one}/answer", {"accepts": True}, version=shown["version"]).json()
    assert taken["state_label"] == "接收方已编入活动"
    assert host.call("POST", f"{one}/answer", {"accepts": True}, version=shown["version"]).status_code == 412
    came = host.call(
        "POST", f"{one}/attendance", {"happened_on": "2026-11-21", "text": "主题党日"}, version=taken["version"]
    )
    assert came.status_code == 201
    member = world.client("member")
    (mine,) = member.fetch(f"{URL}/mine").json()["items"]
    assert (mine["host_name"], mine["entries"][0]["kind"]) == ("运行党支部", "attendance")
    reported = member.call("POST", f"{URL}/mine/{made['id']}/report", {"text": "一切正常，按时学习"}).json()
    assert reported["items"][0]["reported_on"] == "2026-11-21"
    assert member.fetch(URL).status_code == 403

    def more() -> None:
        start(world, secretary, person_id=world.people["officer"].pk)
        start(world, secretary, person_id=world.people["deputy"].pk, host_id=None)

    rows = assert_list_contract(
        secretary_client, URL, queries=3, more=more, foreigner=world.client("stranger"), query={}
    )
    assert len(rows) == 3
    guests = host.fetch(URL, side="guest").json()["items"]
    assert {row["person_name"] for row in guests} == {"王芳", "李娜"}
    assert host.fetch(URL, side="home").json()["items"] == []
    assert world.client("second_secretary").fetch(URL).json()["items"] == []
    below = world.client("leader").fetch(URL, organisation_id=str(world.orgs["energy"].pk)).json()["items"]
    assert {row["person_name"] for row in below} == {"王芳", "李娜"}

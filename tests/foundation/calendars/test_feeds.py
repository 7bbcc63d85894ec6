"""Making, fetching and revoking the secret address of one's own dates (TSK-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dangjian.foundation.calendars.commands import create_feed
from dangjian.foundation.calendars.models import CalendarFeed
from dangjian.foundation.calendars.views import CALLS, GUESSES
from dangjian.foundation.duties.commands import open_todo
from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.http import budgets
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.life import commands as life
from tests.roles import as_owner
from tests.work.life.held import plan_values
from tests.world import TODAY, World, building

FEEDS = "/api/v1/foundation/calendar-feeds"


def _address(world: World, key: str) -> str:
    made = world.client(key).call("POST", FEEDS, {"name": "我的手机"})
    assert made.status_code == 201, made.content.decode()
    return str(made.json()["address"]).removeprefix("http://testserver")


def _text(address: str, **headers: str) -> Any:
    return Client(headers=headers).get(address)


def test_TSK_2_feed_has_due_days_of_its_person_and_of_nobody_else(world: World) -> None:
    due_on = TODAY + timedelta(days=5)
    with acting_as(world.system()):
        for key in ("member", "deputy"):
            open_todo(person_ids=[world.people[key].pk], source="x", source_ref=key, title=f"报送 {key}", due_on=due_on)
    with acting_as(world.there.system()):
        open_todo(person_ids=[world.people["member"].pk], source="x", source_ref="x", title="别处的", due_on=due_on)
    answer = _text(_address(world, "member"))
    text = answer.content.decode()

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert [line for line in text.split("\r\n") if line.startswith("SUMMARY")] == ["SUMMARY:截止：报送 member"]
    assert f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}" in text


def test_sec_sess_04_address_is_long_shown_once_and_kept_as_a_hash(world: World, member: Actor) -> None:
    client = world.client("member")
    made = client.call("POST", FEEDS, {"name": "我的手机"}).json()
    token = made["address"].rsplit("/", 1)[1].removesuffix(".ics")
    with acting_as(member):
        row = CalendarFeed.objects.get()

    assert len(token) >= 43
    assert client.fetch(FEEDS).json() == [{name: made[name] for name in ("id", "name", "created_at")}]
    assert token not in str(vars(row))


def test_sec_sess_04_fetching_sets_no_cookie_and_changes_nothing(world: World) -> None:
    from dangjian.kernel.models.audit import AuditEntry

    address = _address(world, "member")
    with as_owner():
        before = AuditEntry.objects.count()
    answer = _text(address)
    again = _text(address, If_None_Match=answer["ETag"])
    with as_owner():
        after = AuditEntry.objects.count()

    assert answer.cookies == {}
    assert "private" in answer["Cache-Control"]
    assert (again.status_code, again.content, before) == (304, b"", after)


def test_sec_sess_04_revoked_unknown_and_ended_addresses_look_alike(world: World) -> None:
    address = _address(world, "member")
    client = world.client("member")
    row = client.fetch(FEEDS).json()[0]
    deputy = _address(world, "deputy")
    with building(world.tenant_id):
        accounts = Account.objects.unscoped("arrangement of a test")
        accounts.filter(pk=world.here.accounts["deputy"].pk).update(disabled_at=world.here.tenant.created_at)

    alive = _text(address).status_code
    assert client.call("DELETE", f"{FEEDS}/{row['id']}").status_code == 204
    answers = [_text(path) for path in (address, deputy, f"/calendar/{'x' * 43}.ics", "/calendar/short.ics")]

    assert alive == 200
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "kernel.no_such_address")}


def test_sec_in_06_fetching_and_guessing_have_limits(world: World, settings: Any) -> None:
    address = _address(world, "member")
    settings.CALL_LIMITS = True
    budgets.forget()
    good = [_text(address).status_code for _ in range(CALLS.calls + 1)]
    bad = [_text(f"/calendar/{n:043d}.ics").status_code for n in range(GUESSES.calls + 1)]
    limited = _text(address)
    budgets.forget()

    assert (set(good[:-1]), good[-1]) == ({200}, 429)
    assert (set(bad[:-1]), bad[-1]) == ({404}, 429)
    assert int(limited["Retry-After"]) > 0


def test_TSK_2_everybody_makes_feeds_of_their_own_up_to_five(world: World, member: Actor, secretary: Actor) -> None:
    assert_command_contract(create_feed, {"name": "手机"}, allowed=member, stranger=None, bad=[])
    client = world.client("member")
    codes = [client.call("POST", FEEDS, {"name": str(n)}).status_code for n in range(5)]
    mine = client.fetch(FEEDS).json()
    foreign = world.client("secretary").call("DELETE", f"{FEEDS}/{mine[0]['id']}")

    assert codes == [201, 201, 201, 201, 409]
    assert foreign.status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_feed_is_only_read(world: World, method: str) -> None:
    assert Client().generic(method, _address(world, "member")).status_code == 405


def test_TSK_2_meeting_appears_when_told_and_stays_as_cancelled(world: World) -> None:
    address = _address(world, "member")
    with acting_as(world.actor("secretary")):
        meeting = life.plan_meeting(**plan_values(world))
        before = _lines(address)
        life.notify_meeting(meeting_id=meeting.pk)
        told = _lines(address)
        life.cancel_meeting(meeting_id=meeting.pk, reason="停电")
    cancelled = _lines(address)

    assert "BEGIN:VEVENT" not in before
    assert {f"UID:meeting.{meeting.pk}@dangjian", "STATUS:CONFIRMED", "LOCATION:三楼会议室"} <= set(told)
    assert {f"UID:meeting.{meeting.pk}@dangjian", "STATUS:CANCELLED", "SUMMARY:11月主题党日"} <= set(cancelled)
    assert "停电" not in "".join(cancelled)


def _lines(address: str) -> list[str]:
    return str(_text(address).content.decode()).replace("\r\n ", "").split("\r\n")

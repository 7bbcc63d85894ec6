"""Sending once, reading one's own, and channels outside the platform (TSK-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from dangjian.foundation.messaging import channels
from dangjian.foundation.messaging.commands import mark_all_read, mark_read, send_message, set_preference
from dangjian.foundation.messaging.models import Delivery, Message
from dangjian.foundation.messaging.queries import unread_count
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import ZONE, frozen
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.kernel.ids import new_id
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from tests.world import SignedInClient, World

URL = "/api/v1/foundation/messages"
WISHES = {"first_channel": "", "digest_at": None}


def _send(world: World, *keys: str, title: str = "支部大会通知", dedupe: str | None = None, **more: Any) -> int:
    people = [world.people[key].pk for key in keys]
    with acting_as(world.system()):
        return send_message(person_ids=people, kind="meeting_notice", title=title, dedupe_key=dedupe, **more)


def _ids(actor: Actor) -> list[UUID]:
    with acting_as(actor):
        return list(Message.objects.filter(person_id=actor.person_id).order_by("sent_at").values_list("id", flat=True))


def test_TSK_2_people_are_told_once_a_key(world: World, member: Actor) -> None:
    told = [
        _send(world, "member", "deputy", dedupe="meeting.1"),
        _send(world, "member", "deputy", "first_5", dedupe="meeting.1"),
        _send(world, "member", dedupe="meeting.2"),
        _send(world, "member"),
        _send(world, "member"),
    ]

    assert told == [2, 1, 1, 1, 1]
    assert len(_ids(member)) == 4


def test_same_key_in_two_tenants_does_not_collide(world: World, member: Actor) -> None:
    _send(world, "member", dedupe="k")
    with acting_as(world.there.system()):
        told = send_message(person_ids=[world.people["member"].pk], kind="x", title="别处", dedupe_key="k")

    assert (told, len(_ids(member))) == (1, 1)


def test_list_of_messages(
    world: World, member: Actor, member_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    subject = new_id()
    _send(world, "member", "secretary", text="明天 14:00", subject_kind="meeting", subject_id=subject)

    rows = assert_list_contract(
        member_client,
        URL,
        queries=2,
        more=lambda: [_send(world, "member", title=f"第 {n} 条") for n in range(2)],
        foreigner=stranger_client,
    )

    assert [row["title"] for row in rows][-1] == "支部大会通知"
    assert {k: v for k, v in rows[-1].items() if k not in {"id", "sent_at"}} == {
        "kind": "meeting_notice",
        "title": "支部大会通知",
        "text": "明天 14:00",
        "subject_kind": "meeting",
        "subject_id": str(subject),
        "is_urgent": False,
        "read_at": None,
    }


def test_reading_one_some_and_all(world: World, member: Actor, member_client: SignedInClient) -> None:
    for n in range(4):
        _send(world, "member", title=str(n))
    ids = [str(i) for i in _ids(member)]

    counts = [member_client.fetch(f"{URL}/unread").json()["unread"]]
    marked = [member_client.call("POST", f"{URL}/read", {"ids": ids[:2]}).json()["marked"]]
    marked.append(member_client.call("POST", f"{URL}/read", {"ids": ids[:3]}).json()["marked"])
    counts.append(member_client.fetch(f"{URL}/unread").json()["unread"])
    unread = member_client.fetch(URL, unread_only="true").json()["items"]
    marked.append(member_client.call("POST", f"{URL}/read-all").json()["marked"])
    counts.append(member_client.fetch(f"{URL}/unread").json()["unread"])

    assert (counts, marked, [row["title"] for row in unread]) == ([4, 1, 0], [2, 1, 1], ["3"])


def test_marking_read_keeps_the_contract_of_commands(
    world: World, member: Actor, secretary: Actor, stranger: Actor
) -> None:
    _send(world, "member")

    marked = assert_command_contract(
        mark_read,
        {"message_ids": _ids(member)},
        allowed=member,
        without_right=secretary,
        elsewhere=world.actor("office"),
        stranger=stranger,
        bad=[({"message_ids": [new_id()]}, "messaging.message.unknown")],
    )

    assert marked == 1


def test_marking_all_touches_only_ones_own(world: World, member: Actor, secretary: Actor) -> None:
    _send(world, "member", "secretary")
    with acting_as(member):
        mark_all_read()
    with acting_as(secretary):
        assert unread_count() == 1


class _Recorder:
    """A channel that keeps what it was given and fails when told to."""

    code, title, shows_title, daily_limit, minute_limit = "probe", "测试通道", True, 100, 100

    def __init__(self) -> None:
        self.given: list[tuple[UUID, str, str]] = []
        self.failing = False

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        return False

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        if self.failing:
            raise channels.ChannelFailed("网关没有应答")
        self.given.append((person_id, title, text))


@pytest.fixture
def channel() -> Iterator[_Recorder]:
    recorder = _Recorder()
    channels.register_channel(recorder)
    yield recorder
    channels._registered.pop("probe")


def _local(hour: int, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def test_TSK_2_channel_gets_messages_after_quiet_hours_as_one(world: World, channel: _Recorder) -> None:
    with frozen(_local(22)):
        _send(world, "member", title="甲")
        _send(world, "member", title="乙")
        _send(world, "deputy", title="急", is_urgent=True)
        run_pending()
    at_night = list(channel.given)
    with frozen(_local(8, 22)):
        run_pending()
        run_pending()

    assert at_night == [(world.people["deputy"].pk, "急", "")]
    assert channel.given[1:] == [(world.people["member"].pk, "您有 2 条新消息", "1. 甲\n2. 乙")]


def test_what_was_read_in_the_platform_goes_nowhere_else(world: World, member: Actor, channel: _Recorder) -> None:
    with frozen(_local(22)):
        _send(world, "member")
        with acting_as(member):
            mark_all_read()
    with frozen(_local(8, 22)):
        run_pending()

    assert channel.given == []


def test_failed_delivery_is_tried_again_and_given_up(world: World, channel: _Recorder) -> None:
    channel.failing = True
    moment = _local(9)
    with frozen(moment):
        _send(world, "member")
    for pause in (timedelta(), timedelta(minutes=1), timedelta(minutes=11), timedelta(hours=2), timedelta(hours=9)):
        with frozen(moment + pause):
            run_pending()
    with acting_as(world.system()):
        row = Delivery.objects.get()

    assert (row.state, row.attempts, row.problem) == ("failed", 5, "网关没有应答")


def test_wishes_of_a_person_are_kept(world: World, member: Actor, channel: _Recorder) -> None:
    with acting_as(member):
        set_preference(quiet_from=time(12), quiet_until=time(14))
        set_preference(quiet_from=time(12), quiet_until=time(14), muted_channels=["probe"])
        with pytest.raises(BadInput):
            set_preference(quiet_from=time(12), quiet_until=time(14), muted_channels=["pigeon"])
    with frozen(_local(15)):
        _send(world, "member", "deputy")
        run_pending()

    assert [person for person, _, _ in channel.given] == [world.people["deputy"].pk]


def test_preference_over_http(member_client: SignedInClient) -> None:
    before = member_client.fetch(f"{URL}/preference").json()
    body = {"quiet_from": "22:00", "quiet_until": "06:30"}
    after = member_client.call("PUT", f"{URL}/preference", body).json()

    assert before == {"quiet_from": "21:30", "quiet_until": "07:30", "muted_channels": [], "channels": []} | WISHES
    assert after == before | body


def test_account_without_a_person_has_no_messages_and_no_preference(world: World, member: Actor) -> None:
    from dataclasses import replace

    _send(world, "member")
    with acting_as(replace(member, person_id=None)):
        assert unread_count() == 0
        with pytest.raises(NotFound):
            set_preference(quiet_from=time(22), quiet_until=time(6))

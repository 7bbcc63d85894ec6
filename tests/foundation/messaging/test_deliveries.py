"""Claims, repeats, the next channel, limits and the daily digest (TSK-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from dangjian.foundation.messaging import channels, queries
from dangjian.foundation.messaging.commands import claim_deliveries, set_preference
from dangjian.foundation.messaging.models import Delivery
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.jobs import run_pending
from tests.foundation.messaging.conftest import local, states, tell
from tests.world import World


class Probe:
    """A channel that keeps what it was given and misbehaves when told to."""

    shows_title = True

    def __init__(self, code: str, *, repeats: bool = False, daily: int = 100, minute: int = 100) -> None:
        self.code = self.title = code
        self.repeats, self.daily_limit, self.minute_limit = repeats, daily, minute
        self.given: list[tuple[UUID, str, str, str]] = []
        self.failure: channels.ChannelFailed | None = None

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        return self.repeats

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        if self.failure is not None:
            raise self.failure
        self.given.append((person_id, title, text, reference))


@pytest.fixture
def probes() -> Iterator[dict[str, Probe]]:
    """Two channels; the first is tried first."""
    made = {code: Probe(code) for code in ("one", "two")}
    for probe in made.values():
        channels.register_channel(probe)
    yield made
    for code in made:
        channels._registered.pop(code)


def _claim(world: World) -> None:
    """A worker claims what is due, and gives it away, and dies before it says so."""
    with acting_as(world.system()):
        rows = [row for group in queries.due_deliveries(moment=now()).values() for row in group]
        assert claim_deliveries(delivery_ids=[row.pk for row in rows]) is not None


@pytest.mark.parametrize(("repeats", "after", "texts"), [(False, "unclear", 0), (True, "sent", 1)])
def test_TSK_2_death_between_sending_and_noting_sends_twice_only_where_repeats_are_dropped(
    world: World, probes: dict[str, Probe], repeats: bool, after: str, texts: int
) -> None:
    probes["one"].repeats = repeats
    with frozen(local(9)):
        tell(world, "member", "甲")
        _claim(world)
    with frozen(local(9, 5)):
        tell(world, "member", "乙")
        run_pending()
    early = [title for _, title, _, _ in probes["one"].given]
    with frozen(local(9, 11)):
        run_pending()
        run_pending()

    assert early == ["乙"]  # what is claimed is not touched while its sender may live
    assert states(world)[0] == ("one", after)
    assert [title for _, title, _, _ in probes["one"].given[1:]] == ["甲"] * texts


def test_TSK_2_repeat_has_the_same_text_whatever_was_read_or_came_meanwhile(
    world: World, member: Actor, probes: dict[str, Probe]
) -> None:
    from dangjian.foundation.messaging.commands import mark_all_read

    probes["one"].repeats = True
    probes["one"].failure = channels.ChannelFailed("没有应答", is_unclear=True)
    with frozen(local(9)):
        tell(world, "member", "甲", "乙")
        run_pending()
    probes["one"].failure = None
    with frozen(local(9, 8)):
        with acting_as(member):
            mark_all_read()
        tell(world, "member", "丙")
        run_pending()
    with frozen(local(9, 11)):
        run_pending()

    assert [(title, text) for _, title, text, _ in probes["one"].given] == [
        ("丙", ""),
        ("您有 2 条新消息", "1. 甲\n2. 乙"),
    ]


def test_TSK_2_two_workers_send_once(world: World, probes: dict[str, Probe]) -> None:
    with frozen(local(9)):
        tell(world, "member", "甲")
        with acting_as(world.system()):
            ids = [row.pk for row in Delivery.objects.all()]
            won = [claim_deliveries(delivery_ids=ids) is not None for _ in range(2)]

    assert won == [True, False]


def test_TSK_2_next_channel_is_taken_when_one_gives_up_or_does_not_reach(
    world: World, probes: dict[str, Probe]
) -> None:
    probes["one"].failure = channels.NotReachable("没有登记手机号")
    with frozen(local(9)):
        tell(world, "member", "甲")
        run_pending()

    assert states(world) == [("one", "skipped"), ("two", "sent")]
    assert [title for _, title, _, _ in probes["two"].given] == ["甲"]


def test_TSK_2_next_channel_waits_for_the_quiet_hours_too(world: World, probes: dict[str, Probe]) -> None:
    probes["one"].failure = channels.ChannelFailed("网关没有应答")
    with frozen(local(21)):
        tell(world, "member", "甲")
        run_pending()
    for moment in (local(21, 2), local(21, 13), local(22, 15), local(4, 30, 22), local(7, 31, 22)):
        with frozen(moment):
            run_pending()

    with acting_as(world.system()):
        rows = {row.channel: row for row in Delivery.objects.all()}
    assert {code: row.state for code, row in rows.items()} == {"one": "failed", "two": "sent"}
    assert rows["two"].sent_at == local(7, 31, 22)


def test_TSK_2_first_channel_of_a_person_goes_before_the_order(
    world: World, member: Actor, probes: dict[str, Probe]
) -> None:
    with acting_as(member):
        set_preference(quiet_from=time(0), quiet_until=time(0), first_channel="two")
    with frozen(local(9)):
        tell(world, "member", "甲")
        tell(world, "deputy", "乙")
        run_pending()

    assert [len(probe.given) for probe in probes.values()] == [1, 1]
    assert probes["two"].given[0][1] == "甲"


def test_TSK_2_daily_digest_collects_all_but_the_urgent(world: World, member: Actor, probes: dict[str, Probe]) -> None:
    with acting_as(member):
        set_preference(quiet_from=time(22), quiet_until=time(7), digest_at=time(17, 30))
    for hour in (9, 12):
        with frozen(local(hour)):
            tell(world, "member", f"{hour} 点")
            run_pending()
    with frozen(local(13)):
        tell(world, "member", "急", is_urgent=True)
        run_pending()
    with frozen(local(17, 30)):
        run_pending()

    assert [(title, text) for _, title, text, _ in probes["one"].given] == [
        ("急", ""),
        ("您有 2 条新消息", "1. 9 点\n2. 12 点"),
    ]


def test_TSK_2_limits_a_minute_put_off_and_limits_a_day_take_the_next_channel(
    world: World, probes: dict[str, Probe]
) -> None:
    probes["one"].minute_limit, probes["one"].daily_limit = 2, 1
    with frozen(local(9)):
        for key in ("member", "deputy", "secretary"):
            tell(world, key, "甲")
        run_pending()
        at_once = len(probes["one"].given)
    with frozen(local(9, 1) + timedelta(seconds=1)):
        run_pending()
        tell(world, "member", "乙")
        run_pending()

    assert (at_once, len(probes["one"].given)) == (2, 3)
    assert [(title, person == world.people["member"].pk) for person, title, _, _ in probes["two"].given] == [
        ("乙", True)
    ]


def test_TSK_2_channel_that_was_switched_off_hands_over(world: World, probes: dict[str, Probe]) -> None:
    with frozen(local(9)):
        tell(world, "member", "甲")
        channels._registered.pop("one")
        run_pending()
        channels.register_channel(probes["one"])

    assert states(world) == [("one", "skipped"), ("two", "sent")]

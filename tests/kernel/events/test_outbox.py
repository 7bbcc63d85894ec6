"""Events: written with the change, delivered after it, in order per aggregate, each handler for itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction

from dangjian.kernel.actor import current_actor
from dangjian.kernel.clock import frozen
from dangjian.kernel.events import Event, base, delivery, drain, on, record_events
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent

pytestmark = pytest.mark.django_db
TENANT = uuid.UUID(int=7)
MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class LampLit(Event):
    name: ClassVar[str] = "kernel.test.LampLit"
    version: ClassVar[int] = 2
    lamp_id: uuid.UUID
    lit_on: date
    watts: int = 0

    @classmethod
    def upgrade(cls, version: int, payload: dict[str, Any]) -> dict[str, Any]:
        return {**payload, "watts": 40}


_heard: list[tuple[str, Any]] = []
_broken: set[int] = set()


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    _heard.clear()
    _broken.clear()
    before = dict(base._handlers), {name: list(found) for name, found in base._by_event.items()}

    # Tests live outside the package, so name the module that carries the handlers.
    @on(LampLit, name="kernel.test.steady")
    def steady(event: LampLit) -> None:
        _heard.append(("steady", event.watts))

    @on(LampLit, name="kernel.test.fragile")
    def fragile(event: LampLit) -> None:
        if event.watts in _broken:
            raise ValueError("broken on purpose")
        _heard.append(("fragile", event.watts))

    yield
    base._handlers.clear()
    base._handlers.update(before[0])
    base._by_event.clear()
    base._by_event.update(before[1])


def _emit(*watts: int, lamp: int = 1) -> None:
    with transaction.atomic():
        record_events([LampLit(uuid.UUID(int=lamp), date(2026, 11, 21), value) for value in watts], TENANT)


def test_event_reaches_each_handler_once() -> None:
    _emit(1)

    assert (drain(), drain()) == (2, 0)

    assert sorted(_heard) == [("fragile", 1), ("steady", 1)]


def test_rolled_back_command_tells_nobody() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _emit(1)
        raise RuntimeError

    assert (drain(), OutboxEvent.objects.count()) == (0, 0)


def test_failing_handler_holds_up_neither_others_nor_other_aggregates() -> None:
    _broken.add(1)
    with frozen(MORNING):
        _emit(1, 2)
        _emit(3, lamp=2)
        drain(strict=False)

    assert [watts for who, watts in _heard if who == "steady"] == [1, 2, 3]
    assert [watts for who, watts in _heard if who == "fragile"] == [3]


def test_after_the_cure_events_of_an_aggregate_arrive_in_their_order() -> None:
    _broken.add(1)
    with frozen(MORNING):
        _emit(1, 2)
        drain(strict=False)
        _broken.clear()
        assert drain() == 0
    with frozen(MORNING + timedelta(seconds=2)):
        drain()

    assert [watts for who, watts in _heard if who == "fragile"] == [1, 2]


def test_after_the_last_attempt_the_error_is_kept_and_the_rest_goes_on() -> None:
    _broken.add(1)
    moment = MORNING
    with frozen(moment):
        _emit(1, 2)
    for _ in range(delivery.MAX_ATTEMPTS):
        with frozen(moment):
            drain(strict=False)
        moment += timedelta(hours=2)
    with frozen(moment):
        drain()

    dead = HandlerReceipt.objects.get(state="dead")
    assert (dead.handler, dead.attempts, "broken on purpose" in dead.error) == ("kernel.test.fragile", 12, False)
    assert [watts for who, watts in _heard if who == "fragile"] == [2]


def test_handler_acts_as_the_system_of_the_events_tenant() -> None:
    def who(event: LampLit) -> None:
        _heard.append((current_actor().kind, current_actor().tenant_id))

    base._handlers["kernel.test.steady"] = base.Handler("kernel.test.steady", LampLit, who)
    _emit(1)
    drain()

    assert ("system", TENANT) in _heard


def test_what_a_failing_handler_wrote_is_undone() -> None:
    def write_and_fail(event: LampLit) -> None:
        OutboxEvent.objects.filter(name=LampLit.name).update(name="spoilt")
        raise ValueError

    base._handlers["kernel.test.steady"] = base.Handler("kernel.test.steady", LampLit, write_and_fail)
    _emit(1)
    drain(strict=False)

    assert OutboxEvent.objects.get().name == LampLit.name


def test_event_comes_back_as_it_was_and_older_versions_are_raised() -> None:
    event = LampLit(uuid.UUID(int=1), date(2026, 11, 21), 60)

    assert LampLit.from_payload(2, event.to_payload()) == event
    assert LampLit.from_payload(1, {"lamp_id": str(uuid.UUID(int=1)), "lit_on": "2026-11-21"}).watts == 40


def test_handler_that_no_app_declares_is_reported() -> None:
    _emit(1)
    del base._handlers["kernel.test.fragile"]

    assert delivery.orphans() == ["kernel.test.fragile"]


def test_strict_drain_raises_what_a_handler_raised() -> None:
    _broken.add(1)
    _emit(1)

    with pytest.raises(ValueError, match="on purpose"):
        drain()

"""Quiet hours, attempts and digests."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from dangjian.foundation.messaging.rules import DEFAULT_QUIET, QuietHours, deliver_at, digest, next_attempt
from dangjian.kernel.clock import ZONE


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("arises", "goes"),
    [
        ("2026-11-21T12:00", "2026-11-21T12:00"),
        ("2026-11-21T21:29", "2026-11-21T21:29"),
        ("2026-11-21T21:30", "2026-11-22T07:30"),
        ("2026-11-21T23:59", "2026-11-22T07:30"),
        ("2026-11-22T00:00", "2026-11-22T07:30"),
        ("2026-11-22T07:29", "2026-11-22T07:30"),
        ("2026-11-22T07:30", "2026-11-22T07:30"),
    ],
)
def test_TSK_2_quiet_hours_put_messages_off_to_their_end(arises: str, goes: str) -> None:
    assert deliver_at(_at(arises), DEFAULT_QUIET, urgent=False) == _at(goes)


def test_urgent_messages_and_people_without_quiet_hours_do_not_wait() -> None:
    night = _at("2026-11-21T23:00")

    assert deliver_at(night, DEFAULT_QUIET, urgent=True) == night
    assert deliver_at(night, QuietHours(time(0), time(0)), urgent=False) == night
    assert deliver_at(_at("2026-11-21T13:00"), QuietHours(time(12), time(14)), urgent=False) == _at("2026-11-21T14:00")


def test_a_channel_is_tried_five_times_within_a_day() -> None:
    start = _at("2026-11-21T12:00")
    pauses = [next_attempt(start, attempts) for attempts in range(1, 6)]

    assert [p and p - start for p in pauses] == [
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=6),
        None,
    ]


def test_one_message_goes_as_it_is_and_several_as_one() -> None:
    assert digest([("支部大会通知", "明天 14:00")]) == ("支部大会通知", "明天 14:00")
    assert digest([("甲", ""), ("乙", "")]) == ("您有 2 条新消息", "1. 甲\n2. 乙")
    assert digest([(str(n), "") for n in range(7)]) == (
        "您有 7 条新消息",
        "1. 0\n2. 1\n3. 2\n4. 3\n5. 4\n另有 2 条，请登录平台查看。",
    )

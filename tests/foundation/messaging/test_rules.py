"""Quiet hours, attempts and digests."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from dangjian.foundation.messaging.rules import (
    DEFAULT_QUIET,
    QuietHours,
    cut,
    deliver_at,
    next_attempt,
    next_channel,
    on_one_line,
    outside_text,
)
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


def test_TSK_2_titles_go_out_and_contents_never() -> None:
    assert outside_text(["支部大会通知"], shows_title=True) == ("支部大会通知", "")
    assert outside_text(["甲", "乙"], shows_title=True) == ("您有 2 条新消息", "1. 甲\n2. 乙")
    assert outside_text(["甲", "乙"], shows_title=False) == ("您有 2 条新消息", "")
    assert outside_text([str(n) for n in range(7)], shows_title=True) == (
        "您有 7 条新消息",
        "1. 0\n2. 1\n3. 2\n4. 3\n5. 4\n另有 2 条，请登录平台查看。",
    )


@pytest.mark.parametrize(
    ("arises", "goes"),
    [("2026-11-21T09:00", "2026-11-21T17:30"), ("2026-11-21T17:30", "2026-11-22T17:30")],
)
def test_TSK_2_digest_waits_for_its_time(arises: str, goes: str) -> None:
    assert deliver_at(_at(arises), DEFAULT_QUIET, urgent=False, digest_at=time(17, 30)) == _at(goes)


def test_TSK_2_digest_inside_the_quiet_hours_waits_for_their_end() -> None:
    found = deliver_at(_at("2026-11-21T09:00"), DEFAULT_QUIET, urgent=False, digest_at=time(23))

    assert found == _at("2026-11-22T07:30")


@pytest.mark.parametrize(
    ("first", "unwanted", "found"),
    [("", [], "a"), ("b", [], "b"), ("b", ["b"], "a"), ("gone", [], "a"), ("", ["a", "b"], None)],
)
def test_TSK_2_own_channel_before_the_order_of_the_enterprise(
    first: str, unwanted: list[str], found: str | None
) -> None:
    assert next_channel(["a", "b"], first=first, unwanted=unwanted) == found


def test_sec_in_07_titles_become_one_line_and_stay_within_bytes() -> None:
    assert on_one_line("甲\r\nBcc: x@y.z\x00 乙\u2028") == "甲 Bcc: x@y.z 乙"
    assert cut("党建" * 50, 20) == "党建党建党…"
    assert len(cut("党建" * 50, 20).encode()) <= 20

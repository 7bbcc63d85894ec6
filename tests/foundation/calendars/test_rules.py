"""RFC 5545: folding, escaping, times, keys (TSK-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian.foundation.calendars.rules import calendar, escape, fold
from dangjian.foundation.calendars.sources import Entry
from dangjian.kernel.clock import ZONE

AT = datetime(2026, 11, 21, 14, 0, tzinfo=ZONE)


def _unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def _feed(*entries: Entry) -> list[str]:
    return _unfolded(calendar(entries, name="智慧党建", host="dj.example.com", base="https://dj.example.com/m"))


def _meeting(**more: Any) -> Entry:
    end = AT.replace(hour=16)
    given: dict[str, Any] = {"key": "meeting.1", "title": "支部大会", "changed_at": AT, "starts_at": AT, "ends_at": end}
    return Entry(**(given | more))


def test_TSK_2_meeting_in_the_feed() -> None:
    lines = _feed(_meeting(place="一楼, 会议室", path="/meetings/1", version=3))

    assert lines == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dangjian//Calendar//ZH", "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:智慧党建", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT", "UID:meeting.1@dj.example.com", "DTSTAMP:20261121T060000Z", "SEQUENCE:3",
        "DTSTART:20261121T060000Z", "DTEND:20261121T080000Z", "SUMMARY:支部大会", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
        "LOCATION:一楼\\, 会议室", "URL:https://dj.example.com/m/meetings/1", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_TSK_2_due_day_is_a_whole_day_that_keeps_nobody_busy() -> None:
    lines = _feed(Entry(key="todo.1", title="截止：报送", changed_at=AT, day=date(2026, 12, 31)))

    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "TRANSP:TRANSPARENT" in lines


def test_TSK_2_cancelled_meeting_keeps_its_key_and_says_so() -> None:
    lines = _feed(_meeting(is_cancelled=True, version=4))

    assert [line for line in lines if line.startswith(("UID", "STATUS", "SEQUENCE"))] == [
        "UID:meeting.1@dj.example.com",
        "SEQUENCE:4",
        "STATUS:CANCELLED",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("一\r\n二\n三", "一\\n二\\n三"),
        ("x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\\nEND:VEVENT\\nBEGIN:VEVENT"),
        ("\x00\x07铃", "铃"),
        ("a\u2028b", "a\\nb"),
    ],
)
def test_sec_in_07_values_cannot_add_lines_to_a_calendar(text: str, written: str) -> None:
    assert escape(text) == written


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_TSK_2_folded_lines_are_short_and_come_back_whole(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    folded = fold(line)

    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


def test_times_are_in_utc_whatever_zone_they_came_in() -> None:
    assert "DTSTART:20261121T060000Z" in _feed(_meeting(starts_at=AT.astimezone(UTC)))

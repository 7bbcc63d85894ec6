"""The sign-in code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dangjian.work.life.rules.checkin import Code, is_believable, is_fresh, message, parse, slot_of

START = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
END = START + timedelta(hours=1)


def code(at: datetime) -> Code:
    return Code(slot_of(at), "x" * 22)


def test_a_code_changes_every_thirty_seconds_and_is_bound_to_the_meeting() -> None:
    assert slot_of(START + timedelta(seconds=29)) == slot_of(START)
    assert slot_of(START + timedelta(seconds=30)) == slot_of(START) + 1
    assert message("a", 1) != message("b", 1)


@pytest.mark.parametrize(
    "text", ["", "1", "1.short", "x.aaaaaaaaaaaaaaaaaaaaaa", "1.aaaaaaaaaaaaaaaaaaaaaa.b", "9" * 13 + "." + "a" * 22]
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert parse(text) is None


def test_a_code_is_read_back() -> None:
    assert parse(f"{slot_of(START)}.{'x' * 22}") == code(START)


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (89, True), (90, False), (-30, True), (-60, False)])
def test_a_code_is_taken_for_a_minute_and_a_half(seconds: int, fresh: bool) -> None:
    assert is_fresh(code(START), now=START + timedelta(seconds=seconds)) is fresh


@pytest.mark.parametrize(
    ("shown", "device", "now", "expected"),
    [
        (START, START, END + timedelta(days=1), True),
        (START - timedelta(hours=2), START - timedelta(hours=2), END, True),
        (START - timedelta(hours=2, minutes=1), START - timedelta(hours=2), END, False),
        (END + timedelta(minutes=10), END + timedelta(minutes=10), END + timedelta(hours=5), True),
        (END + timedelta(minutes=11), END + timedelta(minutes=11), END + timedelta(hours=5), False),
        (START, START + timedelta(minutes=11), END, False),
        (START + timedelta(minutes=30), START + timedelta(minutes=30), START, False),
    ],
)
def test_bey_4_an_offline_code_counts_when_scanned_as_shown_during_the_meeting(
    shown: datetime, device: datetime, now: datetime, expected: bool
) -> None:
    believable = is_believable(code(shown), device_at=device, now=now, starts_at=START, ends_at=END)
    assert believable is expected

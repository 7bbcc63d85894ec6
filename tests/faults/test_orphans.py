"""Processes that are killed come back by themselves and leave no orphan (SEC-AUD-07)."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.faults.storm import children_named, is_alive, wait_until_answering
from tests.serving import Installation


def test_sec_aud_07_no_web_process_outlives_a_server_that_dies_while_they_load(house: Installation) -> None:
    house.start()
    try:
        time.sleep(2)  # the server has said that it is ready: from now on it is started again
        for pause in (0.5,):
            before = children_named(house, "granian")
            os.kill(before[0], signal.SIGKILL)
            deadline = time.monotonic() + 30
            while len(fresh := [pid for pid in children_named(house, "granian") if pid not in before]) < 2:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            time.sleep(pause)  # loading takes about two seconds
            loading = [pid for pid in children_named(house, "granian") if pid not in before]
            os.kill(fresh[0], signal.SIGKILL)
            deadline = time.monotonic() + 30
            while any(is_alive(pid) for pid in {*before, *fresh, *loading}) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert [pid for pid in {*before, *fresh, *loading} if is_alive(pid)] == []
            wait_until_answering(house)
    finally:
        house.stop()


def _how_many(house: Installation, word: str) -> int:
    """How many there are once no more are being started."""
    before = 0
    while (count := len(children_named(house, word))) == 0 or count != before:
        before = count
        time.sleep(1)
    return count


@pytest.mark.parametrize("word", ["granian", "manage.py"])
def test_sec_aud_07_a_killed_process_comes_back_by_itself(house: Installation, word: str) -> None:
    """Each of them, also the worker, which seals the audit trail: within ten seconds of its own (SEC-AUD-07).

    The web server takes its processes with it: an orphan would go on answering beside the new ones.
    """
    house.start()
    try:
        count = _how_many(house, word)
        for number in range(min(count, 2)):  # the server, and one of its processes
            before = children_named(house, word)
            os.kill(before[number], signal.SIGKILL)
            gone = set(before if word == "granian" and number == 0 else before[number : number + 1])
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and (
                len(children_named(house, word)) < count or any(is_alive(pid) for pid in gone)
            ):
                time.sleep(0.1)
            assert [pid for pid in gone if is_alive(pid)] == []
            assert len(children_named(house, word)) == count
            wait_until_answering(house)
    finally:
        house.stop()

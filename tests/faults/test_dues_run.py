"""kill -9 in a monthly run and in booking what a platform reported: nothing is lost, nothing doubled."""

from __future__ import annotations

import json
import signal

from tests.serving import Installation

KILLED = -signal.SIGKILL


def test_sec_rel_02_killed_in_a_run_and_in_booking_nothing_is_lost_or_doubled(house: Installation) -> None:
    told = json.loads(house.python("from tests.faults.dues_killed import main\nmain()").splitlines()[-1])

    assert (told["before"]["orders"], told["before"]["run"]) == (0, "waiting")
    between, at_the_end, again, once_more = told["run"]
    assert between == at_the_end == [KILLED, told["before"]]
    assert again == once_more
    code, done = again
    assert (code, done["orders"], done["run"], done["sum"]) == (0, told["people"], "done", 0)
    assert done["entries"] > told["people"]

    *killed, first, second, third = told["booking"]
    assert len(killed) == 3
    assert all(each == [KILLED, told["opened"]] for each in killed)
    assert first == second == third
    code, booked = first
    assert (code, booked["paid"], booked["sum"]) == (0, told["fen"], 0)
    assert (booked["payments"], booked["money"], booked["seen"], booked["channel"]) == (1, 1, 1, ["paid"])

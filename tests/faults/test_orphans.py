"""A web process whose server dies while it still loads does not go on alone (SEC-AUD-07)."""

from __future__ import annotations

import os
import signal
import time

from tests.faults.storm import children_named, is_alive, wait_until_answering
from tests.serving import Installation


def test_sec_aud_07_no_web_process_outlives_a_server_that_dies_while_they_load(house: Installation) -> None:
    house.start()
    try:
        time.sleep(2)  # the server has said that it is ready: from now on it is started again
        for pause in (0.3, 1.0):
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

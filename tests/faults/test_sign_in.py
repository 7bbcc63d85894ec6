"""kill -9 of the server while everybody signs in: what was acknowledged is there, nobody is there twice."""

from __future__ import annotations

import http.client
import json
import os
import threading
import time

import pytest

from tests.serving import Installation

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
PEOPLE = 240
PHONES = 4
HALL = "import json, sys\nfrom tests.load import dataset as d\nprint(json.dumps(d.hall(int(sys.argv[1]))))"
CODE = "import sys\nfrom tests.load import dataset as d\nprint(d.code_for(*sys.argv[1:3]))"
HERE = """
import json, sys
from dangjian.work.life.models import Attendance
from dangjian.work.life.rules.kinds import HERE
lines = list(Attendance._base_manager.filter(meeting_id=sys.argv[1]).values_list("person_id", "state"))
print(json.dumps({"lines": len(lines), "people": len({p for p, _ in lines}),
    "here": sorted(str(p) for p, state in lines if state in {h.value for h in HERE})}))
"""


def _sign_in(house: Installation, meeting: str, code: str, sessions: list[list[str]], acknowledged: list[str]) -> None:
    """One phone after another over one connection, until the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=20)
    try:
        for cookie, token in sessions:
            headers = {"Cookie": cookie, "X-CSRF-Token": token, "Content-Type": "application/json"}
            body = json.dumps({"code": code})
            connection.request("POST", f"/api/v1/work/meetings/{meeting}/check-in", body, headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
            assert answer.status == 200, told
            acknowledged.append(told["person_id"])
    except (OSError, http.client.HTTPException):
        return
    finally:
        connection.close()


def _burst(
    house: Installation, meeting: str, tenant: str, sessions: list[list[str]]
) -> tuple[list[str], list[threading.Thread]]:
    code = house.python(CODE, tenant, meeting).strip()
    acknowledged: list[str] = []
    phones = [
        threading.Thread(target=_sign_in, args=(house, meeting, code, sessions[start::PHONES], acknowledged))
        for start in range(PHONES)
    ]
    for phone in phones:
        phone.start()
    return acknowledged, phones


@pytest.mark.parametrize("number", range(ROUNDS))
def test_LIFE_2_sign_in_acknowledged_before_kill_9_is_there_afterwards(house: Installation, number: int) -> None:
    hall = json.loads(house.python(HALL, str(PEOPLE)))
    meeting, tenant, sessions = hall["meeting"], hall["tenant"], hall["sessions"]
    house.start("--no-worker")
    acknowledged, phones = _burst(house, meeting, tenant, sessions)
    deadline = time.monotonic() + 30
    while len(acknowledged) < PEOPLE // 4 + number and time.monotonic() < deadline:
        time.sleep(0.005)
    house.kill()
    for phone in phones:
        phone.join()
    assert PEOPLE // 4 <= len(acknowledged) < PEOPLE, "the server must die in the middle"

    seen = json.loads(house.python(HERE, meeting))
    assert set(acknowledged) <= set(seen["here"])
    assert (seen["lines"], seen["people"]) == (PEOPLE, PEOPLE)

    # Everybody tries again: those who were there stay there once.
    house.start("--no-worker")
    again, phones = _burst(house, meeting, tenant, sessions)
    for phone in phones:
        phone.join()
    house.stop()
    seen = json.loads(house.python(HERE, meeting))
    assert (len(again), len(seen["here"]), seen["lines"]) == (PEOPLE, PEOPLE, PEOPLE)

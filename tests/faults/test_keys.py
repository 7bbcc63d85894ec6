"""kill -9 while a data key is turned over: what was done stays, the next call goes on, nothing is unreadable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

from tests.serving import MANAGE, ROOT, Installation

PEOPLE = int(os.environ.get("FAULT_PEOPLE", "6000"))
PREPARE = """
import sys
from uuid import uuid4
from tests.load import dataset as d
from dangjian.kernel.models import Tenant
tenant, root = d.make_tenant("keys-" + uuid4().hex[:8])
d.people(tenant, d.branches(tenant, root, 20), int(sys.argv[1]))
print(Tenant.objects.get(id=tenant).code)
"""
COUNT = """
import json
from dangjian.directory.members.models import Person
from dangjian.kernel.crypto import keyring, turning
from dangjian.kernel.models import DataKey
keyring.forget()
keys = DataKey.objects.filter(domain="person", purpose="seal").order_by("generation")
people = Person._base_manager.filter(id_number__isnull=False)
print(json.dumps({
    "uses": [turning.uses(key) for key in keys],
    "open": sum(len(row.id_number.reveal()) == 18 for row in people.iterator()),
}))
"""


def test_sec_cry_03_a_turn_killed_midway_is_resumed(house: Installation) -> None:
    code = house.python(PREPARE, str(PEOPLE)).strip()
    command = [*MANAGE, "keys", "rotate-dek", "--domain", "person", "--tenant", code, "--now"]
    before = json.loads(house.python(COUNT))
    turn = subprocess.Popen(command, cwd=ROOT, env=house.environment, stdout=subprocess.PIPE, stderr=house.log)
    assert turn.stdout is not None
    try:
        for line in turn.stdout:
            if b"/" in line and not line.strip().startswith(b"0 "):
                break  # at least one portion is done
        turn.send_signal(signal.SIGKILL)
    finally:
        turn.kill()
        turn.wait()
        turn.stdout.close()
    killed = json.loads(house.python(COUNT))
    begun = time.monotonic()
    told = house.manage("keys", "rotate-dek", "--domain", "person", "--tenant", code)
    seconds = time.monotonic() - begun
    after = json.loads(house.python(COUNT))

    assert before["open"] == killed["open"] == after["open"] == PEOPLE, "every value opens at every moment"
    assert 0 < killed["uses"][0] < before["uses"][0], "it was killed midway"
    assert sum(killed["uses"]) == sum(after["uses"]) == before["uses"][0]
    assert after["uses"][0] == 0
    assert "全部完成" in told
    print(f"{killed['uses'][0]} values sealed anew in {seconds:.1f} s, start of the process included")

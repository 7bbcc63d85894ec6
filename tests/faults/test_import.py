"""kill -9 of everything during an import: all or nothing, and after the restart the import is finished."""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import Any

import httpx
import pytest

from tests.load.roster import write_roster
from tests.serving import Installation

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
PEOPLE = int(os.environ.get("FAULT_PEOPLE", "1200"))
PREPARE = """
import json
from tests.load import dataset as d
tenant, root = d.make_tenant("faults-" + d.uuid4().hex[:8])
d.branches(tenant, root, 400)
print(json.dumps([str(tenant), *d.office_cookie(tenant, root)]))
"""
COUNT = """
import json, sys
from collections import Counter
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.kernel.models import AuditEntry
people = Person._base_manager.filter(tenant_id=sys.argv[1])
imported = people.filter(name_key__gt="").exclude(id_number_index=None)
ties = OrgRelation._base_manager.filter(tenant_id=sys.argv[1], valid_to=None)
print(json.dumps({
    "people": imported.count(), "numbers": imported.values("id_number_index").distinct().count(),
    "ties": ties.count(), "tied": ties.values("person_id").distinct().count(),
}))
"""


def _seen(house: Installation, tenant: str) -> dict[str, int]:
    counts: dict[str, int] = json.loads(house.python(COUNT, tenant))
    return counts


def _wait(client: httpx.Client, batch: str, *states: str, seconds: float = 120) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while True:
        told: dict[str, Any] = client.get(f"/api/v1/directory/rosters/{batch}/progress").raise_for_status().json()
        if told["state"] in states:
            return told
        assert told["state"] != "failed", told
        assert time.monotonic() < deadline, told
        time.sleep(0.1)


def _upload(client: httpx.Client, house: Installation) -> str:
    path = house.data / "roster.xlsx"
    if not path.exists():
        write_roster(path, PEOPLE)
    with path.open("rb") as file:
        answer = client.post("/api/v1/kernel/files?purpose=directory.rosters.upload", files={"file": (path.name, file)})
    batch = client.post("/api/v1/directory/rosters", json={"file_id": answer.raise_for_status().json()["id"]})
    found: str = batch.raise_for_status().json()["id"]
    client.post(f"/api/v1/directory/rosters/{found}/preview").raise_for_status()
    return found


@pytest.mark.parametrize("number", range(ROUNDS))
def test_MEM_3_import_killed_in_the_middle_is_all_or_nothing_and_then_finished(
    house: Installation, number: int
) -> None:
    tenant, cookie, token = json.loads(house.python(PREPARE))
    house.start()
    with house.client(headers={"Cookie": cookie, "X-CSRF-Token": token}) as client:
        batch = _upload(client, house)
        version = _wait(client, batch, "previewed")["version"]
        before = _seen(house, tenant)
        url, match = f"/api/v1/directory/rosters/{batch}/commit", {"If-Match": f'"v{version}"'}
        client.post(url, json={"skip_faulty": False}, headers=match).raise_for_status()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            told = client.get(f"/api/v1/directory/rosters/{batch}/progress").raise_for_status().json()
            if (told["job_state"] == "running" and told["done"] > 0) or told["state"] == "committed":
                break
            time.sleep(0.01)
        time.sleep(0.2 * number)
    house.kill()
    killed = _seen(house, tenant)
    assert killed["people"] in {before["people"], before["people"] + PEOPLE}

    house.start()
    with house.client(headers={"Cookie": cookie, "X-CSRF-Token": token}) as client:
        _wait(client, batch, "committed")
    house.stop()

    after = _seen(house, tenant)
    with contextlib.suppress(FileNotFoundError):
        assert list((house.data / "progress").iterdir()) == []
    assert after["people"] == after["numbers"] == before["people"] + PEOPLE
    assert after["ties"] == after["tied"] == before["ties"] + PEOPLE

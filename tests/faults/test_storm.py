"""kill -9 at random points while people write: nothing acknowledged lost, nothing doubled, the seal whole.

`FAULT_POINTS` kills (a few by default; `make faults` asks for 1,000), `FAULT_SEED` repeats a run.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Iterator

import pytest

from scripts.postgres import cluster
from tests.faults.storm import (
    Caller,
    Keeper,
    Line,
    Turner,
    kill_backend,
    kill_process,
    running,
    wait_until_answering,
)
from tests.serving import Installation, installation

POINTS = int(os.environ.get("FAULT_POINTS", "5"))
SEED = int(os.environ.get("FAULT_SEED", str(int(time.time()))))
KINDS = ("power", "web", "worker", "turner", "database")
"""What is killed: everything at once, a web process, the worker (which seals), the turner of keys, the data base."""
WORLD = """
import json, time
from tests.load import dataset as d
from django.utils import timezone
tenant, root = d.make_tenant(f"storm-{int(time.time())}")
(branch,) = d.branches(tenant, root, 1)
known = d.people(tenant, [branch], 8)
cookie, token = d.office_cookie(tenant, root)
d.daily_jobs_done()
print(json.dumps({"tenant": str(tenant), "branch": str(branch.pk), "people": [str(p) for p, _ in known],
    "cookie": cookie, "token": token}))
"""
SEEN = """
import json, sys
from uuid import UUID
from django.db import connection
from dangjian.directory.members.models import Person
from dangjian.kernel.models import AuditEntry, DataKey
from dangjian.kernel.models.jobs import Job
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.work.life.models import MeetingTemplate
tenant = UUID(sys.argv[1])
with acting_as(system_actor(tenant, "faults")):
    people = Person.objects.unscoped("faults").filter(pk__in=json.loads(sys.argv[2]))
    phones = {str(p.pk): p.mobile_phone.reveal() for p in people}
    every = sum(1 for p in Person.objects.unscoped("faults") if p.id_number and p.id_number.reveal())
print(json.dumps({
    "templates": list(MeetingTemplate._base_manager.filter(tenant_id=tenant).values_list("name", flat=True)),
    "lines": list(AuditEntry._base_manager.filter(tenant_id=tenant, outcome="done",
        target_type="work_life.MeetingTemplate").values_list("target_title", flat=True)),
    "phones": phones, "opened": every,
    "generations": DataKey.objects.filter(tenant_id=tenant, domain="person").count(),
    "stuck": Job._base_manager.filter(state="failed").count()}))
"""
SEAL = """
from dangjian.kernel.sealing.sealer import seal
while seal():
    pass
"""
WHOLE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    print(cursor.fetchone()[0])
"""


def _kill(kind: str, house: Installation, turner: Turner, chance: random.Random) -> bool:
    """Kill what a kind says; false when there is nothing of it right now."""
    if kind == "power":
        house.kill()
        house.start()
        return True
    if kind == "turner":
        turner.kill()
        return True
    if kind == "database":
        return kill_backend(house, chance)
    return kill_process(house, "granian" if kind == "web" else "manage.py", chance)


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    """On PostgreSQL a server of its own: whoever kills one of its processes throws everybody out."""
    if not os.environ.get("DANGJIAN_TEST_DB"):
        with installation() as fresh:
            fresh.migrate()
            yield fresh
        return
    with cluster(durable=True) as address, installation(DANGJIAN_DB=address) as fresh:
        fresh.migrate()
        yield fresh


@pytest.mark.timeout(300 + 10 * POINTS)
def test_sec_rel_01_nothing_is_lost_or_doubled_under_kill_9(house: Installation) -> None:
    chance = random.Random(SEED)
    world = json.loads(house.python(WORLD))
    stop = threading.Event()
    wrong: list[str] = []
    lines = [Line(house, world["cookie"], world["token"], stop, wrong=wrong) for _ in range(4)]
    keepers = [Keeper(lines[number], world["branch"], f"模板{number}") for number in range(2)]
    callers = [Caller(lines[2 + number], world["people"][number], number) for number in range(2)]
    turner = Turner(house, world["tenant"])
    kinds = KINDS if house.environment.get("DANGJIAN_DB") else KINDS[:-1]
    killed: dict[str, int] = {}
    house.start()
    turner.start()
    try:
        with running([*keepers, *callers], stop):
            while sum(killed.values()) < POINTS and not wrong:
                time.sleep(chance.uniform(0.05, 1.5))
                # Each kind comes once before chance chooses: the short form must show all of them.
                kind = next((kind for kind in kinds if kind not in killed), None) or chance.choice(kinds)
                if _kill(kind, house, turner, chance):
                    killed[kind] = killed.get(kind, 0) + 1
                turner.start()
                wait_until_answering(house)
            # A busy machine is slow to start the turner: the storm shows nothing of keys before it turned one.
            patience = time.monotonic() + 120
            while not (turner.has_turned and all(len(keeper.done) > POINTS // 2 for keeper in keepers)):
                assert time.monotonic() < patience, f"nothing was written or turned, seed {SEED}"
                time.sleep(0.2)
            time.sleep(1)
    finally:
        turner.kill()
        house.stop()

    assert wrong == [], f"seed {SEED}"
    _nothing_is_lost(house, world, keepers, callers)
    print(f"{killed}: {sum(len(k.done) for k in keepers)} templates, {sum(c.changes for c in callers)} changes")


def _nothing_is_lost(house: Installation, world: dict[str, str], keepers: list[Keeper], callers: list[Caller]) -> None:
    seen = json.loads(house.python(SEEN, world["tenant"], json.dumps([caller.person for caller in callers])))
    names = seen["templates"]
    told = f"seed {SEED}"
    assert len(names) == len(set(names)), f"twice there, {told}"
    assert sorted(names) == sorted(seen["lines"]), f"a change without its line, or a line without its change, {told}"
    for keeper in keepers:
        assert len(keeper.done) > POINTS // 2, "too little was written to show anything"
        mine = {name for name in names if name.startswith(f"{keeper.prefix}-")}
        assert set(keeper.done) <= mine <= {*keeper.done, keeper.begun}, told
    for caller in callers:
        assert seen["phones"][caller.person] in {caller.last, caller.begun}, told
    assert seen["opened"] >= len(world["people"]), "a sealed value that no key opens"
    assert seen["generations"] > 1, "no key was turned"
    if not house.environment.get("DANGJIAN_DB"):
        assert house.python(WHOLE).strip() == "ok"
    house.python(SEAL)
    assert "与封存一致" in house.manage("audit_verify"), told

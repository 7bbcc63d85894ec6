"""What protection costs: everybody logging in at once, sealed fields in a list, keys turned over under load."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

from tests.load.generator import Load, drive, request

PASSWORD = "Load-of-the-9-rivers"
PAUSE_SECONDS = 0.05
"""Between requests of the one who works meanwhile: a person, not a flood."""


def crowd(count: int) -> dict[str, Any]:
    """That many people of a tenant with accounts and no second factor, and a worker who looks at lists meanwhile."""
    from django.contrib.auth.hashers import make_password

    from dangjian.identity.accounts.models import Account
    from tests.load import dataset as d

    tenant, root = d.make_tenant("crowd")
    places = d.branches(tenant, root, 10)
    known = d.people(tenant, places, count)
    secret = make_password(PASSWORD)
    with d.building(tenant):
        Account.objects.bulk_create(
            d.account(tenant, person_id, name, places[0].org_path, f"crowd{number}", secret)
            for number, (person_id, name) in enumerate(known)
        )
    return {"cookie": d.office_cookie(tenant, root)[0], "names": [f"crowd{number}" for number in range(len(known))]}


def all_at_once(port: int, names: list[str], beside: bytes) -> tuple[Load, dict[str, Any]]:
    """Everybody logs in at the same moment, waiting as long as the answer asks where the queue is full; meanwhile
    another request is sent again and again. Returns the load of that one, and how the log-ins went."""
    began, seen = time.perf_counter(), threading.Lock()
    took: list[float] = []
    asked = itertools.count()
    wrong: list[str] = []

    def enter(name: str) -> None:
        body = json.dumps({"identifier": name, "password": PASSWORD, "surface": "phone"})
        headers = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"}
        while time.perf_counter() - began < 120:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", "/api/v1/identity/session", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
            next(asked)
            if answer.status == 201:
                with seen:
                    took.append(time.perf_counter() - began)
                return
            if answer.status != 503:
                with seen:
                    wrong.append(f"{answer.status} {text[:300]!r}")
                return
            time.sleep(float(answer.headers.get("Retry-After", "1")) * random.uniform(0.5, 1.5))  # as the pages do
        with seen:
            wrong.append("never in")

    threads = [threading.Thread(target=enter, args=(name,)) for name in names]
    for thread in threads:
        thread.start()

    def again() -> Iterator[bytes]:
        while any(thread.is_alive() for thread in threads):
            time.sleep(PAUSE_SECONDS)
            yield beside

    load = drive(port, again(), connections=1)
    for thread in threads:
        thread.join()
    return load, {"entered": len(took), "last": max(took, default=0.0), "asked": next(asked), "wrong": wrong}


def herd(count: int) -> dict[str, Any]:
    """That many people with a sealed number each, and a worker who reads records meanwhile."""
    from tests.load import dataset as d

    tenant, root = d.make_tenant("turning")
    known = d.people(tenant, d.branches(tenant, root, 100), count)
    return {
        "tenant": str(tenant),
        "cookie": d.office_cookie(tenant, root)[0],
        "people": [str(person_id) for person_id, _ in known[:: max(1, len(known) // 1000)]],
    }


def turn(tenant: str) -> dict[str, Any]:
    """Turn the key of personal values over: how many values were sealed anew, how many are left, and the seconds."""
    from uuid import UUID

    from dangjian.kernel.crypto import turning
    from dangjian.kernel.models import DataKey

    began = time.perf_counter()
    before = DataKey.objects.get(tenant_id=UUID(tenant), domain="person", state=DataKey.ACTIVE)
    turning.activate(turning.begin(tenant_id=UUID(tenant), domain="person"), at_once=True)
    before.refresh_from_db()
    done = turning.renew(before)
    return {"changed": done.changed, "left": done.left, "seconds": time.perf_counter() - began}


def read_while(port: int, cookie: str, people: list[str], running: threading.Thread) -> Load:
    """Records of the people, one after another, as long as the thread runs: each opens its sealed values."""

    def records() -> Iterator[bytes]:
        for person_id in itertools.cycle(people):
            if not running.is_alive():
                return
            yield request("GET", f"/api/v1/directory/members/{person_id}", cookie=cookie)

    return drive(port, records(), connections=2)

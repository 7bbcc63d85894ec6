#!/usr/bin/env python3
"""Moves of the process engine a second, through the commands' doors, with audit and event (PRC-1).

    tests/load/moves.py [--seconds 10] [--cases 5000] [--deadlines 0] [--threads 2] [--json FILE]

As many threads as a web process has (two) move requests (the shipped process) from the start to the receipt, after one
thread alone, on a throw-away data base that writes to disk as in production: SQLite, or that of DANGJIAN_TEST_DB.
`taskset -c 0` keeps them to one core, as `make bench` does. Then the first page of a todo list of --cases open items
and a case page are timed, and with --deadlines the daily look over so many open steps.
"""

from __future__ import annotations

import argparse
import contextvars
import cProfile
import json
import os
import pstats
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "dangjian.project.settings_test"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from dangjian.directory.posts.enums import PostKind  # noqa: E402
from dangjian.directory.posts.models import PostHolding  # noqa: E402
from dangjian.foundation.duties.models import Todo  # noqa: E402
from dangjian.foundation.duties.queries import my_todos  # noqa: E402
from dangjian.foundation.process.commands import decide_step, look_at_deadlines, start_case  # noqa: E402
from dangjian.foundation.process.models import Case, StepRun  # noqa: E402
from dangjian.foundation.process.queries import show_case  # noqa: E402
from dangjian.kernel import clock  # noqa: E402
from dangjian.kernel.actor import Actor, acting_as  # noqa: E402
from dangjian.kernel.http import PageRequest  # noqa: E402
from dangjian.kernel.ids import new_id  # noqa: E402
from dangjian.kernel.prepared import Prepared  # noqa: E402
from tests.load.sealing import durable  # noqa: E402
from tests.world import TODAY, World, build_world, building  # noqa: E402

FILLED = {"subject": "购置学习资料", "reason": "支部学习需要购置一批学习资料，请批准。", "urgency": "normal"}


_OPEN = Prepared(
    lambda case: StepRun.objects.across_tenants("load").filter(case_id=case, state="open").values_list("pk"), UUID
)


def _open_run(case: Case) -> Any:
    """What a person sees on the page before the move; found as cheaply as can be, for it is no part of the move."""
    ((found,),) = _OPEN.rows(case.pk)
    return found


def moved(world: World, actors: dict[str, Actor], seconds: float) -> dict[str, Any]:
    """Requests from beginning to end for so long; how many moves a second, without finding the open step."""
    moves, spent, worked = 0, 0.0, 0.0
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("officer", {"outcome": "sent", "values": FILLED}),
        ("secretary", {"outcome": "agree"}),
        ("office", {"outcome": "agree", "values": {"reply": "同意购置。"}}),
        ("officer", {"outcome": "received"}),
    )
    case: Case | None = None
    while spent < seconds:
        with acting_as(actors["officer"]):
            begun, used = time.perf_counter(), time.process_time()
            case = start_case(process_key="request_upward", organisation_id=world.orgs["first"].pk, title="请示")
            spent, worked = spent + time.perf_counter() - begun, worked + time.process_time() - used
        for who, given in steps:
            with acting_as(actors[who]):
                run = _open_run(case)
                begun, used = time.perf_counter(), time.process_time()
                case = decide_step(case_id=case.pk, run_id=run, expected_version=case.version, **given)
                spent, worked = spent + time.perf_counter() - begun, worked + time.process_time() - used
        moves += 5
    with acting_as(actors["officer"]), CaptureQueriesContext(connection) as asked:
        assert case is not None
        begun = time.perf_counter()
        show_case(case_id=case.pk)
        took = time.perf_counter() - begun
    rates = {"done": moves, "moves": moves / spent, "moves_cpu": moves / worked}
    return {**rates, "page_queries": len(asked), "page_ms": took * 1000}


def moved_together(world: World, actors: dict[str, Actor], seconds: float, threads: int) -> float:
    """Moves a second of so many threads at once, by the clock on the wall: what they do besides counts against them."""

    def one() -> int:
        try:
            return int(moved(world, actors, seconds)["done"])
        finally:
            connection.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        asked = [pool.submit(contextvars.copy_context().run, one) for _ in range(threads)]
        done = sum(item.result() for item in asked)
    return done / (time.perf_counter() - begun)


def listed(world: World, actors: dict[str, Actor], number: int) -> dict[str, float]:
    """The first page of a todo list with so many open items; the best of five."""
    person = world.people["officer"].pk
    with building(world.tenant_id):
        Todo.objects.bulk_create(
            (
                Todo(
                    person_id=person, source="load", source_ref=str(item), title=f"请示 {item}：签收批复",
                    subject_kind="process_case", subject_id=new_id(), opened_at=clock.now(), created_at=clock.now(),
                    tenant_id=world.tenant_id, due_on=TODAY + timedelta(days=item % 60),
                    due_key=TODAY + timedelta(days=item % 60),
                )
                for item in range(number)
            ),
            batch_size=1000,
        )  # fmt: skip
    best = 1e9
    with acting_as(actors["officer"]):
        for _ in range(5):
            begun = time.perf_counter()
            page = my_todos(page=PageRequest(limit=50))
            best = min(best, time.perf_counter() - begun)
    assert len(page["items"]) == 50
    return {"todo_ms": best * 1000}


def looked(world: World, number: int) -> dict[str, float]:
    """The daily look over so many open steps, a hundred of which have their day."""
    with building(world.tenant_id):
        case = Case.objects.filter(state="running").first() or Case.objects.first()
        for start in range(0, number, 10_000):
            StepRun.objects.bulk_create(
                StepRun(
                    case=case, step_key="answer", title="上级书记批复", seq=100 + start + item, entered_on=TODAY,
                    tenant_id=world.tenant_id, created_at=clock.now(), due_on=TODAY + timedelta(days=30),
                    look_on=TODAY if (start + item) % (number // 100) == 0 else TODAY + timedelta(days=1 + item % 30),
                )
                for item in range(min(10_000, number - start))
            )  # fmt: skip
    with acting_as(world.system()):
        begun = time.perf_counter()
        place = look_at_deadlines()
        while place is not None:
            place = look_at_deadlines(after=place)
        took = time.perf_counter() - begun
        assert not StepRun.objects.filter(state="open", look_on__lte=TODAY).exists()
    return {"look_s": took}


def main() -> None:
    """Entry of the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--deadlines", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    durable()
    with clock.frozen(TODAY):
        world = build_world()
        with building(world.tenant_id):
            person, above = world.people["office"], world.orgs["works"]
            PostHolding(
                tenant_id=world.tenant_id, created_at=clock.now(), org_path=above.org_path, organisation=above,
                person=person, person_name=person.name, post_kind=PostKind.SECRETARY, started_on=TODAY,
            ).save(force_insert=True)  # fmt: skip
        actors = {who: world.actor(who) for who in ("officer", "secretary", "office")}
        moved(world, actors, min(1.0, options.seconds))
        profile = cProfile.Profile() if options.profile else None
        if profile:
            profile.enable()
        figures = moved(world, actors, options.seconds)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        figures["moves_together"] = moved_together(world, actors, options.seconds, options.threads)
        figures |= listed(world, actors, options.cases)
        if options.deadlines:
            figures |= looked(world, options.deadlines)
    print(connection.vendor, figures, flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()

"""A month of dues for many members: how long the run takes, how much memory, how fast statements of the whole tree are.

Runs inside the product's environment (see bench.py). The bases are made by the bulk way, sealed as a fixing seals them;
every second one was fixed by other numbers than those that hold, so that the run has to open it.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.models.bulk import Mould, insert_rows
from dangjian.work.dues import commands, queries
from dangjian.work.dues.models import DuesBase
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.kinds import PayerKind, Rounding
from dangjian.work.dues.rules.months import month_of
from tests.load import dataset

_PORTION = 10_000


def _bases(tenant_id: UUID, month: str) -> None:
    key = book_of(month).key(Rounding.FEN_HALF_UP)
    template = Mould(
        DuesBase(
            tenant_id=tenant_id,
            valid_from=f"{month[:4]}-01",
            payer_kind=PayerKind.WAGE.value,
            rate=150,
            rounding=Rounding.FEN_HALF_UP.value,
            source="hr_file",
            reason="year",
            recorded_by="压力测试",
            created_at=dataset.common(tenant_id)["created_at"],
        )
    )
    rows = []
    people = Person.objects.order_by("org_path", "pk").values_list("pk", "name", "organisation_id", "org_path")
    for number, (pk, name, organisation_id, path) in enumerate(people.iterator(chunk_size=_PORTION)):
        base = 500_100 + number % 4_000 * 100
        rows.append(
            template.row(
                person_id=pk, person_name=name, organisation_id=organisation_id, org_path=path, base=str(base),
                amount_fen=(base * 150 + 5_000) // 10_000, terms_key=key if number % 2 else "old",
            )
        )  # fmt: skip
        if len(rows) == _PORTION:
            insert_rows(rows)
            rows = []
    insert_rows(rows)


def _peak(*, forget: bool = False) -> int:
    """Highest memory of this process so far (KiB); `forget` begins to count anew from what is held now."""
    if forget:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def month(count: int) -> dict[str, Any]:
    """Assess `count` members at once and read the statement of the whole tree."""
    tenant_id, root = dataset.make_tenant("dues")
    with dataset.building(tenant_id):
        places = dataset.branches(tenant_id, root, -(-count // dataset.PER_BRANCH))
        dataset.people(tenant_id, places, count)
        Person.objects.update(person_category="full_member", membership_status="normal", joined_on=None)
    actor = system_actor(tenant_id, "压力测试")
    with acting_as(actor):
        this = month_of(clock.today())
        with dataset.building(tenant_id):
            _bases(tenant_id, this)
        asked = commands.ask_run(organisation_id=root.pk, period=this)
        before = _peak(forget=True)
        start = time.perf_counter()
        run = commands.run_dues(run_id=asked.pk)
        spent = time.perf_counter() - start
        grown = (_peak() - before) // 1024
        start = time.perf_counter()
        found = queries.statement(organisation_id=root.pk, first_month=this, last_month=this, whole_tree=True)
        told = time.perf_counter() - start
    return {
        "made": run.made,
        "seconds": round(spent, 1),
        "megabytes": grown,
        "statement": round(told, 2),
        "lines": len(found["items"]),
        "agrees": found["difference_fen"] == 0 and found["items"][0]["due_fen"] == run.total_fen,
    }

"""The monthly run: what it would do, and what it did."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.jobs import find_job
from dangjian.work.dues.models import DuesRun
from dangjian.work.dues.permissions import RUN_DUES, VIEW_DUES
from dangjian.work.dues.queries.loading.months import refuse_month
from dangjian.work.dues.queries.loading.plan import Portion, portions
from dangjian.work.dues.rules.kinds import PayerKind
from dangjian.work.dues.rules.months import month_of

MOST_SHOWN = 100


@query(RUN_DUES)
def preview(*, organisation_id: UUID, period: str) -> dict[str, Any]:
    """What a run of the month would assess: by kind of payer, and who cannot be computed. Nothing is written.

    Raises NotFound, BadInput for a month to come.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    refuse_month(period, month_of(clock.today()))
    whole, kinds, missing_count = Portion(), Counter[str](), 0
    sums: Counter[str] = Counter()
    branches: set[UUID] = set()
    for portion, _, _ in portions(organisation.org_path, period):
        for each in portion.planned:
            kinds[each.payer_kind] += 1
            sums[each.payer_kind] += each.amount
            branches.add(each.organisation_id)
        whole.missing += portion.missing[: MOST_SHOWN - len(whole.missing)]
        missing_count += len(portion.missing)
        whole.left_out.update(portion.left_out)
    return {
        "organisation_id": organisation.pk,
        "org_name": organisation.short_name,
        "period": period,
        "people": sum(kinds.values()),
        "total_fen": sum(sums.values()),
        "branches": len(branches),
        "kinds": [
            {"payer_label": kind.label, "people": kinds[kind.value], "total_fen": sums[kind.value]}
            for kind in PayerKind
            if kinds[kind.value]
        ],
        "known": whole.left_out["known"],
        "exempt": whole.left_out["exempt"],
        "nothing_due": whole.left_out["nothing"],
        "elsewhere": whole.left_out["elsewhere"],
        "missing_count": missing_count,
        "missing": [
            {"person_id": each.person_id, "person_name": each.person_name, "text": each.text} for each in whole.missing
        ],
    }


@query(VIEW_DUES)
def list_runs(*, page: PageRequest) -> dict[str, Any]:
    """Runs in reach, newest first."""
    return paginate(DuesRun.objects.all(), page, order=("-created_at", "id"), show=_shown)


@query(VIEW_DUES)
def get_run(*, run_id: UUID) -> dict[str, Any]:
    """One run with how far it is. Raises NotFound."""
    run = DuesRun.objects.get(pk=run_id)
    job = find_job(run.job_id, tenant_id=current_actor().tenant_id) if run.job_id and run.state == "waiting" else None
    return {**_shown(run), "done": job.done if job else 0, "total": job.total if job else 0}


def _shown(run: DuesRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "organisation_id": run.organisation_id,
        "org_name": run.org_name,
        "period": run.period,
        "state": run.state,
        "made": run.made,
        "total_fen": run.total_fen,
        "problem": run.problem,
        "asked_by": run.asked_by,
        "asked_at": run.created_at,
        "ended_at": run.ended_at,
    }

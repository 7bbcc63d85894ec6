"""Yearly plans with what was used of them and what is to come by the earliest legal dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.scope import in_subtree
from dangjian.work.development.models import AdmissionCase, AdmissionState, DevelopmentPlan
from dangjian.work.development.permissions import VIEW_DEVELOPMENT

MOST = 500


@query(VIEW_DEVELOPMENT)
def year_plans(*, year: int) -> dict[str, Any]:
    """Every plan of one's places for a year: quota, admitted, on the way with a legal day in it. Three statements.

    `forecast` counts people whose admission could be voted on before the year ends; whether they are ready is another
    question.
    """
    today = clock.today()
    plans = list(DevelopmentPlan.objects.filter(year=year).order_by("org_path")[:MOST])
    first, last = date(year, 1, 1), date(year, 12, 31)
    admitted = AdmissionCase.objects.filter(admitted_on__gte=first, admitted_on__lte=last)
    coming = AdmissionCase.objects.filter(state=AdmissionState.RUNNING, admitted_on=None, admit_from__lte=last)
    done = list(admitted.values_list("org_path", flat=True))
    ahead = list(coming.values_list("org_path", flat=True)) if last >= today else []
    items = []
    for plan in plans:
        used = sum(in_subtree(path, plan.org_path) for path in done)
        forecast = sum(in_subtree(path, plan.org_path) for path in ahead)
        items.append(
            {
                "id": plan.pk,
                "version": plan.version,
                "organisation_id": plan.organisation_id,
                "organisation_name": plan.organisation_name,
                "level": len(plan.org_path) // 4,
                "quota": plan.quota,
                "note": plan.note,
                "admitted": used,
                "forecast": forecast,
                "left": plan.quota - used,
                "is_over": used > plan.quota,
                "is_tight": used <= plan.quota < used + forecast,
            }
        )
    return {"year": year, "items": items, "admitted": len(done), "forecast": len(ahead)}

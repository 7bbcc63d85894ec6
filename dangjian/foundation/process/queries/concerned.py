"""Which cases something elsewhere, or the clock, concerns: ids for handlers and jobs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.foundation.process.enums import CaseState, RunState
from dangjian.foundation.process.models import Case, Part, StepRun
from dangjian.foundation.process.permissions import FROM_SYSTEM
from dangjian.foundation.process.rules.states import OVER, TO_ACT
from dangjian.kernel.doors import query

BATCH = 200


@query(FROM_SYSTEM)
def cases_of_people(*, person_ids: list[UUID]) -> list[UUID]:
    """Cases in which these people have something to do; for handlers, which then call one command for each."""
    rows = Part.objects.filter(person_id__in=person_ids, state__in=TO_ACT)
    return list(rows.order_by("case_id").values_list("case_id", flat=True).distinct())


@query(FROM_SYSTEM)
def unheld_cases(*, after: UUID | None = None) -> list[UUID]:
    """Cases with a step that nobody holds, a batch behind `after`."""
    rows = StepRun.objects.filter(is_unheld=True, state=RunState.OPEN)
    if after is not None:
        rows = rows.filter(case_id__gt=after)
    return list(rows.order_by("case_id").values_list("case_id", flat=True).distinct()[:BATCH])


@query(FROM_SYSTEM)
def cases_of_organisation(*, organisation_id: UUID) -> list[UUID]:
    """Cases of an organisation that are not over."""
    rows = Case.objects.unscoped("cases follow their organisation, whoever changed it")
    rows = rows.filter(organisation_id=organisation_id).exclude(state__in=OVER)
    return list(rows.order_by("id").values_list("id", flat=True))


@query(FROM_SYSTEM)
def waits_to_end(*, today: date, after: UUID | None = None) -> list[UUID]:
    """Cases with a wait whose day has come, a batch behind `after`; for the job."""
    rows = StepRun.objects.filter(state=RunState.OPEN, look_on__lte=today, case__state=CaseState.RUNNING)
    rows = rows.filter(parts__isnull=True, is_unheld=False)
    if after is not None:
        rows = rows.filter(case_id__gt=after)
    return list(rows.order_by("case_id").values_list("case_id", flat=True).distinct()[:BATCH])

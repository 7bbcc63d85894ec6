"""Watching months that were not paid: reminders with tact, cases for people to decide."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.dues.events import DuesCaseClosed, DuesSixMonthsUnpaid
from dangjian.work.dues.models import ArrearsCase
from dangjian.work.dues.permissions import CORRECT_DUES
from dangjian.work.dues.queries.loading.arrears import Late


@command(CORRECT_DUES)
def open_cases(unit: Unit, *, late: Sequence[Late]) -> list[ArrearsCase]:
    """Lay runs of six months and more before people; each run once. Nothing follows by itself (第十四条).

    A case that is open learns how many months it has become. May run twice.
    """
    people = [each.person_id for each in late]
    known = {(row.person_id, row.since): row for row in ArrearsCase.objects.filter(person_id__in=people)}
    fresh = []
    for each in late:
        row = known.get((each.person_id, each.run.since))
        if row is None:
            fresh.append(
                ArrearsCase(
                    organisation_id=each.organisation_id,
                    org_path=each.org_path,
                    person_id=each.person_id,
                    person_name=each.person_name,
                    since=each.run.since,
                    months=each.run.months,
                )
            )
        elif row.closed_at is None and row.months != each.run.months:
            unit.update(row, months=each.run.months)
    unit.create_many(fresh)
    for row in fresh:
        unit.emit(DuesSixMonthsUnpaid(row.pk, row.person_id, row.organisation_id, row.since, row.months))
    return fresh


@command(CORRECT_DUES)
def close_case(unit: Unit, *, case_id: UUID, outcome: str) -> ArrearsCase:
    """Note what people decided about a case. Raises BadInput without words, Conflict when it is closed."""
    case = unit.get(ArrearsCase, case_id)
    if len(outcome.strip()) < 4:
        raise BadInput("dues.case.outcome", "请写明处理情况，如谈话教育、已补交、提交支部大会讨论。", field="outcome")
    if case.closed_at is not None:
        raise Conflict("dues.case.closed", "该情况已登记处理结果。")
    unit.emit(DuesCaseClosed(case.pk, case.organisation_id))
    return unit.update(
        case, closed_at=unit.now, outcome=outcome.strip()[:400], closed_by=unit.actor.name[:80], note="登记处理情况"
    )

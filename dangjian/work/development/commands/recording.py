"""What steps of the process change in the record: each writes what its decision says, in the decision's transaction."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.commands import record_development, record_extension, register_leaving
from dangjian.directory.members.enums import ChangeReason, PersonCategory
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, current_actor, system_actor
from dangjian.kernel.clock import add_months
from dangjian.work.development.models import AdmissionCase
from dangjian.work.development.queries.facts import admission_of, day_of
from dangjian.work.development.rules.steps import day

PROBATION_MONTHS = 12
LABELS = {category: category.label for category in PersonCategory}


def _record(case_id: UUID, category: PersonCategory, on: date, *, extended: bool = False) -> str:
    admission = admission_of(case_id)
    with _as_system():
        record_development(
            person_id=admission.person_id, category=category, on=on, extended=extended, source_ref=str(case_id)
        )
    return f"{admission.person_name}登记为{LABELS[category]}，日期 {on}。"


def _as_system() -> Any:
    """The record is changed by the decision, not by the right of whoever enters it."""
    return acting_as(system_actor(current_actor().tenant_id, "work.development"))


def mark_applicant(*, case_id: UUID, data: dict[str, Any]) -> str:
    """The application was received."""
    return _record(case_id, PersonCategory.APPLICANT, day(data.get("applied_on")) or clock.today())


def mark_activist(*, case_id: UUID, data: dict[str, Any]) -> str:
    """The committee of the branch decided: activist from the day of its meeting."""
    return _record(case_id, PersonCategory.ACTIVIST, day_of(case_id, "decide_activist") or clock.today())


def mark_target(*, case_id: UUID, data: dict[str, Any]) -> str:
    """Listed: on the day of the filing (2014), or when the notice is over and stood in no way (2026)."""
    noticed_on = day_of(case_id, "target_notice")
    return _record(
        case_id, PersonCategory.DEVELOPMENT_TARGET, noticed_on or day(data.get("consent_on")) or clock.today()
    )


def mark_probationary(*, case_id: UUID, data: dict[str, Any]) -> str:
    """Approved: probationary member from the day of the branch meeting that admitted."""
    return _record(case_id, PersonCategory.PROBATIONARY_MEMBER, day_of(case_id, "branch_vote_admit") or clock.today())


def mark_full(*, case_id: UUID, data: dict[str, Any]) -> str:
    """Confirmed: full member from the end of probation, even if the meeting was later."""
    extended_on = day_of(case_id, "mark_extended")
    return _record(case_id, PersonCategory.FULL_MEMBER, probation_end(case_id, data), extended=extended_on is not None)


def probation_end(case_id: UUID, data: dict[str, Any]) -> date:
    """The last day of probation: a year from the meeting, or the day to which it was extended."""
    if day_of(case_id, "mark_extended") is not None and (until := day(data.get("extended_until"))):
        return until
    return add_months(day_of(case_id, "branch_vote_admit") or clock.today(), PROBATION_MONTHS)


def mark_extended(*, case_id: UUID, data: dict[str, Any]) -> str:
    """Probation goes on, once."""
    admission = admission_of(case_id)
    on = day_of(case_id, "branch_vote_full") or clock.today()
    with _as_system():
        record_extension(person_id=admission.person_id, on=on, source_ref=str(case_id))
    return f"{admission.person_name}预备期延长至 {data.get('extended_until')}。"


def mark_disqualified(*, case_id: UUID, data: dict[str, Any]) -> str:
    """Not a member any more; off the register with the reason."""
    admission: AdmissionCase = admission_of(case_id)
    on = day_of(case_id, "branch_vote_full") or clock.today()
    with _as_system():
        register_leaving(person_id=admission.person_id, reason=ChangeReason.DISQUALIFIED, on=on)
    return f"{admission.person_name}取消预备党员资格，日期 {on}。"

"""Facts that checks of steps and records of votes ask for: people, votes of meetings, reviews, objections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from dangjian.directory.members.enums import ChangeReason, MembershipStatus, RegisterState
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.foundation.process.models import StepRun
from dangjian.foundation.process.reading import held_on
from dangjian.work.development.models import AdmissionCase
from dangjian.work.development.rules.eligibility import PersonFacts

AGAINST = (
    ChangeReason.EXPELLED,
    ChangeReason.RESIGNED,
    ChangeReason.PERSUADED_TO_LEAVE,
    ChangeReason.PERSUADED_STRUCK_OFF,
    ChangeReason.SELF_LEFT_STRUCK_OFF,
)
"""Ways of leaving after which nobody is admitted again for five years."""
WHY = "a check of a step of somebody's development, asked by whoever holds the step"
_COLUMNS = (
    *("id", "name", "person_category", "org_path", "birth_date", "register_state", "membership_status"),
    "vote_suspended",
)


def admission_of(case_id: UUID) -> AdmissionCase:
    """The development that a case of the engine is about, whoever moves the case. Raises DoesNotExist."""
    found: AdmissionCase = AdmissionCase.objects.unscoped(WHY).select_related("person").get(case_id=case_id)
    return found


def people_facts(person_ids: Iterable[UUID]) -> dict[UUID, PersonFacts]:
    """People as the register knows them now. One statement."""
    rows = Person.objects.unscoped(WHY).filter(pk__in=list(person_ids)).values_list(*_COLUMNS)
    return {row[0]: _facts(*row) for row in rows}


def _facts(
    person_id: UUID, name: str, category: str, path: str, born: date | None, state: str, status: str, without_vote: bool
) -> PersonFacts:
    return PersonFacts(
        *(person_id, name, category, path, born),
        is_active=state == RegisterState.ACTIVE,
        is_suspended=status == MembershipStatus.SUSPENDED,
        vote_suspended=without_vote,
    )


def belongs_since(person_id: UUID) -> date | None:
    """Since when somebody belongs to their present organisation; None: to none. One statement."""
    now = OrgRelation.objects.unscoped(WHY).filter(person_id=person_id, valid_to=None)
    found: date | None = now.values_list("valid_from", flat=True).first()
    return found


def left_against(person: Person) -> date | None:
    """When somebody was last expelled, struck off and the like, by the identity number. One statement."""
    if not person.id_number:
        return None
    same = Person.objects.unscoped("earlier removals of the same person, anywhere in the enterprise").filter(
        id_number_index=person.id_number.reveal(), left_reason__in=AGAINST
    )
    found: date | None = same.order_by("-left_on").values_list("left_on", flat=True).first()
    return found


def day_of(case_id: UUID, step_key: str) -> date | None:
    """The day on which a step that stands was decided: that of the vote, else that of its entry. One statement."""
    rows = StepRun.objects.filter(case_id=case_id, step_key=step_key, is_current=True, state="done")
    run: StepRun | None = rows.order_by("-seq").first()
    return (held_on(run) or run.done_on) if run else None

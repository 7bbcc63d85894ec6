"""What the steps of development change in somebody's record: one entry, made by the decision itself."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import ChangeReason, ConfirmationStatus, JoiningType, PersonCategory
from dangjian.directory.members.models import MembershipChange, Person
from dangjian.directory.members.permissions import MOVE_MEMBER
from dangjian.identity.accounts.commands.following import grants_changed
from dangjian.kernel.doors import Unit, command

ORDER = (
    PersonCategory.APPLICANT,
    PersonCategory.ACTIVIST,
    PersonCategory.DEVELOPMENT_TARGET,
    PersonCategory.PROBATIONARY_MEMBER,
    PersonCategory.FULL_MEMBER,
)
DATE_OF = {
    PersonCategory.APPLICANT: "applied_on",
    PersonCategory.ACTIVIST: "activist_on",
    PersonCategory.DEVELOPMENT_TARGET: "target_on",
    PersonCategory.PROBATIONARY_MEMBER: "joined_on",
    PersonCategory.FULL_MEMBER: "confirmed_on",
}
SOURCE = "development"


@command(MOVE_MEMBER)
def record_development(
    unit: Unit, *, person_id: UUID, category: PersonCategory, on: date, extended: bool = False, source_ref: str = ""
) -> Person:
    """Write into a record what a step of development decided: the category and its date, never a category back.

    Joining is also a gain of strength; the day is that of the branch meeting. Raises NotFound.
    """
    person = unit.get(Person, person_id)
    changes: dict[str, Any] = {DATE_OF[category]: on}
    is_further = ORDER.index(category) > ORDER.index(PersonCategory(person.person_category))
    if is_further:
        changes["person_category"] = category
    if category is PersonCategory.PROBATIONARY_MEMBER:
        changes |= {"joined_precision": "day", "joining_type": person.joining_type or JoiningType.NEW}
        if is_further:
            unit.create(_gain(unit, person, on))
    if category is PersonCategory.FULL_MEMBER:
        changes |= {"confirmed_precision": "day", "confirmation_status": _ending(extended=extended)}
    unit.update(person, source=SOURCE, source_ref=source_ref, effective_on=on, **changes)
    if is_further:
        grants_changed(account_ids=[], person_ids=[person.pk])
    return person


@command(MOVE_MEMBER)
def record_extension(unit: Unit, *, person_id: UUID, on: date, source_ref: str = "") -> Person:
    """Note that somebody's probation was extended. Raises NotFound."""
    person = unit.get(Person, person_id)
    changes = {"confirmation_status": ConfirmationStatus.EXTENDED}
    return unit.update(person, source=SOURCE, source_ref=source_ref, effective_on=on, **changes)


def _ending(*, extended: bool) -> ConfirmationStatus:
    return ConfirmationStatus.EXTENDED if extended else ConfirmationStatus.ON_TIME


def _gain(unit: Unit, person: Person, on: date) -> MembershipChange:
    return MembershipChange(
        person=person,
        person_name=person.name,
        reason=ChangeReason.ADMITTED,
        happened_on=on,
        to_organisation_id=person.organisation_id,
        org_path=person.org_path,
        recorded_at=unit.now,
    )

"""What accounts need to know of people."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.identity.accounts.permissions import ISSUE_LINK
from dangjian.identity.accounts.ports import PersonForAccount
from dangjian.kernel.doors import query


@query(ISSUE_LINK)
def people_for_accounts(*, organisation_id: UUID | None, person_ids: list[UUID] | None) -> list[PersonForAccount]:
    """People on the register, of one organisation or by id, as far as the acting person opens accounts for them."""
    rows = Person.objects.filter(register_state=RegisterState.ACTIVE).select_related("organisation")
    rows = rows.filter(organisation_id=organisation_id) if organisation_id else rows.filter(pk__in=person_ids or [])
    return [
        PersonForAccount(
            person_id=person.pk,
            name=person.name,
            org_path=person.org_path,
            organisation_name=person.organisation.short_name,
            phone=person.mobile_phone.reveal() if person.mobile_phone else "",
        )
        for person in rows.order_by("name_key", "id")
    ]

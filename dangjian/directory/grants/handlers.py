"""Rights and accounts follow people and organisations."""

from __future__ import annotations

from dangjian.directory.grants.commands import end_for_organisation, end_for_people
from dangjian.directory.members.events import PeopleMoved, PeopleWithdrawn, PersonLeft
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.identity.accounts.commands.following import people_changed, people_left
from dangjian.identity.accounts.ports import PersonForAccount
from dangjian.kernel.events import on


@on(OrganisationDissolved)
def end_with_organisation(event: OrganisationDissolved) -> None:
    """The organisation is no more: every right bound to it ends."""
    end_for_organisation(organisation_id=event.organisation_id, reason="党组织撤销")


@on(PeopleMoved)
def follow_to_the_new_branch(event: PeopleMoved) -> None:
    """People belong to another branch: their accounts, and the rights of members, lie there now."""
    rows = Person.objects.unscoped("the people an event names").filter(pk__in=event.person_ids)
    people_changed(
        people=[
            PersonForAccount(row.pk, row.name, row.org_path, row.organisation.short_name)
            for row in rows.select_related("organisation").order_by("pk")
        ]
    )


@on(PersonLeft)
def end_with_register(event: PersonLeft) -> None:
    """Somebody is off the register: all rights and the account end."""
    end_for_people(person_ids=[event.aggregate_id], reason="人员离开")
    people_left(person_ids=[event.aggregate_id], reason="人员离开")


@on(PeopleWithdrawn)
def end_with_import(event: PeopleWithdrawn) -> None:
    """An import was taken back: rights and accounts of those it had registered end."""
    end_for_people(person_ids=list(event.person_ids), reason="撤回导入")
    people_left(person_ids=list(event.person_ids), reason="撤回导入")

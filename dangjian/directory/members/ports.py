"""Answers to questions of lower layers and of organisations."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.commands import move_people
from dangjian.directory.members.models import Person
from dangjian.directory.members.queries import accounts
from dangjian.directory.members.queries.loading import strength
from dangjian.directory.organisations import ports as organisations
from dangjian.identity.accounts.ports import PEOPLE_FOR_ACCOUNTS, PLACE_OF_PERSON
from dangjian.kernel import ports


def place_of_person(*, person_id: UUID, tenant_id: UUID) -> str:
    """Short name of the organisation a person belongs to; for the person's own start page."""
    rows = Person.objects.across_tenants("one's own organisation, named by one's own session")
    own = rows.filter(pk=person_id, tenant_id=tenant_id)
    return str(own.values_list("organisation__short_name", flat=True).first() or "")


ports.register(organisations.STRENGTH, strength.strength)
ports.register(organisations.UNIT_STRENGTH, strength.unit_strength)
ports.register(organisations.PEOPLE_IDS, strength.people_ids)
ports.register(organisations.MOVE_PEOPLE, move_people)
organisations.register_blocker("members", strength.members_blocker)
ports.register(PEOPLE_FOR_ACCOUNTS, accounts.people_for_accounts)
ports.register(PLACE_OF_PERSON, place_of_person)

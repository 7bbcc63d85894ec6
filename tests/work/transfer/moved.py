"""Ready-made transfers for the tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.members.models import OrgRelation, Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import Actor, acting_as
from dangjian.work.transfer import commands
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.rules.checks import Declared, TransferCause
from tests.world import World, building

DECLARED = Declared(no_discipline_case=True, file_checked=True)


def two_committees(world: World) -> None:
    """The energy company becomes a committee that approves members, so that `operations` lies under another one."""
    with building(world.tenant_id):
        rows = Organisation.objects.filter(pk=world.orgs["energy"].pk)
        rows.update(org_kind="party_committee", can_approve_members=True)


def start(world: World, actor: Actor, key: str = "member", to: str = "second", **changes: Any) -> Transfer:
    """Begin a transfer at the sending branch."""
    given: dict[str, Any] = {
        "person_id": world.people[key].pk,
        "to_organisation_id": world.orgs[to].pk,
        "cause": TransferCause.JOB,
        "declared": DECLARED,
    }
    with acting_as(actor):
        return commands.start_transfer(**{**given, **changes})


def fresh(world: World, transfer: Transfer) -> Transfer:
    """The transfer as it stands now."""
    with building(world.tenant_id):
        found: Transfer = Transfer.objects.get(pk=transfer.pk)
    return found


def branch_of(world: World, key: str) -> UUID:
    """The branch somebody belongs to: by the record and by the one open relation, which must agree."""
    with building(world.tenant_id):
        person = Person.objects.get(pk=world.people[key].pk)
        relation = OrgRelation.objects.get(person=person, valid_to=None)
        assert relation.organisation_id == person.organisation_id
        assert relation.org_path == person.org_path
        found: UUID = person.organisation_id
    return found

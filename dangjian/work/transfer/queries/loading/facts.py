"""What the register and the books say about somebody who is to be moved."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian.directory.members.enums import PARTY_MEMBERS, MembershipStatus, PersonCategory, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.work.dues.queries import standing_of
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.rules.checks import MemberFacts


@dataclass(frozen=True, slots=True)
class Known:
    """Facts for the rules, and up to which month dues are paid."""

    facts: MemberFacts
    paid_until: str


def known_of(person: Person, *, beside: Transfer | None = None) -> Known:
    """Everything the checks ask about a person that the caller may see; `beside`: another open transfer than this."""
    with acting_as(system_actor(person.tenant_id, "work.transfer")):
        dues = standing_of(person_id=person.pk)
    open_ones = Transfer.objects.unscoped("whether somebody is being moved already, by whomever").filter(
        open_person_id=person.pk
    )
    if beside is not None:
        open_ones = open_ones.exclude(pk=beside.pk)
    facts = MemberFacts(
        is_member=person.person_category in PARTY_MEMBERS,
        is_active=person.register_state == RegisterState.ACTIVE,
        is_suspended=person.membership_status == MembershipStatus.SUSPENDED,
        is_probationary=person.person_category == PersonCategory.PROBATIONARY_MEMBER,
        on_probation_within_party=person.vote_suspended,
        has_open_transfer=open_ones.exists(),
        unpaid_months=dues["unpaid_months"],
    )
    return Known(facts, dues["paid_until"])

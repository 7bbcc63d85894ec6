"""Cases look again who holds them when posts, people or organisations change."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from dangjian.directory.grants.events import RoleGranted, RoleRevoked
from dangjian.directory.members.events import PeopleMoved, PeopleWithdrawn, PersonLeft
from dangjian.directory.organisations.events import OrganisationDissolved, OrganisationMoved
from dangjian.directory.posts.events import PostCorrected, PostEnded, PostFilled
from dangjian.foundation.process.commands.following import follow_organisation, recheck_holders
from dangjian.foundation.process.queries.concerned import cases_of_organisation, cases_of_people, unheld_cases
from dangjian.kernel.events import on


def _look_again(case_ids: Iterable[UUID]) -> None:
    for case_id in case_ids:
        recheck_holders(case_id=case_id)


@on(PostEnded)
def post_ended(event: PostEnded) -> None:
    """Whoever left a post holds its steps no longer; the next holder is asked, or nobody holds them."""
    _look_again(cases_of_people(person_ids=[event.person_id]))


@on(PostCorrected)
def post_corrected(event: PostCorrected) -> None:
    """A post was entered wrongly: as if it had ended."""
    _look_again(cases_of_people(person_ids=[event.person_id]))


@on(PostFilled)
def post_filled(event: PostFilled) -> None:
    """Steps that nobody held may have a holder now."""
    _look_again(unheld_cases())


@on(RoleRevoked)
def role_revoked(event: RoleRevoked) -> None:
    """Whoever lost a role holds the steps of that role no longer; those held by a post or by name stay."""
    if event.person_id is not None:
        _look_again(cases_of_people(person_ids=[event.person_id]))


@on(RoleGranted)
def role_granted(event: RoleGranted) -> None:
    """Steps that nobody held may have a holder now."""
    _look_again(unheld_cases())


@on(PersonLeft)
def person_left(event: PersonLeft) -> None:
    """Somebody is off the register."""
    _look_again(cases_of_people(person_ids=[event.aggregate_id]))


@on(PeopleWithdrawn)
def people_withdrawn(event: PeopleWithdrawn) -> None:
    """An import was taken back: these people are gone."""
    _look_again(cases_of_people(person_ids=list(event.person_ids)))


@on(PeopleMoved)
def people_moved(event: PeopleMoved) -> None:
    """People belong to another branch; posts and rights there may differ."""
    _look_again(cases_of_people(person_ids=list(event.person_ids)))


@on(OrganisationMoved)
def organisation_moved(event: OrganisationMoved) -> None:
    """Another organisation is above: its people hold what the parent's hold."""
    _look_again(cases_of_organisation(organisation_id=event.organisation_id))


@on(OrganisationDissolved)
def organisation_dissolved(event: OrganisationDissolved) -> None:
    """Cases of a dissolved organisation go on with its successor, or with the one above."""
    for case_id in cases_of_organisation(organisation_id=event.organisation_id):
        follow_organisation(case_id=case_id, organisation_id=event.organisation_id)

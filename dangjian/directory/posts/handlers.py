"""Posts end with their organisation, and with the tie of their holder to it."""

from __future__ import annotations

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.directory.posts.commands import end_posts_of
from dangjian.kernel.events import on


@on(OrganisationDissolved)
def end_with_organisation(event: OrganisationDissolved) -> None:
    """The organisation is no more: its posts end on that day."""
    end_posts_of(organisation_id=event.organisation_id, on=event.happened_on, reason="党组织撤销")


@on(PeopleMoved)
def end_posts_left_behind(event: PeopleMoved) -> None:
    """People belong to another branch: their posts in the old one end."""
    end_posts_of(person_ids=list(event.person_ids), on=event.happened_on, reason="组织关系调整")


@on(PersonLeft)
def end_posts_of_leaver(event: PersonLeft) -> None:
    """Somebody is off the register: all posts end."""
    end_posts_of(person_ids=[event.aggregate_id], on=event.happened_on, reason="人员离开")

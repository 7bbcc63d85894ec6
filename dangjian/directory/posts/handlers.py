"""Posts end with their organisation, and with the tie of their holder to it."""

from __future__ import annotations

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.ports import LEADING_POSTS, leading_post
from dangjian.directory.posts.commands import end_posts_of
from dangjian.directory.posts.commands.vacancies import SOURCE as VACANCY
from dangjian.directory.posts.events import PostFilled
from dangjian.foundation.duties.commands import close_todo
from dangjian.kernel.events import on


@on(OrganisationDissolved)
def end_with_organisation(event: OrganisationDissolved) -> None:
    """The organisation is no more: its posts end on that day."""
    end_posts_of(organisation_id=event.organisation_id, on=event.happened_on, reason="党组织撤销")


@on(PostFilled)
def close_todo_of_the_vacancy(event: PostFilled) -> None:
    """The leading post is filled: nothing is left to do about it."""
    if event.post_kind not in LEADING_POSTS:
        return
    row = Organisation.objects.unscoped("the organisation an event names").filter(pk=event.organisation_id).first()
    if row is not None and event.post_kind == leading_post(row.org_kind):
        close_todo(source=VACANCY, source_ref=str(event.organisation_id), note="已登记任职")


@on(OrganisationDissolved)
def close_todo_of_the_dissolved(event: OrganisationDissolved) -> None:
    """The organisation is no more, and no post of it is vacant."""
    close_todo(source=VACANCY, source_ref=str(event.organisation_id), is_done=False, note="党组织已撤销")


@on(PeopleMoved)
def end_posts_left_behind(event: PeopleMoved) -> None:
    """People belong to another branch: their posts in the old one end."""
    end_posts_of(person_ids=list(event.person_ids), on=event.happened_on, reason="组织关系调整")


@on(PersonLeft)
def end_posts_of_leaver(event: PersonLeft) -> None:
    """Somebody is off the register: all posts end."""
    end_posts_of(person_ids=[event.aggregate_id], on=event.happened_on, reason="人员离开")

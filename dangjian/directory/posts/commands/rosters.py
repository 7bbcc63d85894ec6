"""Posts as a list of officers gives them: what is, whether it keeps to the custom or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from dangjian.directory.grants.commands import withdraw_for_posts
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.commands.steps.filling import check_all, fill, give_role, load_person
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.events import PostCorrected
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import MANAGE_POST
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict


@command(MANAGE_POST)
def register_post(
    unit: Unit,
    *,
    organisation_id: UUID,
    person_id: UUID,
    post_kind: PostKind,
    started_on: date,
    ended_on: date | None = None,
    origin: PostOrigin = PostOrigin.IMPORTED,
    document_no: str = "",
) -> PostHolding:
    """Record a post that is held already. Customary limits (一般) do not stop it; the list of violations shows them.

    Raises BadInput, Conflict or NotFound as for a new post.
    """
    organisation = unit.get(Organisation, organisation_id)
    if organisation.dissolved_on is not None:
        raise Conflict("directory.post.dissolved", f"“{organisation.short_name}”已撤销，不能登记任职。")
    person = load_person(person_id)
    check_all(unit, organisation, person, post_kind, started_on, ended_on, origin)
    return fill(
        unit,
        organisation,
        person,
        post_kind,
        started_on,
        ended_on=ended_on,
        origin=origin,
        document_no=document_no,
    )


@command(MANAGE_POST)
def date_post(
    unit: Unit, *, post_id: UUID, started_on: date, ended_on: date | None, source_ref: str = ""
) -> PostHolding:
    """Set the dates of a post as a list of officers gives them; the role that comes with it follows.

    The caller has checked the dates against the other posts of the organisation.
    """
    row = unit.get(PostHolding, post_id)
    organisation: Organisation = Organisation.objects.get(pk=row.organisation_id)
    unit.update(row, source="import", source_ref=source_ref, started_on=started_on, ended_on=ended_on)
    give_role(row, organisation)
    unit.emit(PostCorrected(row.pk, organisation.pk, row.person_id))
    return row


@command(MANAGE_POST)
def withdraw_posts(unit: Unit, *, post_ids: Sequence[UUID]) -> int:
    """Take away posts that one import registered by mistake, with their roles; for undoing that import only.

    The caller has checked that they were not touched since. Returns how many.
    """
    withdraw_for_posts(post_ids=list(post_ids))
    return unit.delete_many(PostHolding.objects.filter(pk__in=list(post_ids)), note="撤回名册导入")

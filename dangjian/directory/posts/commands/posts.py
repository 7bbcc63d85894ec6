"""Filling, ending and correcting posts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts import rules
from dangjian.directory.posts.commands.steps.filling import check_all, fill, finish, give_role, load_person
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind, PostOrigin
from dangjian.directory.posts.events import PostCorrected
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import MANAGE_POST
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict


@command(MANAGE_POST)
def appoint(
    unit: Unit,
    *,
    organisation_id: UUID,
    person_id: UUID,
    post_kind: PostKind,
    started_on: date,
    origin: PostOrigin = PostOrigin.ELECTED,
    ended_on: date | None = None,
    document_no: str = "",
    waiver: str = "",
    sort: int = 0,
) -> PostHolding:
    """Record that somebody holds a post; the role that comes with it is given with the same dates.

    What is only customary (一般) can be waived with the superior's reason in `waiver`; it stays with the record.
    Raises BadInput for a post that is not there, a person who cannot hold it, impossible dates or a customary limit
    without waiver; Conflict for a second secretary; NotFound for people or organisations out of reach.
    """
    if post_kind == PostKind.CELL_LEADER:
        raise BadInput("directory.post.cell_leader", "党小组组长请在党小组中指定。", field="post_kind")
    organisation = unit.get(Organisation, organisation_id)
    if organisation.dissolved_on is not None:
        raise Conflict("directory.post.dissolved", f"“{organisation.short_name}”已撤销，不能登记任职。")
    person = load_person(person_id)
    check_all(unit, organisation, person, post_kind, started_on, ended_on, origin)
    if ended_on is None:
        _check_customary(unit, organisation, person, post_kind, started_on, waiver)
    return fill(
        unit,
        organisation,
        person,
        post_kind,
        started_on,
        ended_on=ended_on,
        origin=origin,
        document_no=document_no,
        waiver=waiver,
        sort=sort,
    )


def _check_customary(
    unit: Unit, organisation: Organisation, person: Person, post_kind: str, started_on: date, waiver: str
) -> None:
    held = PostHolding.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=unit.today), organisation=organisation
    ).values_list("person_id", "post_kind")
    committee = {holder for holder, kind in held if kind in COMMITTEE_POSTS} | {person.pk}
    deputies = {holder for holder, kind in held if kind == PostKind.DEPUTY_SECRETARY} | {person.pk}
    small = rule("post.small_branch").value
    problem = rules.customary_problem(
        post_kind,
        organisation.org_kind,
        committee=len(committee),
        deputies=len(deputies),
        full_members=Person.objects.filter(
            organisation=organisation,
            register_state=RegisterState.ACTIVE,
            person_category=PersonCategory.FULL_MEMBER,
            membership_status=MembershipStatus.NORMAL,
        ).count(),
        confirmed_on=person.confirmed_on,
        started_on=started_on,
        largest=rule("post.committee_size").value,
        small_below=small["below_full_members"],
        small_deputies=small["deputies"],
        standing_months=rule("post.secretary_standing_months").value,
    )
    if problem and not waiver.strip():
        raise BadInput(
            "directory.post.customary",
            f"{problem}如经上级党组织同意，请填写理由后提交。",
            field="waiver",
        )


@command(MANAGE_POST)
def end_post(
    unit: Unit, *, post_id: UUID, expected_version: int, ended_on: date, reason: str, document_no: str = ""
) -> PostHolding:
    """End a post; `ended_on` is its last day, and the role that came with it ends then.

    Raises StaleEdit, Conflict when it has ended, BadInput for an impossible day.
    """
    row = unit.get(PostHolding, post_id, expected_version=expected_version)
    if row.ended_on is not None:
        raise Conflict("directory.post.ended", f"该职务已于 {row.ended_on} 结束。")
    _check_end(unit, row, ended_on)
    finish(unit, row, ended_on, reason)
    if document_no:
        unit.update(row, document_no=document_no)
    return row


def _check_end(unit: Unit, row: PostHolding, ended_on: date) -> None:
    problem = rules.date_problem(row.started_on, ended_on, today=unit.today, established_on=None, joined_on=None)
    if problem:
        raise BadInput("directory.post.ended_on", problem, field="ended_on")


@command(MANAGE_POST)
def correct_post(
    unit: Unit,
    *,
    post_id: UUID,
    expected_version: int,
    post_kind: PostKind,
    started_on: date,
    ended_on: date | None,
    origin: PostOrigin,
    document_no: str,
    reason: str,
) -> PostHolding:
    """Put right what was recorded wrongly; the old values stay in the history. The role follows.

    Raises StaleEdit, BadInput or Conflict as for a new post.
    """
    row = unit.get(PostHolding, post_id, expected_version=expected_version)
    organisation: Organisation = Organisation.objects.get(pk=row.organisation_id)
    person: Person = Person.objects.unscoped("the holder may belong elsewhere by now").get(pk=row.person_id)
    problem = rules.post_problem(post_kind, organisation.org_kind) or rules.date_problem(
        started_on,
        ended_on,
        today=unit.today,
        established_on=organisation.established_on,
        joined_on=person.joined_on,
    )
    if problem:
        raise BadInput("directory.post.correction", problem, field="started_on")
    others = PostHolding.objects.filter(organisation=organisation, post_kind=post_kind).exclude(pk=row.pk)
    problem = rules.overlap_problem(
        rules.Period(str(person.pk), post_kind, started_on, ended_on),
        [rules.Period(str(other.person_id), other.post_kind, other.started_on, other.ended_on) for other in others],
    )
    if problem:
        raise Conflict("directory.post.overlap", problem, field="started_on")
    unit.update(
        row,
        source="correction",
        note=reason,
        post_kind=post_kind,
        started_on=started_on,
        ended_on=ended_on,
        origin=origin,
        document_no=document_no,
    )
    give_role(row, organisation)
    unit.emit(PostCorrected(row.pk, organisation.pk, row.person_id))
    return row


@command(MANAGE_POST)
def end_posts_of(
    unit: Unit, *, on: date, reason: str, organisation_id: UUID | None = None, person_ids: list[UUID] | None = None
) -> int:
    """End every open post of an organisation (dissolved), or of people (left, or moved to another branch: their posts
    in branches they do not belong to any more). Returns how many. May run twice."""
    rows = PostHolding.objects.filter(Q(ended_on__isnull=True)).select_related("organisation", "person")
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    ended = 0
    for row in rows.order_by("id"):
        stays = (
            person_ids is not None
            and row.person.register_state == RegisterState.ACTIVE
            and (row.organisation.org_kind != OrgKind.BRANCH or row.organisation_id == row.person.organisation_id)
        )
        if not stays:
            finish(unit, row, max(on, row.started_on), reason)
            ended += 1
    return ended

"""Checking, writing and ending one post, with the role that comes with it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.grants.commands import end_for_post, give_for_post
from dangjian.directory.members.enums import MembershipStatus, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts import rules
from dangjian.directory.posts.events import PostEnded, PostFilled
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict, NotFound


def load_person(person_id: UUID) -> Person:
    """A person of the scope who is on the register. Raises NotFound."""
    person: Person | None = Person.objects.filter(pk=person_id, register_state=RegisterState.ACTIVE).first()
    if person is None:
        raise NotFound("directory.post.person_missing", "没有找到该人员，或其已不在册、不在您的管理范围内。")
    return person


def check_all(
    unit: Unit,
    organisation: Organisation,
    person: Person,
    post_kind: str,
    started_on: date,
    ended_on: date | None,
    origin: str,
    *,
    own_id: UUID | None = None,
) -> None:
    """Everything that no reason can waive. Raises BadInput or Conflict."""
    checks = (
        ("post_kind", rules.post_problem(post_kind, organisation.org_kind)),
        (
            "person_id",
            rules.person_problem(
                post_kind,
                person.person_category,
                suspended=person.membership_status == MembershipStatus.SUSPENDED,
                vote_suspended=person.vote_suspended,
                org_kind=organisation.org_kind,
            ),
        ),
        ("person_id", _place_problem(organisation, person)),
        ("origin", rules.origin_problem(organisation.branch_kind, origin)),
        (
            "started_on",
            rules.date_problem(
                started_on,
                ended_on,
                today=unit.today,
                established_on=organisation.established_on,
                joined_on=person.joined_on,
            ),
        ),
    )
    for field, problem in checks:
        if problem:
            raise BadInput(f"directory.post.{field}", problem, field=field)
    others = PostHolding.objects.filter(organisation=organisation, post_kind=post_kind).exclude(pk=own_id)
    problem = rules.overlap_problem(
        rules.Period(str(person.pk), post_kind, started_on, ended_on),
        [rules.Period(str(row.person_id), row.post_kind, row.started_on, row.ended_on) for row in others],
    )
    if problem:
        raise Conflict("directory.post.overlap", problem, field="started_on")


def _place_problem(organisation: Organisation, person: Person) -> str:
    """Posts of a branch are held by its own members; temporary and functional branches have members of others."""
    if organisation.org_kind != OrgKind.BRANCH or organisation.branch_kind in {"temporary", "functional"}:
        return ""
    if person.organisation_id == organisation.pk:
        return ""
    return f"{person.name}的组织关系不在“{organisation.short_name}”，请先调整组织关系。"


def fill(
    unit: Unit,
    organisation: Organisation,
    person: Person,
    post_kind: str,
    started_on: date,
    *,
    ended_on: date | None = None,
    **details: Any,
) -> PostHolding:
    """Write a post with the role that comes with it. The caller has checked everything."""
    row = unit.create(
        PostHolding(
            person=person,
            person_name=person.name,
            organisation=organisation,
            org_path=organisation.org_path,
            post_kind=post_kind,
            started_on=started_on,
            ended_on=ended_on,
            **details,
        )
    )
    give_role(row, organisation)
    unit.emit(PostFilled(row.pk, organisation.pk, person.pk, post_kind, started_on))
    return row


def give_role(row: PostHolding, organisation: Organisation) -> None:
    """Give, change or take the role that comes with a post."""
    role = rules.role_for(row.post_kind, organisation.org_kind, rule("post.roles").value)
    give_for_post(
        post_id=row.pk,
        person_id=row.person_id,
        holder_name=row.person_name,
        role=role,
        organisation_id=organisation.pk,
        valid_from=row.started_on,
        valid_to=row.ended_on,
    )


def finish(unit: Unit, row: PostHolding, ended_on: date, reason: str) -> None:
    """End a post that has been checked, with its role."""
    unit.update(row, ended_on=ended_on, end_reason=reason[:200], effective_on=ended_on)
    end_for_post(post_id=row.pk, on=ended_on)
    unit.emit(PostEnded(row.pk, row.organisation_id, row.person_id, row.post_kind, ended_on))

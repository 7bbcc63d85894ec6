"""Rights that come and go with posts and organisations. Called from commands and handlers that were just allowed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.grants.commands.steps.announcing import announce, refresh
from dangjian.directory.grants.commands.steps.apart import refuse_beside
from dangjian.directory.grants.events import RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import FOLLOW_POST
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import NotFound
from dangjian.kernel.models import GuardedQuerySet


def _of_post(post_id: UUID) -> GuardedQuerySet:
    rows: GuardedQuerySet = RoleGrant.objects.unscoped("rights follow the post, wherever it is").filter(
        source="post", source_ref=post_id, revoked_at=None
    )
    return rows


@command(FOLLOW_POST)
def give_for_post(
    unit: Unit,
    *,
    post_id: UUID,
    person_id: UUID,
    holder_name: str,
    role: str,
    organisation_id: UUID,
    valid_from: date,
    valid_to: date | None,
) -> RoleGrant | None:
    """Give the role that comes with a post, in its organisation alone; with role "" take away what came before.

    Asked again it brings the grant up to date (dates, role), so it may be called whenever a post changed.
    Raises Conflict for somebody who is one of the three administrators in that time.
    """
    rows = list(_of_post(post_id))
    kept: RoleGrant | None = next((row for row in rows if row.role == role and row.person_id == person_id), None)
    for row in rows:
        if row is not kept:
            _take(unit, row, "职务变动")
    if not role:
        return None
    refuse_beside(role, person_id=person_id, account_id=None, name=holder_name, since=valid_from, until=valid_to)
    if kept is not None:
        unit.update_batch([_dated(kept, valid_from, valid_to)], ["valid_from", "valid_to"])
        refresh(kept)
        return kept
    organisation: Organisation | None = (
        Organisation.objects.unscoped("the post's organisation").filter(pk=organisation_id).first()
    )
    if organisation is None:
        raise NotFound()
    made = RoleGrant(
        person_id=person_id,
        holder_name=holder_name,
        role=role,
        organisation=organisation,
        org_path=organisation.org_path,
        subtree=False,
        valid_from=valid_from,
        valid_to=valid_to,
        source="post",
        source_ref=post_id,
        granted_by=unit.actor.name,
        reason="随职务取得",
    )
    unit.create(made)
    announce(unit, made)
    return made


def _dated(row: RoleGrant, valid_from: date, valid_to: date | None) -> RoleGrant:
    row.valid_from, row.valid_to = valid_from, valid_to
    return row


@command(FOLLOW_POST)
def end_for_post(unit: Unit, *, post_id: UUID, on: date) -> int:
    """A post ends: what came with it counts until that day. Returns how many grants."""
    rows = list(_of_post(post_id))
    for row in rows:
        row.valid_to = on
        unit.emit(RoleRevoked(row.pk, row.account_id, row.person_id, row.role, "职务结束"))
    if rows:
        unit.update_batch(rows, ["valid_to"])
        refresh(*rows)
    return len(rows)


@command(FOLLOW_POST)
def withdraw_for_posts(unit: Unit, *, post_ids: list[UUID]) -> int:
    """Posts were registered by mistake: the rights that came with them are taken and leave no row. Returns how many."""
    found = RoleGrant.objects.unscoped("rights follow the post, wherever it is").filter(
        source="post", source_ref__in=post_ids
    )
    rows = list(found)
    for row in rows:
        unit.emit(RoleRevoked(row.pk, row.account_id, row.person_id, row.role, "撤回名册导入"))
    refresh(*rows)
    return unit.delete_many(found, note="撤回名册导入")


@command(FOLLOW_POST)
def end_for_organisation(unit: Unit, *, organisation_id: UUID, reason: str) -> int:
    """An organisation is dissolved: every right bound to it ends. Returns how many. May run twice."""
    rows = list(
        RoleGrant.objects.unscoped("rights end with their organisation").filter(
            organisation_id=organisation_id, revoked_at=None
        )
    )
    for row in rows:
        _take(unit, row, reason)
    return len(rows)


@command(FOLLOW_POST)
def end_for_people(unit: Unit, *, person_ids: list[UUID], reason: str) -> int:
    """People are off the register: every right they hold ends. Returns how many. May run twice."""
    rows = list(
        RoleGrant.objects.unscoped("rights end with the register").filter(person_id__in=person_ids, revoked_at=None)
    )
    for row in rows:
        _take(unit, row, reason)
    return len(rows)


def _take(unit: Unit, row: RoleGrant, reason: str) -> None:
    row.revoked_at, row.revoked_by = unit.now, unit.actor.name
    unit.update_batch([row], ["revoked_at", "revoked_by"])
    unit.emit(RoleRevoked(row.pk, row.account_id, row.person_id, row.role, reason))
    refresh(row)

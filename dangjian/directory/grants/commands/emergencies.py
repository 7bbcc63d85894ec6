"""Break-glass: a wider right for one hour, with the consent of the security administrator (SEC-AC-08)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from dangjian.directory.grants.commands.steps.announcing import announce
from dangjian.directory.grants.commands.steps.apart import refuse_beside
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import (
    ADMINISTRATORS,
    BRANCH_SECRETARY,
    BREAK_GLASS,
    BY_CONSENT,
    OFFICE,
    SECURITY_ADMINISTRATOR,
)
from dangjian.directory.grants.queries import counting_q
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.approvals.commands import ask_approval
from dangjian.foundation.approvals.models import ApprovalRequest
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.clock import local_time
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from dangjian.kernel.permissions import registry

EMERGENCY = "directory.grant.break_glass"
LASTS = timedelta(hours=1)
ROLES = frozenset({BRANCH_SECRETARY.code, OFFICE.code})
"""What can be had for an hour: to work for somebody who is out of reach."""


@command(BREAK_GLASS)
def ask_break_glass(unit: Unit, *, role: str, organisation_id: UUID, reason: str) -> ApprovalRequest:
    """Ask for a role in another place for one hour, because something cannot wait. Raises BadInput for another role,
    NotFound for a place that is not there, Conflict for somebody it does not go with."""
    if role not in ROLES:
        raise BadInput("directory.grant.role", "紧急授权只限党务工作者和支部书记。", field="role")
    organisation = _organisation(organisation_id)
    actor = unit.actor
    if actor.account_id is None:
        raise NotAllowed()
    refuse_beside(
        role,
        person_id=actor.person_id,
        account_id=actor.account_id,
        name=actor.name,
        since=unit.today,
        until=unit.today,
    )
    title = registry.roles()[role].title
    return ask_approval(
        kind=EMERGENCY,
        title=f"紧急授权：{actor.name} 在{organisation.short_name}担任{title}一小时",
        details="核准后立即生效，一小时后自动失效，期间的操作全部留痕，并通知全体安全管理员。",
        reason=reason,
        needs=[SECURITY_ADMINISTRATOR.code],
        params={
            "role": role,
            "organisation_id": str(organisation.pk),
            "account_id": str(actor.account_id),
            "person_id": str(actor.person_id) if actor.person_id else None,
            "name": actor.name,
            "reason": reason,
        },
        subject_ref=str(actor.account_id),
    )


@command(BY_CONSENT)
def break_glass(
    unit: Unit,
    *,
    role: str,
    organisation_id: str,
    account_id: str,
    person_id: str | None,
    name: str,
    reason: str,
    agreed_by: str,
) -> RoleGrant:
    """Give the role for one hour, as the security administrator agreed, and tell all of them. Raises Conflict for
    somebody it does not go with any more."""
    if role not in ROLES:
        raise NotAllowed()
    organisation = _organisation(UUID(organisation_id))
    ends_at = unit.now + LASTS
    ids = {"person_id": UUID(person_id) if person_id else None, "account_id": None if person_id else UUID(account_id)}
    refuse_beside(role, **ids, name=name, since=unit.today, until=local_time(ends_at).date())
    row = unit.create(
        RoleGrant(
            **ids,
            holder_name=name,
            role=role,
            organisation=organisation,
            org_path=organisation.org_path,
            subtree=role == OFFICE.code,
            valid_from=unit.today,
            valid_to=local_time(ends_at).date(),
            ends_at=ends_at,
            source="break_glass",
            granted_by=name,
            approved_by=agreed_by[:160],
            reason=reason,
        )
    )
    announce(unit, row)
    administrators = RoleGrant.objects.unscoped("whom to alert").filter(
        counting_q(unit.today), role__in=ADMINISTRATORS - {"administrator"}, person_id__isnull=False
    )
    told: set[UUID] = set(administrators.values_list("person_id", flat=True))
    send_message(
        person_ids=told | ({row.person_id} if row.person_id else set()),
        kind="grant",
        title=f"紧急授权已生效：{name}，{organisation.short_name}",
        text=f"{local_time(ends_at):%H:%M} 自动失效。理由：{reason}。核准：{agreed_by}。",
        subject_kind="grant",
        subject_id=row.pk,
        dedupe_key=f"break-glass-{row.pk}",
        is_urgent=True,
    )
    return row


def _organisation(organisation_id: UUID) -> Organisation:
    found: Organisation | None = Organisation.objects.filter(pk=organisation_id).first()
    if found is None:
        raise NotFound()
    if found.dissolved_on is not None:
        raise Conflict("directory.grant.dissolved", "该党组织已撤销，请选择其他组织。")
    return found

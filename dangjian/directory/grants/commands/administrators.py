"""Appointing one of the three administrators: never by one of them alone (SEC-AC-07, SEC-AC-08)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.grants.commands.steps.announcing import announce
from dangjian.directory.grants.commands.steps.apart import refuse_beside
from dangjian.directory.grants.commands.steps.holding import find_holder, refuse_for_oneself, refuse_same
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, APPOINT_ADMINISTRATOR, BY_CONSENT
from dangjian.foundation.approvals.commands import ask_approval
from dangjian.foundation.approvals.models import ApprovalRequest
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotAllowed
from dangjian.kernel.permissions import registry

APPOINTMENT = "directory.administrator.appoint"


@command(APPOINT_ADMINISTRATOR)
def ask_appointment(
    unit: Unit, *, role: str, account_id: UUID, reason: str, valid_to: date | None = None
) -> ApprovalRequest:
    """Ask for somebody to become one of the three. The two others have to agree; who asks counts for their own role.

    Raises BadInput for another role or an end that has passed, Conflict for somebody who holds anything it does not go
    with or has it already, NotFound for an account that is not there, NotAllowed for oneself.
    """
    if role not in ADMINISTRATORS:
        raise BadInput("directory.grant.role", "这里只任命三类管理员，其他角色请在“授权”中办理。", field="role")
    if valid_to is not None and valid_to < unit.today:
        raise BadInput("directory.grant.period", "结束日期已过，请选择今天或以后的日期。", field="valid_to")
    holder_person, holder_account, name = find_holder(None, account_id)
    refuse_for_oneself(unit, holder_person, holder_account)
    refuse_same(role, None, holder_person, holder_account, unit.today)
    refuse_beside(role, person_id=holder_person, account_id=holder_account, name=name, since=unit.today, until=valid_to)
    own = {grant.role for grant in unit.actor.grants}
    title = registry.roles()[role].title
    period = f"到 {valid_to} 为止" if valid_to else "长期有效"
    return ask_approval(
        kind=APPOINTMENT,
        title=f"任命 {name} 为{title}",
        details=f"核准后立即生效，{period}。三类管理员互不兼任，不办理党务。",
        reason=reason,
        needs=sorted(ADMINISTRATORS - {role} - own),
        params={
            "role": role,
            "account_id": str(account_id),
            "valid_to": valid_to.isoformat() if valid_to else None,
            "asked_by": unit.actor.name,
            "reason": reason,
        },
        subject_ref=f"{role[:27]}:{account_id}",
    )


@command(BY_CONSENT)
def appoint_administrator(
    unit: Unit, *, role: str, account_id: str, valid_to: str | None, asked_by: str, reason: str, agreed_by: str
) -> RoleGrant:
    """Make somebody one of the three, as others agreed. Everything is looked at again: days may have passed."""
    if role not in ADMINISTRATORS:
        raise NotAllowed()
    holder_person, holder_account, name = find_holder(None, UUID(account_id))
    refuse_for_oneself(unit, holder_person, holder_account)
    until = date.fromisoformat(valid_to) if valid_to else None
    refuse_same(role, None, holder_person, holder_account, unit.today)
    refuse_beside(role, person_id=holder_person, account_id=holder_account, name=name, since=unit.today, until=until)
    row = unit.create(
        RoleGrant(
            account_id=holder_account,
            person_id=holder_person,
            holder_name=name,
            role=role,
            org_path="",
            subtree=True,
            valid_from=unit.today,
            valid_to=until,
            granted_by=asked_by[:80],
            approved_by=agreed_by[:160],
            reason=reason,
        )
    )
    announce(unit, row)
    return row

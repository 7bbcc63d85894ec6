"""Standing in for somebody: a part of one's own rights, for a time, given to a colleague (SEC-AC-09)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants import rules
from dangjian.directory.grants.commands.steps.announcing import announce, refresh
from dangjian.directory.grants.commands.steps.apart import refuse_beside
from dangjian.directory.grants.commands.steps.holding import find_holder, refuse_for_oneself
from dangjian.directory.grants.events import RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import DELEGATE, OWN_GRANTS
from dangjian.directory.grants.queries import counting_q
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.actor import Actor, Place
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.parameters import Parameter
from dangjian.kernel.permissions import registry

LONGEST = Parameter(
    key="grants.delegation_days",
    title="代理最长期限",
    note="把本人的权限委托给同事，一次最多多少天。",
    group="授权",
    kind="integer",
    default=90,
    unit="天",
    minimum=1,
    maximum=180,
)


@command(DELEGATE)
def delegate_role(
    unit: Unit,
    *,
    grant_id: UUID,
    person_id: UUID,
    valid_to: date,
    reason: str,
    organisation_id: UUID | None = None,
    valid_from: date | None = None,
) -> RoleGrant:
    """Let a colleague stand in for oneself: a role that one holds, in its place or a part of it, until a day.

    It never outlasts the own right, counts only while that does, and is never given on. Raises NotFound for a grant
    that is not one's own or people and places out of reach, BadInput for a period or place beyond the own right,
    Conflict for a right that cannot be delegated or that the colleague has already.
    """
    own = _own(unit.actor, grant_id, unit.today)
    problem = rules.delegation_problem(own.role, own.source)
    if problem:
        raise Conflict("directory.grant.not_delegable", problem)
    start = valid_from or unit.today
    problem = rules.stand_in_period_problem(
        start, valid_to, today=unit.today, since=own.valid_from, until=own.valid_to, longest=LONGEST.value()
    )
    if problem:
        raise BadInput("directory.grant.period", problem, field="valid_to")
    organisation = _place(unit, own, organisation_id)
    holder, _, name = find_holder(person_id, None)
    refuse_for_oneself(unit, holder, None)
    refuse_beside(own.role, person_id=holder, account_id=None, name=name, since=start, until=valid_to)
    same = RoleGrant.objects.unscoped("the same right is not given twice").filter(
        parent=own, person_id=holder, organisation=organisation, revoked_at=None, valid_to__gte=unit.today
    )
    if same.exists():
        raise Conflict("directory.grant.exists", f"{name}已在代理这项权限，请先结束原有代理。")
    row = unit.create(
        RoleGrant(
            person_id=holder,
            holder_name=name,
            role=own.role,
            organisation=organisation,
            org_path=organisation.org_path if organisation else own.org_path,
            subtree=own.subtree,
            valid_from=start,
            valid_to=valid_to,
            source="delegation",
            parent=own,
            granted_by=unit.actor.name,
            reason=reason,
        )
    )
    announce(unit, row)
    _tell(
        row,
        holder,
        f"{unit.actor.name}委托您代理“{registry.roles()[row.role].title}”",
        f"{start} 至 {valid_to}。{reason}",
    )
    return row


@command(OWN_GRANTS)
def end_delegation(unit: Unit, *, grant_id: UUID, reason: str) -> RoleGrant:
    """End a delegation before its day: by whoever gave it, or whoever stands in. Raises NotFound for anybody else,
    Conflict for one that is over."""
    row: RoleGrant | None = (
        RoleGrant.objects.unscoped("a delegation of one's own, given or received")
        .filter(_held_by(unit.actor) | _held_by(unit.actor, "parent__"), pk=grant_id, source="delegation")
        .select_related("parent")
        .first()
    )
    if row is None:
        raise NotFound()
    if row.revoked_at is not None:
        raise Conflict("directory.grant.revoked", "该代理已结束。")
    unit.update(row, revoked_at=unit.now, revoked_by=unit.actor.name, note=reason)
    unit.emit(RoleRevoked(row.pk, row.account_id, row.person_id, row.role, reason))
    refresh(row)
    giver = row.parent.person_id if row.parent else None
    for person in {row.person_id, giver} - {unit.actor.person_id, None}:
        _tell(row, person, f"{row.holder_name}的代理已结束", f"{unit.actor.name}：{reason}", "ended")
    return row


def _held_by(actor: Actor, prefix: str = "") -> Q:
    held = Q(**{f"{prefix}account_id": actor.account_id})
    return held | Q(**{f"{prefix}person_id": actor.person_id}) if actor.person_id is not None else held


def _own(actor: Actor, grant_id: UUID, today: date) -> RoleGrant:
    row: RoleGrant | None = (
        RoleGrant.objects.unscoped("one's own grants, wherever they hold")
        .filter(_held_by(actor), counting_q(today), pk=grant_id)
        .first()
    )
    if row is None:
        raise NotFound("directory.grant.not_own", "没有找到这项本人的权限，请刷新“我的权限”后重试。")
    return row


def _place(unit: Unit, own: RoleGrant, organisation_id: UUID | None) -> Organisation | None:
    if organisation_id is None or organisation_id == own.organisation_id:
        return own.organisation
    organisation = unit.get(Organisation, organisation_id, lock=False)
    if not Place(own.org_path, own.subtree).covers(organisation.org_path) or organisation.dissolved_on is not None:
        raise BadInput("directory.grant.place", "只能委托本人这项权限范围内的组织。", field="organisation_id")
    return organisation


def _tell(row: RoleGrant, person_id: UUID | None, title: str, text: str, step: str = "given") -> None:
    if person_id is not None:
        send_message(
            person_ids=[person_id],
            kind="grant",
            title=title[:120],
            text=text,
            subject_kind="grant",
            subject_id=row.pk,
            dedupe_key=f"delegation-{row.pk}-{step}",
        )

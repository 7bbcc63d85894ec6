"""Grants are confirmed twice a year; one that nobody confirms lapses (SEC-AC-09)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from dangjian.directory.grants import rules
from dangjian.directory.grants.commands.steps.announcing import refresh
from dangjian.directory.grants.commands.steps.holding import refuse_for_oneself
from dangjian.directory.grants.events import RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import (
    ADMINISTRATORS,
    APPOINT_ADMINISTRATOR,
    CONFIRM_GRANTS,
    MANAGE_GRANTS,
    SECURITY_ADMINISTRATOR,
)
from dangjian.directory.grants.queries import CONFIRM_DAYS, counting_q, nearest_holders
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound
from dangjian.kernel.permissions import registry

WARNED = 14
"""Days before a grant lapses on which people are told; and again on the last day."""
NOT_CONFIRMED = "到期未确认，自动收回"


@command(CONFIRM_GRANTS)
def confirm_grant(unit: Unit, *, grant_id: UUID, note: str = "") -> RoleGrant:
    """Say that a grant is still needed: its half year starts anew. Raises NotAllowed for one's own, Conflict for one
    that is over, needs no confirmation, or is for the other administrators to confirm."""
    row = unit.get(RoleGrant, grant_id)
    if row.role in ADMINISTRATORS:
        raise Conflict("directory.grant.of_administrator", "管理员的授权由其他管理员在“双人核准”页确认。")
    return _confirm(unit, row, note)


@command(APPOINT_ADMINISTRATOR)
def confirm_administrator(unit: Unit, *, grant_id: UUID, note: str = "") -> RoleGrant:
    """Say that one of the three is still needed; for another of the three. Raises as `confirm_grant`."""
    row = unit.get(RoleGrant, grant_id)
    if row.role not in ADMINISTRATORS:
        raise NotFound()
    return _confirm(unit, row, note)


def _confirm(unit: Unit, row: RoleGrant, note: str) -> RoleGrant:
    refuse_for_oneself(unit, row.person_id, row.account_id)
    if row.source != "grant":
        raise Conflict("directory.grant.no_review", "随职务取得、代理和紧急授权到期自动收回，不需要确认。")
    if row.revoked_at is not None or (row.valid_to is not None and row.valid_to < unit.today):
        raise Conflict("directory.grant.over", "该授权已结束，如仍需要请重新授权。")
    return unit.update(row, confirmed_on=unit.today, confirmed_by=unit.actor.name[:80], note=note or "确认仍需要")


@command(MANAGE_GRANTS)
def lapse_unconfirmed(unit: Unit) -> tuple[int, int]:
    """Take back grants that nobody confirmed in time, and tell those who can confirm of those that come to it.

    Returns how many lapsed and how many were told of. The last of each of the three administrators stays, and the
    others are told every day. May run twice.
    """
    days: int = CONFIRM_DAYS.value()
    rows = RoleGrant.objects.filter(counting_q(unit.today), source="grant").select_related("organisation")
    lapsed = told = 0
    for row in rows.order_by("id"):
        due = rules.review_due(row.confirmed_on, row.created_at, days)
        last = row.role in ADMINISTRATORS and not _another(row, unit.today)
        if due < unit.today and not last:
            unit.update(row, revoked_at=unit.now, revoked_by=unit.actor.name[:80], note=NOT_CONFIRMED)
            unit.emit(RoleRevoked(row.pk, row.account_id, row.person_id, row.role, NOT_CONFIRMED))
            refresh(row)
            _tell(row, due, "已收回", f"{days} 天内无人确认仍需要。如仍需要，请重新授权。", "lapsed")
            lapsed += 1
        elif due <= unit.today + timedelta(days=WARNED):
            step = "last" if due <= unit.today else "soon"
            _tell(row, due, f"须在 {due} 前确认", "到期无人确认将自动收回。请在“授权”的“待确认”中办理。", step)
            told += 1
    return lapsed, told


def _another(row: RoleGrant, today: date) -> bool:
    others = RoleGrant.objects.unscoped("whether anybody else holds the role").filter(counting_q(today), role=row.role)
    return bool(others.exclude(pk=row.pk).exists())


def _tell(row: RoleGrant, due: date, what: str, text: str, step: str) -> None:
    """The holder, the security administrators, and those nearest to the place who may confirm."""
    administrators = RoleGrant.objects.unscoped("whom to tell").filter(
        counting_q(due), role__in=ADMINISTRATORS if row.role in ADMINISTRATORS else {SECURITY_ADMINISTRATOR.code}
    )
    people = set(administrators.filter(person_id__isnull=False).values_list("person_id", flat=True))
    if row.role not in ADMINISTRATORS:
        people |= set(nearest_holders(action=CONFIRM_GRANTS, org_path=row.org_path, without=row.person_id))
    place = row.organisation.short_name if row.organisation else "全部组织"
    send_message(
        person_ids=people | ({row.person_id} if row.person_id else set()),
        kind="grant",
        title=f"{row.holder_name}的“{registry.roles()[row.role].title}”授权{what}"[:120],
        text=f"范围：{place}。{text}",
        subject_kind="grant_review",
        subject_id=row.pk,
        dedupe_key=f"grant-review-{row.pk}-{due}-{step}",
    )

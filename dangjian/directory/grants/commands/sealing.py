"""Grants that were written past the doors: nobody has a right by them, and somebody hears of it (SEC-DATA-04)."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, MANAGE_GRANTS
from dangjian.directory.grants.queries import counting_q
from dangjian.directory.grants.queries.loading.genuine import COLUMNS, PORTION, broken_ids
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.permissions import registry

BROKEN = "授权封签不符"


@command(MANAGE_GRANTS)
def check_seals(unit: Unit) -> int:
    """Check the seal of every grant of the tenant; returns how many do not fit. May run twice."""
    rows = RoleGrant.objects.order_by("id").values(*COLUMNS)
    broken = broken_ids(rows.iterator(chunk_size=PORTION))
    if broken:
        tell_of_broken(grant_ids=broken)
    return len(broken)


@command(MANAGE_GRANTS)
def tell_of_broken(unit: Unit, *, grant_ids: list[UUID]) -> None:
    """Write an alarm into the audit trail for each of these rows, and tell the security and audit administrators once
    for each state that a row is in. A row that was revoked since is no news any more."""
    recipients = _administrators(unit)
    for row in RoleGrant.objects.filter(pk__in=grant_ids).order_by("id"):
        role = registry.roles().get(row.role)
        title = role.title if role else row.role
        told = send_message(
            person_ids=recipients,
            kind="grant",
            title=f"{BROKEN}：{row.holder_name}的“{title}”"[:120],
            text="这条授权在数据库中被直接改动，平台已不承认它。请查明是谁、何时、如何改动；收回这条授权，确需保留的重新授予。",
            subject_kind="grant",
            subject_id=row.pk,
            dedupe_key=f"grant-seal-{row.pk}-{row.row_seal[:8]}-{row.valid_to}-{row.role}"[:100],
            is_urgent=True,
        )
        if told or not recipients or row.revoked_at is None:
            unit.note(f"{BROKEN}：{row.holder_name}的“{title}”不是通过平台授予或更改的，已不予承认", about=row)


def _administrators(unit: Unit) -> set[UUID]:
    """Security and audit administrators, by genuine grants only: whoever made themselves one is not told first."""
    rows = RoleGrant.objects.unscoped("whom to tell").filter(
        counting_q(unit.today), role__in=ADMINISTRATORS - {"administrator"}, person_id__isnull=False
    )
    return {row.person_id for row in rows if row.is_genuine()}

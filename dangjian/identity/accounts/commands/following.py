"""Accounts follow their people: what higher layers tell, inside their own commands and handlers (SEC-AUTH-07).

These commands need no right of their own: whoever calls them has just been allowed to change the person.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q

from dangjian.identity.accounts.directory import everywhere
from dangjian.identity.accounts.limits import shut_out
from dangjian.identity.accounts.permissions import FOLLOW
from dangjian.identity.accounts.ports import PersonForAccount
from dangjian.kernel.doors import Unit, command


@command(FOLLOW)
def people_left(unit: Unit, *, person_ids: list[UUID], reason: str) -> int:
    """People left, moved out of the tenant or died: their accounts end today. Returns how many."""
    rows = everywhere().filter(tenant_id=unit.tenant_id, person_id__in=person_ids, disabled_at=None)
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        affected = everywhere().filter(pk__in=ids)
        unit.update_many(affected, disabled_at=unit.now, disabled_reason=reason, note=f"停用账号：{reason}")
        shut_out(unit, ids)
    return len(ids)


@command(FOLLOW)
def people_changed(unit: Unit, *, people: list[PersonForAccount]) -> int:
    """Name or branch of people changed: their accounts take it over, cached rights end. Returns how many."""
    by_id = {person.person_id: person for person in people}
    changed = []
    for account in everywhere().filter(tenant_id=unit.tenant_id, person_id__in=list(by_id)):
        person = by_id[account.person_id]
        if (account.org_path, account.display_name) != (person.org_path, person.name):
            account.org_path, account.display_name = person.org_path, person.name
            account.grants_version += 1
            changed.append(account)
    if changed:
        everywhere().bulk_update(changed, ["org_path", "display_name", "grants_version"], batch_size=500)
        unit.note(f"姓名或支部有变动，更新账号 {len(changed)} 个")
    return len(changed)


@command(FOLLOW)
def grants_changed(unit: Unit, *, account_ids: list[UUID], person_ids: list[UUID]) -> int:
    """The rights of these accounts or people changed: cached ones end. Returns how many accounts."""
    rows = everywhere().filter(Q(pk__in=account_ids) | Q(person_id__in=person_ids), tenant_id=unit.tenant_id)
    return unit.update_many(rows, grants_version=F("grants_version") + 1, note="权限有变动")


@command(FOLLOW)
def all_grants_changed(unit: Unit) -> int:
    """Organisations moved in the tree, so that the places of everybody's rights changed. Returns how many."""
    rows = everywhere().filter(tenant_id=unit.tenant_id)
    return unit.update_many(rows, grants_version=F("grants_version") + 1, note="组织树有变动")

"""Data from before there were three administrators: telling what is missing and what counts no more (SEC-AC-07)."""

from __future__ import annotations

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, MANAGE_GRANTS
from dangjian.directory.grants.queries import counting_q, missing_administrators
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.permissions import registry


@command(MANAGE_GRANTS)
def tell_of_separation(unit: Unit) -> int:
    """Tell the administrators there are, once a week, which of the three nobody is, and whose other rights do not count
    beside theirs. Returns how many things there were to tell."""
    counting = RoleGrant.objects.filter(counting_q(unit.today))
    three = counting.filter(role__in=ADMINISTRATORS, person_id__isnull=False)
    people = dict(three.values_list("person_id", "holder_name"))
    titles = {code: role.title for code, role in registry.roles().items()}
    matters = [
        f"还没有{titles[role]}：请在服务器上运行 manage.py first_start 补设，并把链接交给专人。"
        for role in missing_administrators(tenant_id=unit.tenant_id)
    ]
    beside = counting.filter(person_id__in=people).exclude(role__in=ADMINISTRATORS).order_by("holder_name", "id")
    matters += [
        f"{row.holder_name}担任管理员，原有的“{titles.get(row.role, row.role)}”权限不再生效，请收回或另授他人。"
        for row in beside[:20]
    ]
    if matters:
        year, week, _ = unit.today.isocalendar()
        send_message(
            person_ids=set(people),
            kind="grant",
            title="三类管理员的设置需要处理",
            text="".join(matters)[:1000],
            dedupe_key=f"grants-apart-{year}-{week}",
            is_urgent=True,
        )
    return len(matters)

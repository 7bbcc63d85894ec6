"""Who can handle something in a place: the people nearest to it who hold the Action."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import VIEW_GRANTS
from dangjian.directory.grants.queries.loading.counting import counting_q
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.permissions import Action, registry
from dangjian.kernel.scope import ancestors


@query(VIEW_GRANTS)
def nearest_holders(*, action: Action, org_path: str, without: UUID | None = None) -> list[UUID]:
    """People who hold `action` at `org_path`, from the nearest level that has any (the branch, else above it).

    `without` is left out (nobody handles the own request). One statement.
    """
    roles = [code for code in registry.roles() if action.name in registry.of_role(code)]
    levels = ["", *ancestors(org_path)]
    rows = RoleGrant.objects.filter(
        counting_q(clock.today()),
        Q(subtree=True, org_path__in=levels) | Q(subtree=False, org_path=org_path),
        role__in=roles,
        person_id__isnull=False,
    ).values_list("org_path", "person_id")
    found: dict[str, set[UUID]] = {}
    for path, person_id in rows:
        if person_id != without:
            found.setdefault(path, set()).add(person_id)
    return sorted(found[max(found, key=len)]) if found else []

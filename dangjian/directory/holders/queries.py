"""Who holds posts and roles near a place, who is on the register, what an organisation is now.

Addresses of a step are found whoever moves the case: these answers reach past the scope of the mover, and tell names
and posts only.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.queries import counting_q
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Lineage, Organisation
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.process.ports import Candidate, Place
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.permissions import Public, registry
from dangjian.kernel.prepared import Prepared
from dangjian.kernel.scope import SEGMENT, ancestors

MOST = 60
FROM_ENGINE = Public("the engine asks for whoever moves a case; no route leads here")


@query(FROM_ENGINE)
def holders(*, kind: str, codes: Sequence[str], relation: str, org_path: str) -> list[Candidate]:
    """Who holds posts or roles near a place. Answers the port `process.holders`; two statements at most."""
    path = _path_in_relation(relation, org_path)
    if path is None:
        return []
    return _posts(codes, path) if kind == "post" else _roles(codes, path)


def _path_in_relation(relation: str, org_path: str) -> str | None:
    if relation == "own":
        return org_path
    if relation == "top":
        return org_path[:SEGMENT]
    if relation == "parent":
        return org_path[:-SEGMENT] or None
    rows = Organisation.objects.unscoped("the nearest organisation that may approve members, wherever it is")
    rows = rows.filter(org_path__in=ancestors(org_path), can_approve_members=True, dissolved_on=None)
    found: str | None = rows.order_by("-org_path").values_list("org_path", flat=True).first()
    return found


_POSTS = Prepared(
    lambda tenant, path: (
        PostHolding.objects.across_tenants("holders of a step, for addressing; the tenant is a value of the statement")
        .filter(
            tenant_id=tenant,
            org_path=path,
            organisation__dissolved_on=None,
            person__register_state=RegisterState.ACTIVE,
        )
        .order_by("sort", "started_on", "id")
        .values_list(
            *("person_id", "person_name", "post_kind", "organisation__short_name", "started_on", "ended_on"),
        )
    ),
    UUID,
    str,
)
_PERSON = Prepared(
    lambda tenant, person: (
        Person.objects.across_tenants("the name of whoever holds a step; the tenant is a value of the statement")
        .filter(tenant_id=tenant, pk=person, register_state=RegisterState.ACTIVE)
        .values_list("id", "name")
    ),
    UUID,
    UUID,
)

_PLACE = Prepared(
    lambda tenant, organisation: (
        Organisation.objects.across_tenants("where a case is; the tenant is a value of the statement")
        .filter(tenant_id=tenant, pk=organisation)
        .values_list("id", "org_path", "short_name", "dissolved_on", "parent_id")
    ),
    UUID,
    UUID,
)


def _posts(codes: Sequence[str], path: str) -> list[Candidate]:
    """Holders today, in the order of the codes. Everybody who ever held a post there is read: a few dozen rows."""
    today, order = clock.today(), {code: place for place, code in enumerate(codes)}
    rows = _POSTS.rows(current_actor().tenant_id, path)
    now = [row for row in rows if row[2] in order and row[4] <= today and (row[5] is None or row[5] >= today)]
    return [
        Candidate(person_id, name, f"{organisation}{PostKind(post).label}")
        for person_id, name, post, organisation, _, _ in sorted(now, key=lambda row: order[row[2]])
    ][:MOST]


def _roles(codes: Sequence[str], path: str) -> list[Candidate]:
    levels = ["", *ancestors(path)]
    rows = RoleGrant.objects.unscoped("holders of a step, for addressing").filter(
        counting_q(clock.today()),
        Q(subtree=True, org_path__in=levels) | Q(subtree=False, org_path=path),
        role__in=list(codes),
        person_id__isnull=False,
    )
    found = list(rows.values_list("org_path", "person_id", "role", "organisation__short_name"))
    if not found:
        return []
    nearest = max(len(row[0]) for row in found)
    near = {row[1]: row for row in found if len(row[0]) == nearest}
    names = people(person_ids=list(near))
    titles = registry.roles()
    return [
        Candidate(person_id, names[person_id], f"{near[person_id][3] or ''}{titles[near[person_id][2]].title}")
        for person_id in sorted(near)
        if person_id in names
    ][:MOST]


@query(FROM_ENGINE)
def people(*, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of those of these people who are on the register. Answers the port `process.people`; one statement."""
    if len(person_ids) == 1:
        return dict(_PERSON.rows(current_actor().tenant_id, person_ids[0]))
    rows = Person.objects.unscoped("names of people who are to hold a step").filter(
        pk__in=list(person_ids), register_state=RegisterState.ACTIVE
    )
    return dict(rows.values_list("id", "name"))


@query(FROM_ENGINE)
def place(*, organisation_id: UUID) -> Place | None:
    """An organisation as it stands now. Answers the port `process.place`; one statement, two for a dissolved one."""
    found = _PLACE.rows(current_actor().tenant_id, organisation_id)
    if not found:
        return None
    ((key, path, name, dissolved_on, parent_id),) = found
    if dissolved_on is None:
        return Place(key, path, name)
    return Place(key, path, name, is_dissolved=True, successor_id=_successor(key) or parent_id)


def _successor(organisation_id: UUID) -> UUID | None:
    """Which organisation took over from a dissolved one."""
    rows = Lineage.objects.filter(source_id=organisation_id).order_by("-operation__happened_on", "id")
    found: UUID | None = rows.values_list("target_id", flat=True).first()
    return found


@query(FROM_ENGINE)
def find_people(*, text: str, org_path: str) -> list[Candidate]:
    """People to choose from: by a part of the name, near ones first. Answers `process.find_people`; one statement."""
    rows = Person.objects.unscoped("a case may be handed to a colleague elsewhere; names and organisations only")
    found = rows.filter(register_state=RegisterState.ACTIVE, name__icontains=text).order_by("name_key", "id")
    shown = list(found.values_list("id", "name", "organisation__short_name", "org_path")[:200])
    shown.sort(key=lambda row: -_shared(row[3], org_path))
    return [Candidate(person_id, name, organisation) for person_id, name, organisation, _ in shown[:20]]


def _shared(one: str, other: str) -> int:
    """How many levels two paths have in common."""
    levels = 0
    while one[levels : levels + SEGMENT] and one[levels : levels + SEGMENT] == other[levels : levels + SEGMENT]:
        levels += SEGMENT
    return levels


@query(FROM_ENGINE)
def posts() -> list[tuple[str, str]]:
    """Every kind of post, code and title. Answers the port `process.posts`; no statement."""
    return [(str(code), str(title)) for code, title in PostKind.choices]

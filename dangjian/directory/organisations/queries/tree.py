"""The tree of organisations: whole and compact, level by level, and as it was on a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.enums import KINDS_OF_TREE, OrgKind, Tree
from dangjian.directory.organisations.models import Organisation, OrganisationVersion
from dangjian.directory.organisations.permissions import PICK_ORGANISATION, VIEW_ORGANISATION
from dangjian.directory.organisations.ports import NOBODY, leading_post
from dangjian.directory.organisations.queries.loading.sums import child_counts, subtree_sums
from dangjian.directory.organisations.queries.loading.terms import TermRules
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import current_scope, subtree_q

_COLUMNS = ("id", "parent_id", "org_path", "org_kind", "branch_kind", "short_name", "sort", "name_key")


@query(VIEW_ORGANISATION)
def tree(*, on: date | None = None) -> dict[str, Any]:
    """Every organisation in reach with the people of its subtree: two statements, whatever its size.

    With `on` (today or earlier): names, kinds, superiors and people of that day. Parents come before children.
    """
    if on is not None and on != clock.today():
        return _tree_on(on)
    rows = list(Organisation.objects.filter(dissolved_on=None).values(*_COLUMNS))
    sums = subtree_sums(ports.strength())
    children = child_counts(row["org_path"] for row in rows)
    known = {row["id"] for row in rows}
    rows.sort(key=lambda row: (len(row["org_path"]), row["sort"], row["name_key"], str(row["id"])))
    nodes = []
    for row in rows:
        people = sums.get(row["org_path"], NOBODY)
        nodes.append(
            {
                "id": row["id"],
                "parent_id": row["parent_id"] if row["parent_id"] in known else None,
                "org_kind": row["org_kind"],
                "branch_kind": row["branch_kind"],
                "name": row["short_name"],
                "full_members": people.full,
                "probationary_members": people.probationary,
                "members": people.members,
                "children": children.get(row["org_path"], 0),
            }
        )
    return {"on": clock.today(), "nodes": nodes}


def _tree_on(on: date) -> dict[str, Any]:
    """The tree from the versions in force on a day; people by relations of that day, summed along the old parents."""
    if on > clock.today():
        raise BadInput("directory.organisation.tree_date", "只能查看今天及以前的组织架构。", field="on")
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    versions = list(
        OrganisationVersion.objects.filter(in_force, is_dissolved=False).values(
            "organisation_id", "parent_id", "org_kind", "branch_kind", "short_name", "organisation__org_path"
        )
    )
    strength = ports.strength(on=on)
    parents = {row["organisation_id"]: row["parent_id"] for row in versions}
    sums = dict.fromkeys(parents, NOBODY)
    children = dict.fromkeys(parents, 0)
    for row in versions:
        own = strength.get(row["organisation__org_path"], NOBODY)
        above: UUID | None = row["organisation_id"]
        while above in parents:
            sums[above] = sums[above] + own
            above = parents[above]
        if row["parent_id"] in parents:
            children[row["parent_id"]] += 1
    versions.sort(
        key=lambda row: (_depth(row["organisation_id"], parents), row["short_name"], str(row["organisation_id"]))
    )
    nodes = [
        {
            "id": row["organisation_id"],
            "parent_id": row["parent_id"] if row["parent_id"] in parents else None,
            "org_kind": row["org_kind"],
            "branch_kind": row["branch_kind"],
            "name": row["short_name"],
            "full_members": sums[row["organisation_id"]].full,
            "probationary_members": sums[row["organisation_id"]].probationary,
            "members": sums[row["organisation_id"]].members,
            "children": children[row["organisation_id"]],
        }
        for row in versions
    ]
    return {"on": on, "nodes": nodes}


def _depth(organisation_id: UUID | None, parents: dict[UUID, UUID | None]) -> int:
    depth = 0
    while organisation_id in parents:
        organisation_id = parents[organisation_id]
        depth += 1
    return depth


@query(PICK_ORGANISATION)
def children(*, parent_id: UUID | None = None) -> list[dict[str, Any]]:
    """Organisations directly under one, or the topmost in reach, with the people of their subtrees.

    Three statements at most. Raises NotFound for a parent out of reach.
    """
    rows = Organisation.objects.filter(dissolved_on=None)
    root = ""
    if parent_id is not None:
        root = Organisation.objects.filter(pk=parent_id).values_list("org_path", flat=True).get()
        rows = rows.filter(parent_id=parent_id)
    else:
        rows = rows.filter(_topmost_q())
    # A plain manager: an organisation under one in reach may itself be out of reach, and still makes it expandable.
    below = Organisation.objects.unscoped("whether anything stands below").filter(
        parent_id=OuterRef("pk"), dissolved_on=None
    )
    found = rows.annotate(has_children=Exists(below)).order_by("sort", "name_key", "id")
    sums = subtree_sums(ports.strength(root))
    return [
        {
            "id": row.pk,
            "parent_id": row.parent_id if parent_id is not None else None,
            "org_kind": row.org_kind,
            "branch_kind": row.branch_kind,
            "name": row.short_name,
            "full_members": sums.get(row.org_path, NOBODY).full,
            "probationary_members": sums.get(row.org_path, NOBODY).probationary,
            "members": sums.get(row.org_path, NOBODY).members,
            "has_children": row.has_children,
        }
        for row in found
    ]


def _topmost_q() -> Q:
    scope = current_scope()
    if scope.whole_tenant:
        return Q(parent=None)
    return Q(org_path__in=[place.path for place in scope.places])


@query(VIEW_ORGANISATION)
def chart(*, root_id: UUID | None = None, tree: Tree | None = None) -> dict[str, Any]:
    """One of the trees for drawing (all of them without `tree`): beside the counts the leader and the state of the
    term. Three statements, one more with a root (rules aside)."""
    rows = Organisation.objects.filter(dissolved_on=None)
    if tree is not None:
        rows = rows.filter(org_kind__in=KINDS_OF_TREE[tree])
    root = ""
    if root_id is not None:
        root = Organisation.objects.filter(pk=root_id).values_list("org_path", flat=True).get()
        rows = rows.filter(subtree_q("org_path", root))
    listed = list(rows.order_by("org_path").values(*_COLUMNS, "term_end", "term_extended_until"))
    listed.sort(key=lambda row: (len(row["org_path"]), row["sort"], row["name_key"], str(row["id"])))
    sums = subtree_sums(ports.strength(root))
    leaders = {(post.organisation_id, post.post_kind): post.person_name for post in ports.posts_now(root)}
    known = {row["id"] for row in listed}
    terms = TermRules.today()
    nodes = [
        {
            "id": row["id"],
            "parent_id": row["parent_id"] if row["parent_id"] in known else None,
            "org_kind": row["org_kind"],
            "branch_kind": row["branch_kind"],
            "name": row["short_name"],
            "secretary": leaders.get((row["id"], leading_post(row["org_kind"])), ""),
            "full_members": sums.get(row["org_path"], NOBODY).full,
            "probationary_members": sums.get(row["org_path"], NOBODY).probationary,
            "members": sums.get(row["org_path"], NOBODY).members,
            "term_state": terms.state(row["term_end"], row["term_extended_until"]),
        }
        for row in listed
    ]
    kinds = [{"value": kind.value, "label": kind.label} for kind in OrgKind]
    return {"nodes": nodes, "kinds": kinds}

"""Posts held now or on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.ports import PostNow, leading_post
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.scope import subtree_q

RANK = {kind: number for number, kind in enumerate(PostKind)}
"""Posts in the order in which people read them: secretary first."""


def held_q(day: date | None) -> Q:
    """Posts held on a day; None: held now. A post that ended today is over."""
    if day is None:
        return Q(ended_on__isnull=True)
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))


def posts_now(*, root: str = "", organisation_ids: list[UUID] | None = None) -> list[PostNow]:
    """Answers `organisations.posts_now`: posts held now, secretary first; one statement, in the scope of the asker."""
    rows = PostHolding.objects.filter(held_q(None))
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    elif root:
        rows = rows.filter(subtree_q("org_path", root))
    found = [
        PostNow(
            post_id=row[0],
            organisation_id=row[1],
            person_id=row[2],
            person_name=row[3],
            post_kind=row[4],
            post_label=str(PostKind(row[4]).label),
            started_on=row[5],
            in_committee=row[4] in COMMITTEE_POSTS,
            confirmed_on=row[6],
        )
        for row in rows.values_list(
            "id", "organisation_id", "person_id", "person_name", "post_kind", "started_on", "person__confirmed_on"
        )
    ]
    return sorted(found, key=lambda post: (RANK[PostKind(post.post_kind)], post.started_on, str(post.post_id)))


def secretary_ended(*, root: str = "") -> dict[UUID, date]:
    """Answers `organisations.secretary_ended`: the last day of the latest secretary of each organisation."""
    rows = PostHolding.objects.filter(subtree_q("org_path", root), leading_q(), ended_on__isnull=False)
    return dict(rows.values_list("organisation_id").annotate(last=Max("ended_on")).order_by())


def leading_q() -> Q:
    """Posts that lead their organisation, by its kind."""
    special = {kind: leading_post(kind) for kind in OrgKind.values if leading_post(kind) != "secretary"}
    condition = Q(post_kind="secretary") & ~Q(organisation__org_kind__in=list(special))
    for kind, post in special.items():
        condition |= Q(post_kind=post, organisation__org_kind=kind)
    return condition

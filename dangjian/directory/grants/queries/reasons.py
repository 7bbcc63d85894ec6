"""Why somebody sees a record: the grants, posts and memberships by which the decision was made (BEY-21)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import MEMBER
from dangjian.directory.grants.queries.loading.counting import counting_q
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import VIEW_MEMBER
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, Place, current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http import Schema
from dangjian.kernel.permissions import SIGNED_IN, Action, registry


class ReasonOut(Schema):
    """One reason why one sees a record: `own`, `grant`, `post`, `member` (of the branch) or `takes_part`."""

    kind: Literal["own", "grant", "post", "member", "takes_part"]
    role: str
    role_title: str
    text: str
    place: str
    granted_by: str
    since: date | None
    until: date | None
    note: str


class ReasonsOut(Schema):
    """All reasons why one sees a record; never empty, since without any the record is not there."""

    reasons: list[ReasonOut]


EVERYWHERE = "全部组织"
_COLUMNS = (
    "role", "org_path", "organisation__short_name", "subtree", "source", "granted_by", "reason", "valid_from",
    "valid_to",
)  # fmt: skip


@query(VIEW_MEMBER)
def why_member(*, person_id: UUID) -> dict[str, Any]:
    """Why the acting person sees a record. Raises NotFound where they do not. Two statements."""
    path = Person.objects.filter(pk=person_id).values_list("org_path", flat=True).get()
    own = current_actor().person_id == person_id
    return {"reasons": [*([_own("这是您本人的信息")] if own else []), *reasons_at(action=VIEW_MEMBER, org_path=path)]}


@query(VIEW_ORGANISATION)
def why_organisation(*, organisation_id: UUID) -> dict[str, Any]:
    """Why the acting person sees an organisation. Raises NotFound where they do not. Two statements."""
    path = Organisation.objects.filter(pk=organisation_id).values_list("org_path", flat=True).get()
    return {"reasons": reasons_at(action=VIEW_ORGANISATION, org_path=path)}


@query(SIGNED_IN)
def reasons_at(*, action: Action, org_path: str) -> list[dict[str, Any]]:
    """What of the acting person's own allows an action in a place: grants and posts with who gave them and until
    when, and membership of the branch. Empty when nothing does. One statement."""
    actor = current_actor()
    holder = Q(account_id=actor.account_id)
    if actor.person_id is not None:
        holder |= Q(person_id=actor.person_id)
    roles = [code for code in registry.roles() if action.name in registry.of_role(code)]
    rows = (
        RoleGrant.objects.unscoped("one's own grants, wherever they hold")
        .filter(holder, counting_q(clock.today()), role__in=roles)
        .order_by("org_path", "role", "id")
        .values(*_COLUMNS)
    )
    found = [_given(row) for row in rows if _covers(action, row["org_path"], row["subtree"], org_path)]
    if MEMBER.code in roles and _is_member_at(actor, org_path):
        found.append(_reason("member", MEMBER.code, text="您的组织关系在这个支部，随党员身份取得"))
    return found


def _covers(action: Action, held: str, subtree: bool, org_path: str) -> bool:
    return Place("" if action.tenant_wide else held, action.tenant_wide or subtree).covers(org_path)


def _is_member_at(actor: Actor, org_path: str) -> bool:
    return any(grant.source == "member" and grant.org_path == org_path for grant in actor.grants)


def _given(row: dict[str, Any]) -> dict[str, Any]:
    place = row["organisation__short_name"] or EVERYWHERE
    below = "及其下级" if row["subtree"] and row["org_path"] else ""
    by_post = row["source"] == "post"
    return _reason(
        "post" if by_post else "grant",
        row["role"],
        text=f"{'随职务取得' if by_post else row['granted_by'] + '授权'}，范围：{place}{below}",
        place=place + below,
        granted_by=row["granted_by"],
        since=row["valid_from"],
        until=row["valid_to"],
        note=row["reason"],
    )


def _reason(kind: str, role: str, **given: Any) -> dict[str, Any]:
    known = registry.roles().get(role)
    empty = {"place": "", "granted_by": "", "since": None, "until": None, "note": ""}
    return {"kind": kind, "role": role, "role_title": known.title if known else "本人", **empty, **given}


def _own(text: str) -> dict[str, Any]:
    return _reason("own", "", text=text)

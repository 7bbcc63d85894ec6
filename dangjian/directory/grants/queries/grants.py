"""Who may do what where: the rights of an account, the grants of an organisation, and why somebody can see a place."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from pydantic import Field

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import VIEW_GRANTS
from dangjian.directory.grants.queries.loading.counting import counting_q
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import Grant, current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.http.paging import order_of
from dangjian.kernel.permissions import SIGNED_IN, registry
from dangjian.kernel.scope import ancestors

ORDERS = {"place": ("org_path", "role", "id"), "given": ("-created_at", "id"), "holder": ("holder_name", "id")}
COLUMNS = (
    "id", "account_id", "person_id", "holder_name", "role", "organisation_id", "organisation__short_name", "subtree",
    "valid_from", "valid_to", "source", "granted_by", "reason", "revoked_at", "revoked_by", "created_at",
    "approved_by", "confirmed_on", "ends_at", "parent__holder_name",
)  # fmt: skip
EVERYWHERE = "全部组织"


class GrantFilter(Schema):
    """Which grants to list. Without `state` those that count today."""

    organisation_id: UUID | None = None
    person_id: UUID | None = None
    role: str = Field("", max_length=24)
    source: Literal["", "grant", "post", "delegation", "break_glass"] = ""
    state: Literal["counting", "coming", "over", "all"] = "counting"


@query(VIEW_GRANTS)
def list_grants(*, filters: GrantFilter, page: PageRequest) -> dict[str, Any]:
    """One page of the grants given in the actor's places. One statement (two with the total)."""
    today = clock.today()
    rows = RoleGrant.objects.all()
    if filters.state == "counting":
        rows = rows.filter(counting_q(today))
    elif filters.state == "coming":
        rows = rows.filter(revoked_at__isnull=True, valid_from__gt=today)
    elif filters.state == "over":
        rows = rows.filter(Q(revoked_at__isnull=False) | Q(valid_to__lt=today))
    for name in ("organisation_id", "person_id", "role", "source"):
        value = getattr(filters, name)
        if value:
            rows = rows.filter(**{name: value})
    return paginate(rows, page, order=order_of(page, ORDERS, "place"), values=COLUMNS, show=show_grant)


def show_grant(row: dict[str, Any]) -> dict[str, Any]:
    """A grant as every list shows it; `for_name` is whose right somebody stands in with."""
    shown = {name: row[name] for name in COLUMNS if "__" not in name}
    return {
        **shown,
        "role_title": _title(row["role"]),
        "organisation_name": row["organisation__short_name"] or EVERYWHERE,
        "for_name": row["parent__holder_name"] or "",
    }


def _title(role: str) -> str:
    known = registry.roles().get(role)
    return known.title if known else role


@query(VIEW_GRANTS)
def grants_at(*, organisation_id: UUID) -> list[dict[str, Any]]:
    """Everybody who holds a role that counts at an organisation today, also through a grant further up. Two statements.

    Whoever may see the grants of an organisation sees who can see it. Raises NotFound when it is out of reach.
    """
    path = Organisation.objects.filter(pk=organisation_id).values_list("org_path", flat=True).get()
    rows = (
        RoleGrant.objects.unscoped("who has access to an organisation is no secret from those who run it")
        .filter(counting_q(clock.today()))
        .filter(Q(subtree=True, org_path__in=["", *ancestors(path)]) | Q(subtree=False, org_path=path))
        .order_by("org_path", "role", "holder_name", "id")
        .values(*COLUMNS)
    )
    return [show_grant(row) for row in rows]


@query(SIGNED_IN)
def my_rights() -> dict[str, Any]:
    """What the acting person may do, where and until when, grant by grant. One statement."""
    actor = current_actor()
    return {"name": actor.name, "grants": _describe(actor.grants)}


def _describe(grants: tuple[Grant, ...]) -> list[dict[str, Any]]:
    names = dict(
        Organisation.objects.unscoped("names of the places of one's own rights")
        .filter(pk__in=[grant.org_id for grant in grants if grant.org_id])
        .values_list("pk", "short_name")
    )
    roles, actions = registry.roles(), registry.actions()
    return [
        {
            "role": grant.role,
            "role_title": _title(grant.role),
            "note": roles[grant.role].note if grant.role in roles else "",
            "organisation_id": grant.org_id,
            "organisation_name": names.get(grant.org_id, EVERYWHERE) if grant.org_id else EVERYWHERE,
            "subtree": grant.subtree,
            "until": grant.until,
            "source": grant.source,
            "actions": sorted(
                ({"name": name, "title": actions[name].title} for name in registry.of_role(grant.role)),
                key=lambda action: action["name"],
            ),
        }
        for grant in grants
    ]


@query(SIGNED_IN)
def why(*, action: str, organisation_id: UUID) -> dict[str, Any]:
    """Which of one's own grants allow an action at an organisation: the answer to "why can I see this?".

    Raises BadInput for an unknown action. An organisation out of reach gives an empty answer, like one that is not
    there. Two statements.
    """
    known = registry.actions().get(action)
    if known is None:
        raise BadInput("directory.grant.action", "没有这个操作，请刷新页面后重试。", field="action")
    actor = current_actor()
    path = (
        Organisation.objects.unscoped("its path is compared with one's own rights and not shown")
        .filter(pk=organisation_id)
        .values_list("org_path", flat=True)
        .first()
    )
    giving = tuple(
        grant
        for grant in actor.grants
        if path is not None
        and action in registry.of_role(grant.role)
        and (known.tenant_wide or (path.startswith(grant.org_path) if grant.subtree else path == grant.org_path))
    )
    return {
        "action": action,
        "action_title": known.title,
        "allowed": bool(giving),
        "own": known.own,
        "grants": _describe(giving),
    }


@query(SIGNED_IN)
def role_table() -> dict[str, Any]:
    """Roles and what each of them may do: the table that a branch secretary can read. No statement."""
    actions = registry.actions()
    return {
        "roles": [
            {
                "code": role.code,
                "title": role.title,
                "note": role.note,
                "grantable": role.grantable,
                "actions": sorted(registry.of_role(role.code)),
            }
            for role in registry.roles().values()
        ],
        "actions": [
            {"name": action.name, "title": action.title, "own": action.own, "tenant_wide": action.tenant_wide}
            for action in sorted(actions.values(), key=lambda item: item.name)
        ],
    }

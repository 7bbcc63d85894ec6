"""The second belt by itself: what the manager of each table shows to whom, as the policy says (SEC-AC-02, SEC-AC-06).

Most rows are reached through another row that was loaded in scope, so over HTTP one belt hides the other: a table whose
manager filters nothing would go unnoticed until somebody writes a query that has no other belt. Here each manager is
asked alone, as each role, for the rows of every place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from dangjian.directory.grants.queries import grants_of_account
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.identity.accounts.permissions import VIEW_ACCOUNT
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models.base import ScopedModel, TenantModel
from dangjian.kernel.permissions import SIGNED_IN, Action, registry
from dangjian.kernel.scope import bind_scope, scope_for
from tests.access.policy import rule
from tests.access.realm import PLACE_OF, ROLES, Realm

TABLES = sorted(
    (m for m in apps.get_models() if issubclass(m, TenantModel) and m.__module__.startswith("dangjian.")),
    key=lambda model: model.__name__,
)


def actor_of(realm: Realm, role: str) -> Actor:
    """A viewer of the realm with the rights they hold today."""
    account = realm.corner(role, "self").account
    held = grants_of_account(account_id=account.pk, person_id=account.person_id, tenant_id=account.tenant_id)
    return Actor("person", account.tenant_id, role, account.pk, account.person_id, grants=held)


def actions_tried(model: type[Model]) -> tuple[Action, ...]:
    """The Actions by which a table is asked: the one that makes its rows visible, one for everybody about themselves,
    and one that leads far."""
    view: Action | None = getattr(model, "view_action", None)
    own = registry.actions()["directory.member.view"]
    return tuple(dict.fromkeys([*([view] if view else []), own, VIEW_ORGANISATION, VIEW_ACCOUNT, SIGNED_IN]))


def wrong_in(realm: Realm, model: type[TenantModel]) -> list[str]:
    """What the manager of a table shows that it should not, or hides that it should show."""
    rows = {key: corner.rows[model].pk for key, corner in realm.corners.items() if model in corner.rows}
    if not rows:
        return [f"the realm has no row of {model.__name__}"]
    found: list[str] = []
    for role in ROLES:
        actor = actor_of(realm, role)
        for action in actions_tried(model) if issubclass(model, ScopedModel) else (SIGNED_IN,):
            with acting_as(actor), bind_scope(scope_for(actor, action)):
                shown = set(model.objects.filter(pk__in=rows.values()).values_list("pk", flat=True))
            found += _differences(realm, model, role, action, rows, shown)
        found += _past_the_scope(model, role, actor, rows, realm)
    return found


def _differences(
    realm: Realm,
    model: type[TenantModel],
    role: str,
    action: Action,
    rows: dict[tuple[str, str], Any],
    shown: set[UUID],
) -> Iterator[str]:
    for (owner, relation), key in rows.items():
        row = realm.corners[owner, relation].rows[model]
        should = relation != "other" and _covered(model, row, realm, role, action, relation)
        if should != (key in shown):
            verb = "hides" if should else "shows"
            yield f"{model.__name__} {verb} the row of {owner or 'somebody'} in {relation} to {role} for {action.name}"


def _covered(model: type[TenantModel], row: Any, realm: Realm, role: str, action: Action, relation: str) -> bool:
    if not issubclass(model, ScopedModel):
        return True
    place = PLACE_OF.get(relation, relation)
    if rule(action.name).covers(role, place):
        return True
    if not rule(action.name).own or model.scope_own is None:
        return False
    corner = realm.corner(role, "self")
    mine = corner.account.pk if model.scope_own == "account_id" else corner.person.pk
    return getattr(row, model.scope_own) == mine


def _past_the_scope(
    model: type[TenantModel], role: str, actor: Actor, rows: dict[tuple[str, str], Any], realm: Realm
) -> Iterator[str]:
    """`unscoped` leaves the places, never the enterprise."""
    if not issubclass(model, ScopedModel):
        return
    with acting_as(actor):
        shown = set(model.objects.unscoped("asked alone").filter(pk__in=rows.values()).values_list("pk", flat=True))
    for (owner, relation), key in rows.items():
        if (key in shown) != (relation != "other"):
            yield f"{model.__name__}.unscoped is wrong about the row of {owner or 'somebody'} in {relation} for {role}"

"""What the reviewed policy says should happen to a request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Model

from dangjian.kernel.permissions import Public
from tests.access.realm import PLACE_OF, ROLES, THREE, WITH_BELOW
from tests.access.requests import model_of, raw, references
from tests.contracts.catalogue import known

REACH = {"member": {"own"}, "branch_officer": {"own"}, "branch_secretary": {"own"}}
REACH |= {role: {"own", "child"} for role in WITH_BELOW}
REACH |= {role: {"own", "child", "parent", "sibling"} for role in THREE}
"""Where each viewer of the realm holds their role."""


@dataclass(frozen=True)
class Rule:
    """One action of the policy."""

    roles: frozenset[str]
    own: bool
    enterprise: bool

    def holds(self, role: str) -> bool:
        """Whether a viewer of that role holds it anywhere (everybody is a member at home too)."""
        return role in self.roles or "member" in self.roles

    def covers(self, role: str, relation: str) -> bool:
        """Whether a viewer of that role holds it about a row there."""
        if relation == "other":
            return False
        if self.own and relation == "self":
            return True
        if self.enterprise:
            return self.holds(role)
        place = PLACE_OF.get(relation, relation)
        held = set(REACH[role]) if role in self.roles else set()
        return place in held | (REACH["member"] if "member" in self.roles else set())


@cache
def policy() -> dict[str, Any]:
    """The file as people reviewed it."""
    path = Path(settings.BASE_DIR) / "dangjian" / "project" / "security" / "policy.yml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def rule(action: str) -> Rule:
    """What the policy says of an action. Raises KeyError for one that is not in it."""
    entry = policy()["actions"][action]
    return Rule(frozenset(entry["roles"]), bool(entry.get("self")), bool(entry.get("enterprise")))


def note_on(operation_id: str) -> dict[str, Any]:
    """What the policy adds for one operation."""
    found: dict[str, Any] = policy().get("operations", {}).get(operation_id, {})
    return found


def rows_named(operation_id: str) -> list[type[Model]]:
    """Tables of the rows that every request of the operation names."""
    models = (model_of(operation_id, reference.name) for reference in references(operation_id) if reference.required)
    return [model for model in models if model is not None]


def in_address(operation_id: str) -> bool:
    """Whether the address itself names a row."""
    return any(reference.where == "path" for reference in references(operation_id))


def expected(operation_id: str, role: str, relation: str) -> frozenset[int]:
    """The refusals that the policy asks for; empty when the request is to be let in."""
    action = known()[operation_id].action
    if isinstance(action, Public):
        return frozenset()
    note = note_on(operation_id)
    admitted, row = rule(action.name), rule(note.get("row", action.name))
    if not admitted.own and not admitted.holds(role):
        return frozenset({403})
    if not rows_named(operation_id) or note.get("rows") == "enterprise":
        return frozenset()
    if row.covers(role, relation) or (relation in PLACE_OF and note.get(relation)):
        return frozenset()
    input_first = note.get("input_first") or not in_address(operation_id)
    if relation == "listed":  # seen by those who take part, through those operations that the policy names
        return frozenset({403, 404, 422} if input_first else {403, 404})
    if relation != "other" and _seen(operation_id, role, relation):
        # What everybody may do with their own rows alone is not there for somebody else's.
        return frozenset({403, 404}) if admitted.own and not admitted.roles else frozenset({403})
    return frozenset({404, 422}) if input_first else frozenset({404})


def _seen(operation_id: str, role: str, relation: str) -> bool:
    """Whether the viewer may see the first row that is named, and is only not allowed to do this to it."""
    view = getattr(rows_named(operation_id)[0], "view_action", None)
    return view is not None and view.name in policy()["actions"] and rule(view.name).covers(role, relation)


def somebody_let_in(operation_id: str) -> tuple[str, str]:
    """The most powerful role that is let in, and about which rows."""
    tried = [(role, relation) for relation in ("own", "self") for role in reversed(ROLES)]
    return next((role, relation) for role, relation in tried if not expected(operation_id, role, relation))


def operations_to_try() -> list[str]:
    """Every operation of the contract, by id."""
    return sorted(raw())

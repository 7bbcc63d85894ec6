"""Actions (what can be done) and roles (sets of actions): the catalogue from which all rights are computed.

Rights form a table that a branch secretary can read: role x action. Code asks for an action, never for a kind of
person.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be allowed.

    `roles`: preset roles that hold it. `own`: people also have it for rows about themselves.
    `tenant_wide`: it has no place in the tree (settings); otherwise it holds in the place of the grant.
    """

    name: str
    title: str
    roles: tuple[str, ...] = ()
    own: bool = False
    tenant_wide: bool = False

    def __post_init__(self) -> None:
        _registry.add_action(self)


@dataclass(frozen=True, slots=True)
class Public:
    """Marks an operation that needs nobody signed in, with the reason why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of actions that can be granted in a place for a period."""

    code: str
    title: str
    note: str
    grantable: bool = True

    def __post_init__(self) -> None:
        _registry.add_role(self)


class Registry:
    """All actions and roles known to this process."""

    def __init__(self) -> None:
        self._actions: dict[str, Action] = {}
        self._roles: dict[str, Role] = {}
        self._of_role: dict[str, frozenset[str]] = {}

    def add_action(self, action: Action) -> None:
        known = self._actions.get(action.name)
        if known is not None and known != action:
            raise RuntimeError(f"action {action.name} is declared twice")
        self._actions[action.name] = action
        self._of_role.clear()

    def add_role(self, role: Role) -> None:
        self._roles[role.code] = role

    def actions(self) -> dict[str, Action]:
        return dict(self._actions)

    def roles(self) -> dict[str, Role]:
        return dict(self._roles)

    def of_role(self, code: str) -> frozenset[str]:
        """Names of the actions a role holds."""
        if code not in self._of_role:
            self._of_role[code] = frozenset(a.name for a in self._actions.values() if code in a.roles)
        return self._of_role[code]


_registry = Registry()
registry = _registry

SIGNED_IN = Action("kernel.signed_in", "登录后使用本人的内容", own=True)
"""Anybody signed in, about oneself."""


def actions_of_role(code: str) -> frozenset[str]:
    """Names of the actions that a role holds."""
    return registry.of_role(code)

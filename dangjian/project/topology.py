"""Which apps exist, in which order they may import one another, and which of them a process carries.

The order of LAYERS is the import rule of the whole code base (architecture, section 3): a module may import from
those that stand after it, never from those before. The import linter's contracts are generated from this file.
"""

from __future__ import annotations

from importlib.util import find_spec

LAYERS: tuple[str, ...] = ("project", "ops", "work", "directory", "identity", "foundation", "kernel")
"""Modules from the top down."""

APPS: dict[str, tuple[str, ...]] = {
    "kernel": (),
    "foundation": (
        *("codes", "rulebook", "tabular", "printing", "messaging", "duties", "search", "exports", "consents"),
        *("approvals", "process", "calendars"),
    ),
    "identity": ("accounts", "providers", "issuing", "tokens"),
    "directory": ("organisations", "posts", "members", "grants", "columns", "judging", "rosters", "holders"),
    "work": (
        *("duties", "life", "board", "handbooks", "dues", "development", "transfer", "tasks", "documents"),
        *("standing",),
    ),
    "ops": ("settings", "retention", "privacy", "audit", "evidence", "demo"),
}
"""Apps by module. An app is installed when its package has an `apps.py`."""

BASE_MODULES: frozenset[str] = frozenset({"kernel", "foundation", "identity", "directory"})
"""Modules that every process carries, because each request needs them to know who asks and where."""

SPLITTABLE: frozenset[str] = frozenset({"work", "ops"})
"""Modules that `DANGJIAN_MODULES` can place into processes of their own."""


def installed_apps() -> list[str]:
    """All app packages, lowest layer first. Every process installs all of them: they share one data base."""
    found = ["dangjian.kernel"]
    for module in reversed(LAYERS):
        for app in APPS.get(module, ()):
            name = f"dangjian.{module}.{app}"
            if find_spec(f"dangjian.{module}") and find_spec(name) and find_spec(f"{name}.apps"):
                found.append(name)
    return found


def carried_modules(setting: str) -> frozenset[str]:
    """Modules whose routes, handlers and jobs this process carries.

    `setting` is `all` or a comma-separated list of module names (environment variable DANGJIAN_MODULES).
    Raises ValueError for a name that is not a module.
    """
    wanted = {name.strip() for name in setting.split(",") if name.strip()}
    if not wanted or wanted == {"all"}:
        return BASE_MODULES | SPLITTABLE
    unknown = wanted - BASE_MODULES - SPLITTABLE
    if unknown:
        raise ValueError(f"DANGJIAN_MODULES names unknown modules: {', '.join(sorted(unknown))}")
    return frozenset(wanted | {"kernel", "identity"})

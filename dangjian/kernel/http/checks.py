"""What must hold before the process starts: every operation is declared, and the open ones are those people reviewed.

`manage.py check --tag security` shows it; management commands and the web process refuse to start otherwise
(SEC-AC-01).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from dangjian.kernel.http.router import Operation, operations
from dangjian.kernel.permissions import SIGNED_IN, Public, registry

API = "api/v1/"
MAY_READ = frozenset({"GET", "POST"})
"""A POST may only read when what it asks about is too long or too private for an address."""
MIN_REASON = 12
"""Characters of a reason that says something."""


@checks.register(checks.Tags.security)
def check_operations(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every address of this process is a declared operation or a page that people reviewed."""
    api = import_module(settings.ROOT_URLCONF).api
    reviewed = reviewed_public(Path(settings.PUBLIC_OPERATIONS))
    found = list(_undeclared(api))
    for operation in operations:
        found += [_error(operation.operation_id, text, code) for text, code in _wrong_in(operation)]
    public = {f"{o.method} {o.url}": o.action.reason for o in operations if isinstance(o.action, Public)}
    public |= dict.fromkeys(_pages(), "")
    found += [
        _error(name, "is open to everybody but not in the reviewed list", "E004")
        for name in public
        if name not in reviewed
    ]
    found += [
        _error(name, "stands in the reviewed list but is not open any more", "E005")
        for name in reviewed
        if name not in public
    ]
    found += [
        _error(name, f"gives another reason than the reviewed list: {reason!r}", "E006")
        for name, reason in public.items()
        if reason and reviewed.get(name, reason) != reason
    ]
    return found


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured when an operation is not declared; called where no management command checks."""
    found = [message for message in check_operations(None) if message.is_serious()]
    if found:
        raise ImproperlyConfigured("; ".join(f"{message.obj}: {message.msg}" for message in found))


def reviewed_public(path: Path) -> dict[str, str]:
    """Addresses that need nobody signed in, with the reason, as people reviewed them: `METHOD address | reason`."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition("|")
            found[name.strip()] = reason.strip()
    return found


def _undeclared(api: Any) -> Iterator[checks.CheckMessage]:
    """Operations that did not come through ApiRouter: they name no Action."""
    for prefix, router in api._routers:  # noqa: SLF001 - ninja offers no other way to walk its operations
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if not isinstance(getattr(operation.view_func, "declared", None), Operation):
                    name = f"{'/'.join(operation.methods)} {prefix}{path}"
                    yield _error(name, "is not declared: register it through ApiRouter with an Action", "E001")


def _wrong_in(operation: Operation) -> Iterator[tuple[str, str]]:
    action = operation.action
    if isinstance(action, Public):
        if len(action.reason) < MIN_REASON:
            yield "is public without a reason", "E002"
        return
    if registry.actions().get(action.name) is not action:
        yield f"names the Action {action.name} that is not registered", "E003"
    if not action.roles and not action.own and action is not SIGNED_IN:
        yield f"names the Action {action.name} that nobody holds", "E003"
    if operation.method not in MAY_READ and operation.audit == "none":
        yield "changes something and leaves nothing in the audit trail", "E003"


def _pages() -> Iterator[str]:
    """Addresses outside the API: the pages of the surfaces and what watches the process."""
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"GET /{route}"
        elif isinstance(pattern, URLResolver) and route != API:
            yield from (f"GET /{route}{inner.pattern}" for inner in pattern.url_patterns)


def _error(name: str, text: str, code: str) -> checks.CheckMessage:
    return checks.Error(text, obj=name, id=f"security.{code}")

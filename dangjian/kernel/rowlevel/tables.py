"""Which tables row-level security guards, read from the models: a new model cannot be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table whose rows belong to a tenant and, when `by_place`, to an organisation of it."""

    name: str
    by_place: bool
    path: str = ""
    own: str | None = None
    """Column of the person or account whose own row it is."""
    own_is_account: bool = False

    @property
    def settings(self) -> str:
        """Beginning of the names of the settings that tell how far a statement reaches into the table."""
        return f"dj.{self.name}"


@cache
def guarded() -> dict[str, Guarded]:
    """Every guarded table by its name."""
    from dangjian.kernel.models.base import ScopedModel, TenantModel

    by_tenant = tenant_only()
    found: dict[str, Guarded] = {}
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        name = model._meta.db_table
        if not issubclass(model, ScopedModel) or name in by_tenant:
            found[name] = Guarded(name, by_place=False)
            continue
        columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}
        found[name] = Guarded(
            name,
            by_place=True,
            path=columns[model.scope_path],
            own=columns[model.scope_own] if model.scope_own else None,
            own_is_account=model.scope_own == "account_id",
        )
    return found


@cache
def tenant_only() -> dict[str, str]:
    """Tables of organisations whose policy looks at the tenant alone, and the reviewed reason."""
    lines = settings.ROW_LEVEL_BY_TENANT.read_text(encoding="utf-8").splitlines()
    parts = (line.partition("|") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): reason.strip() for name, _, reason in parts}

"""Moving a subtree: every row that carries a path under the old one gets it under the new one."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from dangjian.kernel.models.base import GuardedQuerySet, TenantModel
from dangjian.kernel.scope import subtree_q
from dangjian.kernel.writing import allow_writing


def models_with_path() -> list[type[TenantModel]]:
    """Every table of a tenant whose rows carry the path of an organisation."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and any(field.name == "org_path" for field in model._meta.concrete_fields)
    ]


def rewrite(tenant_id: UUID, old: str, new: str) -> int:
    """Give all rows at or under path `old` the same place under `new`; one statement a table, returns the rows.

    Call it inside the command that moves the organisation. The audit trail keeps the paths of its time.
    """
    if not old or not new:
        raise ValueError("the root of a tenant cannot be moved")
    changed = 0
    with allow_writing():
        for model in models_with_path():
            # Without a manager: a subtree moves as a whole, whatever the scope of whoever moves it.
            rows = GuardedQuerySet(model).filter(subtree_q("org_path", old), tenant_id=tenant_id)
            changed += rows.update(org_path=Concat(Value(new), Substr("org_path", len(old) + 1)))
    return changed

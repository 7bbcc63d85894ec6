"""Base classes of all rows: tenant, scope, and the guard that rows are written in commands only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from dangjian.kernel.actor import current_actor
from dangjian.kernel.crypto.fields import fields_to_write, refuse_order
from dangjian.kernel.errors import OutsideCommand
from dangjian.kernel.fields import PathField
from dangjian.kernel.ids import new_id
from dangjian.kernel.rowlevel import reach
from dangjian.kernel.scope import current_scope
from dangjian.kernel.writing import writing_allowed

if TYPE_CHECKING:
    from dangjian.kernel.permissions import Action


def _guard(model: type[models.Model]) -> None:
    if not writing_allowed():
        raise OutsideCommand(f"{model.__name__} was written outside a command")


class GuardedQuerySet(models.QuerySet[Any]):
    """A query set whose writing methods work inside commands only, and which says how far it reaches."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach.mark_if_new(self.query)

    def reaching(self, far: reach.Mark) -> Self:
        """These rows, and how far the data base lets the statement reach (SEC-AC-03)."""
        reach.mark(self.query, far)
        return self

    def order_by(self, *field_names: Any) -> Self:
        refuse_order(self.model, field_names)
        return super().order_by(*field_names)

    def update(self, **kwargs: Any) -> int:
        _guard(self.model)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        _guard(self.model)
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        _guard(self.model)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        _guard(self.model)
        return super().bulk_update(objs, *args, **kwargs)


class TenantManager(models.Manager[Any]):
    """Rows of the acting person's tenant."""

    def get_queryset(self) -> GuardedQuerySet:
        tenant = current_actor().tenant_id
        return GuardedQuerySet(self.model, using=self._db).filter(tenant_id=tenant).reaching(tenant)

    def across_tenants(self, reason: str) -> GuardedQuerySet:
        """Rows of all tenants; for the installation itself (jobs, first start). The reason is for the reviewer."""
        if not reason:
            raise ValueError("say why rows of all tenants are needed")
        return GuardedQuerySet(self.model, using=self._db).reaching(reach.ALL)


class ScopedManager(TenantManager):
    """Rows of the tenant inside the bound scope. Raises NoScope outside a door."""

    def get_queryset(self) -> GuardedQuerySet:
        return self.narrow(GuardedQuerySet(self.model, using=self._db))

    def narrow(self, rows: GuardedQuerySet) -> GuardedQuerySet:
        """Those of `rows` that lie inside the bound scope: for a list whose columns and order are built once."""
        scope = current_scope()
        condition = scope.q(self.model.scope_path, self.model.scope_own)
        tenant = {"tenant_id": scope.tenant_id}
        found = rows.filter(**tenant) if condition is None else rows.filter(condition, **tenant)
        return found.reaching(scope)

    def unscoped(self, reason: str) -> GuardedQuerySet:
        """Rows of the tenant without regard to scope; each use is counted and reviewed. Say why it is right."""
        if not reason:
            raise ValueError("say why the scope is left")
        tenant = current_actor().tenant_id
        return GuardedQuerySet(self.model, using=self._db).filter(tenant_id=tenant).reaching(tenant)


class GuardedModel(models.Model):
    """A row that only commands write."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        _guard(type(self))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = fields_to_write(type(self), kwargs["update_fields"])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _guard(type(self))
        return super().delete(*args, **kwargs)


class TenantModel(GuardedModel):
    """A row of one tenant. Use it for what every user of the tenant may read through its queries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant_id = models.UUIDField(db_index=False, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects: ClassVar[Any] = TenantManager()

    history_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields whose every change is kept with source, effective date and time of entry."""
    title_field: ClassVar[str] = ""
    """Field that names the row in the audit log."""
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields whose values the audit log and the history never show (hashes of passwords)."""

    class Meta:
        abstract = True


class ScopedModel(TenantModel):
    """A row that belongs to an organisation; visible by subtree and, where the action allows it, to its own person."""

    org_path = PathField(editable=False)

    objects: ClassVar[Any] = ScopedManager()

    scope_path: ClassVar[str] = "org_path"
    scope_own: ClassVar[str | None] = None
    view_action: ClassVar[Action | None] = None
    """Action that makes the row visible: decides between 403 (visible) and 404 (not)."""

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that people edit: the version is its ETag."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

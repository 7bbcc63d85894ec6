"""The name of an enterprise, as letters bear it."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.models import Tenant


def name_of(tenant_id: UUID) -> str:
    """Name of an enterprise of this installation."""
    return str(Tenant.objects.values_list("name", flat=True).get(pk=tenant_id))

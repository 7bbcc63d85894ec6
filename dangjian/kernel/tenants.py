"""Opening tenants. A tenant is no row of a tenant, so no command can write it."""

from __future__ import annotations

from dangjian.kernel import clock
from dangjian.kernel.models.tenancy import Tenant


def open_tenant(*, code: str, name: str, is_demo: bool = False) -> Tenant:
    """A new, empty enterprise. Raises IntegrityError when the code is taken."""
    return Tenant.objects.create(code=code, name=name, is_demo=is_demo, created_at=clock.now())

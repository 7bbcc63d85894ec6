"""A provider as its adapter needs it, and where it sends people back to."""

from __future__ import annotations

from uuid import UUID

from dangjian.identity.providers.adapters.base import Settings
from dangjian.identity.providers.models import Provider
from dangjian.kernel.errors import NotFound

MOST_BUTTONS = 50


def buttons() -> list[Provider]:
    """Providers to choose from on the sign-in page: names only, of all tenants, since nobody is known yet."""
    rows = Provider.objects.across_tenants("the buttons of the sign-in page, before anybody is known")
    return list(rows.filter(is_on=True).only("kind", "name").order_by("created_at", "pk")[:MOST_BUTTONS])


def open_provider(provider_id: UUID) -> Provider:
    """A provider that is switched on, of whatever tenant. Raises NotFound."""
    rows = Provider.objects.across_tenants("the tenant is not known before signing in")
    found: Provider | None = rows.filter(pk=provider_id, is_on=True).first()
    if found is None:
        raise NotFound("identity.provider.not_found", "这种登录方式已停用，请返回登录页选择其他方式。")
    return found


def settings_of(provider: Provider) -> Settings:
    """What the adapter gets, with the secret opened."""
    return Settings(
        kind=provider.kind,
        address=provider.address,
        client_id=provider.client_id,
        secret=provider.secret.reveal() if provider.secret else "",
        extra=provider.extra,
        name_attribute=provider.name_attribute,
    )


def callback_path(provider_id: UUID) -> str:
    """The address that is registered with the provider; each provider has one of its own, so that they cannot be
    taken for one another."""
    return f"/sign-on/{provider_id}"

"""What may be read about providers: the buttons by everybody, the settings by administrators, links by their person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from dangjian.identity.accounts.permissions import OWN_SIGN_IN
from dangjian.identity.providers.loading import MOST_BUTTONS
from dangjian.identity.providers.models import LinkedIdentity, Provider
from dangjian.identity.providers.permissions import MANAGE_PROVIDER
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.models import GuardedQuerySet


@query(MANAGE_PROVIDER)
def list_providers() -> list[Provider]:
    """The providers of the enterprise with how many people linked them."""
    return list(_counted().order_by("created_at", "pk")[:MOST_BUTTONS])


@query(MANAGE_PROVIDER)
def get_provider(*, provider_id: UUID) -> Provider:
    """One provider. Raises NotFound."""
    found: Provider = _counted().get(pk=provider_id)
    return found


@query(OWN_SIGN_IN)
def own_identities() -> list[LinkedIdentity]:
    """One's own links."""
    rows = LinkedIdentity.objects.filter(account_id=current_actor().account_id).select_related("provider")
    return list(rows.order_by("created_at", "pk")[:MOST_BUTTONS])


@query(OWN_SIGN_IN)
def own_choices() -> list[Provider]:
    """Providers of one's enterprise that one has not linked yet."""
    linked = LinkedIdentity.objects.filter(account_id=current_actor().account_id).values("provider_id")
    rows = Provider.objects.filter(is_on=True).exclude(pk__in=linked)
    return list(rows.order_by("created_at", "pk")[:MOST_BUTTONS])


def _counted() -> GuardedQuerySet:
    rows: GuardedQuerySet = Provider.objects.annotate(linked=Count("identities"))
    return rows

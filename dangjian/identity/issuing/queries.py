"""What may be read: registered systems by administrators, agreements by their person, keys by everybody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q

from dangjian.identity.issuing.models import Client, Consent, TokenKey
from dangjian.identity.issuing.permissions import AUTHORISE, MANAGE_CLIENT
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.models import GuardedQuerySet

MOST = 200


@query(MANAGE_CLIENT)
def list_clients() -> list[Client]:
    """Registered systems with how many people agreed."""
    return list(_counted().order_by("created_at", "pk")[:MOST])


@query(MANAGE_CLIENT)
def get_client(*, client_id: UUID) -> Client:
    """One registered system. Raises NotFound."""
    found: Client = _counted().get(pk=client_id)
    return found


@query(MANAGE_CLIENT)
def has_key() -> bool:
    """Whether the enterprise has a key that signs."""
    return bool(TokenKey.objects.filter(retired_at=None).exists())


@query(AUTHORISE)
def client_named(*, client_id: str) -> Client:
    """The system of one's enterprise by the id that it calls itself. Raises NotFound."""
    found: Client | None = Client.objects.filter(client_id=client_id, is_on=True).first()
    if found is None:
        raise NotFound("identity.client.not_found", "没有登记这个系统，或它已停用。请联系平台管理员。")
    return found


@query(AUTHORISE)
def own_consent(*, client_id: UUID) -> Consent | None:
    """What one has agreed to for a system."""
    found: Consent | None = Consent.objects.filter(client_id=client_id, account_id=current_actor().account_id).first()
    return found


@query(AUTHORISE)
def own_consents() -> list[Consent]:
    """What one has agreed to and not taken back."""
    rows = Consent.objects.filter(account_id=current_actor().account_id, revoked_at=None).select_related("client")
    return list(rows.order_by("-given_at", "pk")[:MOST])


def _counted() -> GuardedQuerySet:
    rows: GuardedQuerySet = Client.objects.annotate(people=Count("consents", filter=Q(consents__revoked_at=None)))
    return rows

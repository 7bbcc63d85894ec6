"""What may be read: registered systems by administrators, agreements by their person, keys by everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.identity.issuing import rules
from dangjian.identity.issuing.commands import digest, is_alive
from dangjian.identity.issuing.models import Client, Consent, IssuedToken, TokenKey
from dangjian.identity.issuing.permissions import AUTHORISE, MANAGE_CLIENT
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.models import GuardedQuerySet, Tenant

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


def tenant_by_code(code: str) -> Tenant | None:
    """The enterprise that an issuer's address names."""
    return Tenant.objects.filter(code=code).first()


def tenant_code(tenant_id: UUID) -> str:
    """The short name of an enterprise, as it stands in its issuer's address."""
    return str(Tenant.objects.values_list("code", flat=True).get(pk=tenant_id))


def client_by_id(client_id: str) -> Client | None:
    """A registered system of the enterprise that is acting."""
    found: Client | None = Client.objects.filter(client_id=client_id, is_on=True).first()
    return found


def published_keys(now: datetime) -> list[dict[str, Any]]:
    """The public keys by which tokens of the acting enterprise are checked."""
    shown = Q(retired_at=None) | Q(retired_at__gt=now - rules.KEY_SHOWN_AFTER)
    return list(TokenKey.objects.filter(shown).order_by("-created_at").values_list("public", flat=True)[:5])


def signing_key() -> TokenKey:
    """The key that signs for the acting enterprise now."""
    found: TokenKey = TokenKey.objects.filter(retired_at=None).order_by("-created_at").first()
    return found


def access(token: str) -> IssuedToken | None:
    """A live access token of the acting enterprise."""
    row: IssuedToken | None = (
        IssuedToken.objects.filter(token_hash=digest(token), kind=IssuedToken.Kind.ACCESS)
        .select_related("authorisation__consent__client", "authorisation__consent__account")
        .first()
    )
    now = clock.now()
    return row if row is not None and now < row.ends_at and is_alive(row.authorisation, now) else None


def _counted() -> GuardedQuerySet:
    rows: GuardedQuerySet = Client.objects.annotate(people=Count("consents", filter=Q(consents__revoked_at=None)))
    return rows

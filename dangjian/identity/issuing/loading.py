"""What the addresses of the protocol read before anybody of ours is known: enterprises, systems, keys, tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.identity.issuing import rules
from dangjian.identity.issuing.models import Client, IssuedToken, TokenKey
from dangjian.identity.issuing.tokens import digest, is_alive
from dangjian.kernel import clock
from dangjian.kernel.models import Tenant


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

"""Who acts when a request carries a token: its owner, as far as the token reaches (SEC-SESS-04)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dangjian.identity.accounts.grants import grants_of
from dangjian.identity.accounts.permissions import ADMINISTRATOR_ROLES
from dangjian.identity.accounts.ports import Program
from dangjian.identity.tokens import rules
from dangjian.identity.tokens.models import ApiToken
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.kernel.errors import NotSignedIn
from dangjian.kernel.writing import allow_writing

UNKNOWN = "接口令牌无效，请核对或由签发人重新签发。"


def program(*, text: str, address: str, request_id: str) -> Program:
    """The program that shows a token. Raises NotSignedIn with what is wrong with it.

    The owner's account, rights and the token itself are read for each request: what was taken back is gone at once.
    """
    tenant_id = rules.tenant_of(text)
    if tenant_id is None:
        raise NotSignedIn("identity.token.unknown", UNKNOWN)
    with acting_as(system_actor(tenant_id, "接口令牌")):
        row: ApiToken | None = ApiToken.objects.filter(token_hash=rules.digest(text)).select_related("account").first()
        if row is None or row.account.disabled_at is not None:
            raise NotSignedIn("identity.token.unknown", UNKNOWN)
        now = clock.now()
        wrong = rules.refusal(
            now=now, ends_at=row.ends_at, revoked_at=row.revoked_at, networks=row.networks, address=address
        )
        if wrong:
            raise NotSignedIn("identity.token.refused", wrong)
        _note_use(row, now, address)
    return Program(row.pk, _actor(row, tenant_id, address, request_id))


def _actor(row: ApiToken, tenant_id: UUID, address: str, request_id: str) -> Actor:
    owner = row.account
    held = grants_of(account_id=owner.pk, person_id=owner.person_id, tenant_id=tenant_id, version=owner.grants_version)
    return Actor(
        kind="person",
        tenant_id=tenant_id,
        name=f"{owner.display_name}（令牌：{row.name}）"[:80],
        account_id=owner.pk,
        person_id=owner.person_id,
        surface="token",
        request_id=request_id,
        address=address,
        grants=tuple(grant for grant in held if grant.role not in ADMINISTRATOR_ROLES),
        limited_to=frozenset(row.scopes),
    )


def _note_use(row: ApiToken, now: datetime, address: str) -> None:
    """Written at most once a minute, past the audit trail: what the program does leaves its own lines."""
    if row.last_used_at is None or now - row.last_used_at >= rules.NOTED_EVERY:
        with allow_writing():
            ApiToken.objects.filter(pk=row.pk).update(last_used_at=now, last_address=address[:45])

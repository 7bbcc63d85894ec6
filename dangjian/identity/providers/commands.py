"""Setting providers up, entering by one, linking and unlinking one's own identity."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dangjian.identity.accounts.commands.sign_in import enter
from dangjian.identity.accounts.entering import Entered
from dangjian.identity.accounts.permissions import OWN_SIGN_IN, SIGN_IN
from dangjian.identity.accounts.rules.sessions import SIGN_ON
from dangjian.identity.accounts.visit import Visit
from dangjian.identity.providers.adapters.base import Identity
from dangjian.identity.providers.models import LinkedIdentity, Provider
from dangjian.identity.providers.permissions import MANAGE_PROVIDER
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound

MOST_PROVIDERS = 20
SECRETS = frozenset({"secret"})


@command(MANAGE_PROVIDER)
def create_provider(unit: Unit, *, values: dict[str, Any]) -> Provider:
    """Add a provider, switched off. Raises Conflict for a name that is used, and beyond twenty."""
    if Provider.objects.count() >= MOST_PROVIDERS:
        raise Conflict("identity.provider.too_many", f"最多设置 {MOST_PROVIDERS} 种统一登录，请先删除不用的。")
    _refuse_taken_name(values["name"], None)
    return unit.create(Provider(**values))


@command(MANAGE_PROVIDER)
def update_provider(unit: Unit, *, provider_id: UUID, expected_version: int, changes: dict[str, Any]) -> Provider:
    """Change a provider or switch it on and off. Raises NotFound, StaleEdit, Conflict."""
    provider = unit.get(Provider, provider_id, expected_version=expected_version)
    if "name" in changes:
        _refuse_taken_name(changes["name"], provider.pk)
    return unit.update(provider, **changes)


@command(MANAGE_PROVIDER)
def delete_provider(unit: Unit, *, provider_id: UUID) -> None:
    """Remove a provider with all links to it; people sign in by password again. Raises NotFound."""
    provider = unit.get(Provider, provider_id)
    count = provider.identities.count()
    unit.delete(provider, note=f"删除统一登录“{provider.name}”，同时解除 {count} 个绑定")


@command(SIGN_IN)
def enter_by_identity(unit: Unit, *, visit: Visit, identity_id: UUID, account_id: UUID, surface: str) -> Entered:
    """Enter as the account that an identity is linked to; a second factor is asked for as after a password."""
    rows = LinkedIdentity.objects.across_tenants("the identity was proved by its provider")
    rows.filter(pk=identity_id).update(last_used_at=unit.now)
    return enter(visit=visit, account_id=account_id, surface=surface, factors=SIGN_ON, attempt=None, new_hash="")


@command(OWN_SIGN_IN)
def link_identity(unit: Unit, *, provider_id: UUID, identity: Identity) -> LinkedIdentity:
    """Link an identity to one's own account; the step-up was asked for when the way began.

    Raises NotFound for a provider of another enterprise, Conflict for an identity or a provider that is linked.
    """
    provider: Provider | None = Provider.objects.filter(pk=provider_id, is_on=True).first()
    if provider is None:
        raise NotFound("identity.provider.not_found", "这种登录方式不属于您的单位，或已停用。")
    assert unit.actor.account_id is not None
    own = LinkedIdentity.objects.filter(provider=provider)
    taken: LinkedIdentity | None = own.filter(issuer=identity.issuer, subject=identity.subject).first()
    if taken is not None and taken.account_id == unit.actor.account_id:
        return taken
    if taken is not None:
        raise Conflict("identity.link.taken", "这个账号已与另一个平台账号绑定，请先由对方解除绑定。")
    if own.filter(account_id=unit.actor.account_id).exists():
        raise Conflict("identity.link.has_one", f"您已绑定一个“{provider.name}”账号，请先解除再绑定新的。")
    row = LinkedIdentity(
        provider=provider,
        account_id=unit.actor.account_id,
        issuer=identity.issuer,
        subject=identity.subject,
        label=identity.label,
    )
    try:
        with transaction.atomic():
            return unit.create(row, note=f"绑定“{provider.name}”账号")
    except IntegrityError as error:
        raise Conflict("identity.link.taken", "这个账号刚刚已被绑定，请刷新后查看。") from error


@command(OWN_SIGN_IN)
def unlink_identity(unit: Unit, *, identity_id: UUID) -> None:
    """Take one of one's links off. Raises NotFound."""
    row: LinkedIdentity | None = (
        LinkedIdentity.objects.filter(pk=identity_id, account_id=unit.actor.account_id)
        .select_related("provider")
        .first()
    )
    if row is None:
        raise NotFound("identity.link.not_found", "没有找到这个绑定，它可能已被解除。")
    unit.delete(row, note=f"解除“{row.provider.name}”账号的绑定")


def _refuse_taken_name(name: str, but: UUID | None) -> None:
    if Provider.objects.filter(name=name).exclude(pk=but).exists():
        raise Conflict("identity.provider.name_taken", "已有同名的统一登录，请换一个名称。", field="name")

"""Who may manage whose account, and shutting somebody out."""

from __future__ import annotations

from uuid import UUID

from dangjian.identity.accounts import sessions
from dangjian.identity.accounts.grants import grants_of, is_administrator
from dangjian.identity.accounts.models import Account, OneTimeLink
from dangjian.identity.accounts.permissions import (
    ADMINISTRATOR_ROLES,
    MANAGE_ADMINISTRATOR,
    SECURITY_ADMINISTRATOR,
)
from dangjian.kernel.actor import Grant
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import NotAllowed
from dangjian.kernel.permissions import Action


def require_not_above(unit: Unit, account: Account) -> None:
    """Nobody takes over an account that may do more than oneself: its rights must lie inside one's own places, and
    administrators' accounts are for administrators. Raises NotAllowed."""
    if unit.actor.kind == "system" or account.pk == unit.actor.account_id:
        return
    held = grants_of_account(account)
    if is_administrator(held) and not unit.actor.may(MANAGE_ADMINISTRATOR):
        raise NotAllowed("identity.account.administrator", "这是管理员账号，只能由系统管理员办理。")
    action = unit.action
    places = unit.actor.places(action) if isinstance(action, Action) else ()
    if not all(any(place.covers(grant.org_path) for place in places) for grant in held):
        raise NotAllowed("identity.account.above", "该账号在您管理范围之外还有职务，请由上级党务工作者办理。")


def require_right_to_reset(unit: Unit, account: Account) -> None:
    """The second factor of one of the three administrators is for the two others, that of anybody else for the office
    and the security administrator (SEC-AUTH-05, SEC-AC-07). Raises NotAllowed."""
    own = {grant.role for grant in unit.actor.grants} & set(ADMINISTRATOR_ROLES)
    if is_administrator(grants_of_account(account)):
        if unit.actor.kind != "system" and not own:
            raise NotAllowed("identity.account.administrator", "这是管理员账号，只能由其他管理员办理。")
        return
    if own and SECURITY_ADMINISTRATOR not in own:
        raise NotAllowed("identity.second_factor.not_yours", "请由党务工作者或安全管理员办理。")
    require_not_above(unit, account)


def shut_out(unit: Unit, account_ids: list[UUID]) -> None:
    """End all sessions and open links of accounts, now. Call inside a command."""
    for account_id in account_ids:
        sessions.end_sessions_of(account_id)
    OneTimeLink.objects.filter(account_id__in=account_ids, used_at=None, revoked_at=None).update(revoked_at=unit.now)


def grants_of_account(account: Account) -> tuple[Grant, ...]:
    """The grants that the person of an account holds now."""
    return grants_of(
        account_id=account.pk, person_id=account.person_id, tenant_id=account.tenant_id, version=account.grants_version
    )

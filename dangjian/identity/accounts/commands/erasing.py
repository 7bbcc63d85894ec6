"""Erasing a closed account: what is sealed is destroyed, what is left is a tombstone without a name (SEC-PI-07)."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from dangjian.identity.accounts.directory import everywhere
from dangjian.identity.accounts.limits import shut_out
from dangjian.identity.accounts.models import EarlierPassword, LoginCounter, OneTimeLink, SecondFactorReset
from dangjian.identity.accounts.permissions import FOLLOW
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict

TOMBSTONE = "已注销用户"


@command(FOLLOW)
def erase_account(unit: Unit, *, account_id: UUID) -> None:
    """Destroy name, phone, password, factors, links and sessions of a disabled account of the tenant.

    The row stays under its id, so that records which name the id stay whole; the account name is never given out
    again, since the list of names ever given out holds its keyed digest. Values go by statements that
    leave none of them in the audit trail. Raises Conflict while the account is in use.
    """
    account = everywhere().get(pk=account_id, tenant_id=unit.tenant_id)
    if account.disabled_at is None:
        raise Conflict("identity.account.in_use", "账号还在使用，请先停用。")
    shut_out(unit, [account.pk])
    Authenticator.objects.filter(user_id=account.pk).delete()
    for model in (OneTimeLink, SecondFactorReset, EarlierPassword):
        model.objects.filter(account_id=account.pk).delete()
    LoginCounter.objects.filter(account_id=account.pk).delete()
    unit.update_many(
        everywhere().filter(pk=account.pk),
        login_name=TOMBSTONE,
        login_key=f"erased-{account.pk}",
        display_name=TOMBSTONE,
        phone=None,
        phone_index=None,
        person_id=None,
        password=make_password(None),
        disabled_reason="已注销，账号信息已清除",
        activated_at=None,
        second_factor_at=None,
        last_login_at=None,
        totp_last_step=0,
        demo_note="",
        note="账号信息已清除",
    )

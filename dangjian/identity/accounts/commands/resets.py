"""Taking a lost second factor off somebody's account: one asks, another agrees (SEC-AUTH-05)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from dangjian.identity.accounts import second_factor, sessions
from dangjian.identity.accounts.limits import require_right_to_reset
from dangjian.identity.accounts.models import Account, SecondFactorReset
from dangjian.identity.accounts.permissions import RESET_SECOND_FACTOR
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotSignedIn

LASTS = timedelta(days=3)


@command(RESET_SECOND_FACTOR)
def request_second_factor_reset(unit: Unit, *, account_id: UUID, reason: str) -> SecondFactorReset:
    """Ask for the second factor of an account to be taken off. Raises Conflict when it has none, or one asks for
    oneself, NotAllowed for one whose rights are not one's own to look after."""
    account = unit.get(Account, account_id)
    require_right_to_reset(unit, account)
    if account.second_factor_at is None:
        raise Conflict("identity.second_factor.none", "该账号没有启用动态口令。")
    if account.pk == unit.actor.account_id:
        raise Conflict("identity.second_factor.own_reset", "不能为自己申请，请由其他管理人员申请。")
    if unit.actor.account_id is None:
        raise NotSignedIn()
    SecondFactorReset.objects.filter(account_id=account.pk, done_at=None).delete()
    return unit.create(
        SecondFactorReset(
            account=account,
            reason=reason,
            requested_by_id=unit.actor.account_id,
            requested_by_name=unit.actor.name[:80],
            expires_at=unit.now + LASTS,
        )
    )


@command(RESET_SECOND_FACTOR)
def approve_second_factor_reset(unit: Unit, *, reset_id: UUID) -> SecondFactorReset:
    """Agree to a reset and carry it out: the factor goes, all sessions end, the password stays.

    Raises Conflict when the same person asked, when it is one's own account, or when the request is over.
    """
    reset = unit.get(SecondFactorReset, reset_id)
    account = unit.get(Account, reset.account_id)
    require_right_to_reset(unit, account)
    if unit.actor.account_id in (reset.requested_by_id, account.pk):
        raise Conflict("identity.second_factor.two_persons", "须由申请人和账号本人以外的另一位管理人员批准。")
    if reset.done_at is not None or unit.now >= reset.expires_at:
        raise Conflict("identity.second_factor.reset_over", "申请已办结或已过期，请重新申请。")
    second_factor.remove(account.pk)
    unit.update(account, second_factor_at=None, note=f"解除动态口令：{reset.reason}")
    sessions.end_sessions_of(account.pk)
    return unit.update(
        reset, approved_by_id=unit.actor.account_id, approved_by_name=unit.actor.name[:80], done_at=unit.now
    )

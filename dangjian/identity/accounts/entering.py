"""Opening the session of somebody who has proved who they are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dangjian.identity.accounts import devices, sessions
from dangjian.identity.accounts.alerts import COMPLETED_NOTE, tell_of_log_in
from dangjian.identity.accounts.grants import grants_of, is_administrator
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.rules import sessions as rules
from dangjian.identity.accounts.rules.sessions import SIGN_ON
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel.doors import Unit


@dataclass(frozen=True)
class Entered:
    """A new session: its token, how far it has come, and what the device cookie becomes."""

    token: str
    stage: str
    device: str | None


def account_by_id(account_id: UUID) -> Account:
    """The account that is signing in or signed in, whatever tenant and scope are bound."""
    found: Account = Account.objects.across_tenants("the person who signs in").get(pk=account_id)
    return found


_PROOFS = {
    "password": "密码",
    "totp": "动态口令",
    "recovery": "恢复码",
    "passkey": "通行密钥",
    "link": "一次性链接",
    "sign_on": "统一登录",
    "demo": "演示一键登录",
}
_SURFACES = {"console": "管理端", "phone": "移动端"}


def open_for(unit: Unit, visit: Visit, account: Account, *, surface: str, factors: str, stage: str) -> Entered:
    """Open the session of somebody who has proved who they are; the token from before opens nothing any more."""
    if visit.session is not None:
        sessions.end_session(visit.session.token_hash)
    grants = grants_of(
        account_id=account.pk, person_id=account.person_id, tenant_id=account.tenant_id, version=account.grants_version
    )
    token = sessions.open_session(
        account,
        limits=rules.limits_for(surface=surface, administrator=is_administrator(grants), demo=account.is_demo),
        stage=stage,
        surface=surface,
        address=visit.address,
        user_agent=visit.user_agent,
        factors=factors,
    )
    if stage != rules.Stage.COMPLETE:
        unit.note("统一登录成功，等待动态验证码" if factors == SIGN_ON else "密码正确，等待动态验证码")
        return Entered(token, stage, None)
    tell_of_log_in(visit, account, is_administrator=is_administrator(grants))
    Account.objects.across_tenants("the person who signs in").filter(pk=account.pk).update(last_login_at=unit.now)
    proof = "＋".join(_PROOFS.get(factor, factor) for factor in factors.split())
    unit.note(f"{COMPLETED_NOTE}{proof}，{_SURFACES.get(surface, surface)}，来自 {visit.address or '未知地址'}")
    return Entered(token, stage, devices.remember(visit.device, account.pk))

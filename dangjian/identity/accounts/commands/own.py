"""What everybody does with their own sign-in: password, second factor, sessions."""

from __future__ import annotations

from uuid import UUID

from dangjian.identity.accounts import second_factor, sessions
from dangjian.identity.accounts.credentials import store_password
from dangjian.identity.accounts.entering import account_by_id
from dangjian.identity.accounts.models import WebSession
from dangjian.identity.accounts.permissions import OWN_SIGN_IN
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound


@command(OWN_SIGN_IN)
def store_own_password(unit: Unit, *, visit: Visit, encoded: str) -> str:
    """Put a new password in place; all other sessions end, and this one gets the returned token."""
    session = visit.require_session()
    account = account_by_id(session.account_id)
    store_password(unit, account, encoded)
    sessions.end_sessions_of(account.pk, but=session.token_hash)
    return sessions.renew_token(session.token_hash, auth_at=unit.now)


@command(OWN_SIGN_IN)
def begin_enrolment(unit: Unit, *, visit: Visit) -> tuple[str, str]:
    """Make a seed for an authenticator app and keep it sealed in the session until a code proves it.

    Returns the seed and its otpauth address. Raises Conflict when a second factor is enrolled already.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    if account.second_factor_at is not None:
        raise Conflict("identity.second_factor.enrolled", "您已启用动态口令；如需更换，请先停用原来的。")
    secret = second_factor.new_secret()
    sealed = second_factor.seal(secret)
    WebSession.objects.filter(token_hash=session.token_hash).update(data={second_factor.SECRET_KEY_IN_SESSION: sealed})
    unit.note("开始启用动态口令")
    return secret, second_factor.enrolment_uri(account, secret)


@command(OWN_SIGN_IN)
def confirm_enrolment(unit: Unit, *, visit: Visit, code: str) -> tuple[list[str], str]:
    """Enrol the seed of `begin_enrolment`; returns recovery codes (shown once) and the session's new token.

    Raises Conflict without a seed, BadInput for a wrong code.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    data = WebSession.objects.values_list("data", flat=True).get(token_hash=session.token_hash)
    sealed = data.get(second_factor.SECRET_KEY_IN_SESSION)
    if not sealed or account.second_factor_at is not None:
        raise Conflict("identity.second_factor.not_begun", "请先扫描二维码，再输入动态验证码。")
    codes = second_factor.enrol(account, second_factor.unseal(sealed), code)
    if codes is None:
        raise BadInput(
            "identity.second_factor.wrong_code",
            "验证码不正确：请核对手机时间是否准确，并输入最新的 6 位数字。",
            field="code",
        )
    unit.update(account, second_factor_at=unit.now, note="启用动态口令")
    sessions.end_sessions_of(account.pk, but=session.token_hash)
    token = sessions.renew_token(session.token_hash, data={}, auth_at=unit.now, factors=f"{session.factors} totp")
    return codes, token


@command(OWN_SIGN_IN)
def remove_second_factor(unit: Unit, *, visit: Visit, must_keep: bool) -> str:
    """Take one's second factor off; returns the session's new token. The caller has insisted on step-up.

    Raises Conflict for administrators (`must_keep`), who cannot work without, and when there is none.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    if must_keep:
        raise Conflict("identity.second_factor.required", "管理员账号必须启用动态口令，不能停用。")
    if account.second_factor_at is None:
        raise Conflict("identity.second_factor.none", "您没有启用动态口令。")
    second_factor.remove(account.pk)
    unit.update(account, second_factor_at=None, note="停用动态口令")
    return sessions.renew_token(session.token_hash)


@command(OWN_SIGN_IN)
def renew_recovery_codes(unit: Unit, *, visit: Visit) -> list[str]:
    """Replace one's recovery codes; the caller has insisted on step-up. Raises Conflict without second factor."""
    account = account_by_id(visit.require_session().account_id)
    if account.second_factor_at is None:
        raise Conflict("identity.second_factor.none", "您没有启用动态口令，不需要恢复码。")
    unit.note("更换恢复码")
    return second_factor.renew_recovery_codes(account)


@command(OWN_SIGN_IN)
def end_own_session(unit: Unit, *, visit: Visit, public_id: UUID) -> None:
    """End one of one's own sessions by its public id. Raises NotFound."""
    own = WebSession.objects.filter(account_id=visit.require_session().account_id, public_id=public_id)
    if not own.delete()[0]:
        raise NotFound("identity.session_not_found", "没有找到这个登录，它可能已经结束。")
    unit.note("结束本人的一个登录")


@command(OWN_SIGN_IN)
def end_other_sessions(unit: Unit, *, visit: Visit) -> int:
    """End all of one's sessions but this one. Returns how many."""
    session = visit.require_session()
    count = sessions.end_sessions_of(session.account_id, but=session.token_hash)
    unit.note(f"结束本人的其他登录，共 {count} 个")
    return count

"""What everybody does with their own sign-in: password, second factor, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.identity.accounts import binding, passkeys, second_factor, sessions
from dangjian.identity.accounts.credentials import store_password
from dangjian.identity.accounts.entering import account_by_id
from dangjian.identity.accounts.grants import is_administrator
from dangjian.identity.accounts.limits import grants_of_account
from dangjian.identity.accounts.models import Account, DeviceKey, WebSession
from dangjian.identity.accounts.permissions import OWN_SIGN_IN
from dangjian.identity.accounts.rules.sessions import may_be_remembered
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
    if second_factor.has_totp(account.pk):
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
    if not sealed or second_factor.has_totp(account.pk):
        raise Conflict("identity.second_factor.not_begun", "请先扫描二维码，再输入动态验证码。")
    codes = second_factor.enrol(account, second_factor.unseal(sealed), code)
    if codes is None:
        raise BadInput(
            "identity.second_factor.wrong_code",
            "验证码不正确：请核对手机时间是否准确，并输入最新的 6 位数字。",
            field="code",
        )
    unit.update(account, second_factor_at=account.second_factor_at or unit.now, note="启用动态口令")
    sessions.end_sessions_of(account.pk, but=session.token_hash)
    token = sessions.renew_token(session.token_hash, data={}, auth_at=unit.now, factors=f"{session.factors} totp")
    return codes, token


@command(OWN_SIGN_IN)
def remove_second_factor(unit: Unit, *, visit: Visit, must_keep: bool) -> str:
    """Take one's authenticator app off; returns the session's new token. Passkeys stay.

    Raises Conflict for administrators (`must_keep`) who have nothing else, and when there is none.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    if must_keep and not passkeys.count(account.pk):
        raise Conflict("identity.second_factor.required", "管理员账号必须启用动态口令或通行密钥，不能全部停用。")
    if not second_factor.has_totp(account.pk):
        raise Conflict("identity.second_factor.none", "您没有启用动态口令。")
    second_factor.remove_totp(account.pk)
    _forget_last_factor(unit, account, note="停用动态口令")
    return sessions.renew_token(session.token_hash)


@command(OWN_SIGN_IN)
def begin_passkey(unit: Unit, *, visit: Visit, site: passkeys.Site) -> dict[str, Any]:
    """What the browser needs to make a passkey. Raises Conflict for too many, and at an address without a name."""
    session = visit.require_session()
    unit.note("开始添加通行密钥")
    return passkeys.registration_options(account_by_id(session.account_id), site, session.token_hash)


@command(OWN_SIGN_IN)
def add_passkey(
    unit: Unit, *, visit: Visit, site: passkeys.Site, name: str, key: passkeys.NewKey
) -> tuple[list[str], str]:
    """Keep a passkey; returns recovery codes (when there are none yet, shown once) and the session's new token.

    Raises BadInput when the key does not answer the waiting challenge. All other sessions end.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    if not passkeys.register(account, site, session.token_hash, name=name, key=key):
        raise BadInput("identity.passkey.refused", "没有收到有效的通行密钥，请重新添加。", field="credential_id")
    codes = [] if second_factor.recovery_codes_left(account.pk) else second_factor.renew_recovery_codes(account)
    since = account.second_factor_at or unit.now
    unit.update(account, second_factor_at=since)
    unit.note(f"添加通行密钥“{name}”", about=account)
    sessions.end_sessions_of(account.pk, but=session.token_hash)
    token = sessions.renew_token(session.token_hash, data={}, auth_at=unit.now)
    return codes, token


@command(OWN_SIGN_IN)
def remove_passkey(unit: Unit, *, visit: Visit, passkey_id: UUID, must_keep: bool) -> str:
    """Take one of one's passkeys off; returns the session's new token.

    Raises NotFound, and Conflict for administrators (`must_keep`) who have nothing else.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    name = passkeys.remove(account.pk, passkey_id)
    if name is None:
        raise NotFound("identity.passkey.not_found", "没有找到这个通行密钥，它可能已被删除。")
    if must_keep and not passkeys.count(account.pk) and not second_factor.has_totp(account.pk):
        raise Conflict("identity.second_factor.required", "管理员账号必须启用动态口令或通行密钥，不能全部停用。")
    _forget_last_factor(unit, account, note=f"删除通行密钥“{name}”")
    return sessions.renew_token(session.token_hash)


@command(OWN_SIGN_IN)
def renew_recovery_codes(unit: Unit, *, visit: Visit) -> list[str]:
    """Replace one's recovery codes; Raises Conflict without second factor."""
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


@command(OWN_SIGN_IN)
def bind_device(unit: Unit, *, visit: Visit, public: bytes, name: str) -> DeviceKey:
    """Bind this session to the key of its browser. Raises Conflict when it is bound already or the key is none."""
    row = binding.bind(visit.require_session(), public, name)
    if row is None:
        raise Conflict("identity.device_key.refused", "本次登录已绑定设备密钥，或密钥无效。请退出后重新登录。")
    session = visit.require_session()
    administrator = is_administrator(grants_of_account(account_by_id(session.account_id)))
    if may_be_remembered(surface=session.surface, administrator=administrator, demo=session.is_demo):
        sessions.remember(session.token_hash)
    unit.note("本次登录绑定设备密钥")
    return row


@command(OWN_SIGN_IN)
def remove_device(unit: Unit, *, visit: Visit, key_id: UUID) -> None:
    """Remove a device of one's own; its log-ins end. Raises NotFound."""
    if not binding.remove(visit.require_session().account_id, key_id):
        raise NotFound("identity.device_key.not_found", "没有找到这台设备，它可能已被移除。")
    unit.note("移除本人的一台设备，结束它的登录")


def _forget_last_factor(unit: Unit, account: Account, *, note: str) -> None:
    """Without app and passkeys the recovery codes go too, and the account has no second factor any more."""
    if second_factor.has_totp(account.pk) or passkeys.count(account.pk):
        unit.note(note, about=account)
        return
    second_factor.remove(account.pk)
    unit.update(account, second_factor_at=None, note=note)

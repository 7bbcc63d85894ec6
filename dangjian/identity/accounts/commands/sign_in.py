"""The writing part of signing in; called by `flows.sign_in` when the proof has been checked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.identity.accounts import alerts, attempts, binding, passkeys, second_factor, sessions
from dangjian.identity.accounts.entering import Entered, account_by_id, open_for
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.permissions import OWN_SIGN_IN, SIGN_IN
from dangjian.identity.accounts.rules import sessions as rules
from dangjian.identity.accounts.sessions import SignedIn
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel.doors import Unit, command

Proof = str | tuple[passkeys.Site, passkeys.Assertion]
"""A code (of the app, or a recovery code), or a passkey's answer with the site it was given to."""


@command(SIGN_IN)
def enter(
    unit: Unit,
    *,
    visit: Visit,
    account_id: UUID,
    surface: str,
    factors: str,
    attempt: attempts.Attempt | None,
    new_hash: str,
) -> Entered:
    """Enter by password (or as a demo person); with a second factor enrolled only as far as asking for it."""
    account = account_by_id(account_id)
    if attempt is not None:
        attempts.succeeded(attempt)
        alerts.tell_of_guessing(visit, account, attempt)
    if new_hash:
        unit.update(account, password=new_hash, note="以当前参数重新计算密码摘要")
    pending = account.second_factor_at is not None and not account.is_demo
    stage = rules.Stage.SECOND_FACTOR if pending else rules.Stage.COMPLETE
    return open_for(unit, visit, account, surface=surface, factors=factors, stage=stage)


@command(SIGN_IN)
def ask_for_passkey(unit: Unit, *, visit: Visit, account_id: UUID, session_hash: str, site: passkeys.Site) -> Any:
    """A challenge for a passkey: to complete a log-in, or to prove oneself again. Raises Conflict."""
    unit.note("请求通行密钥验证")
    return passkeys.challenge_options(account_by_id(account_id), site, session_hash)


@command(SIGN_IN)
def complete(unit: Unit, *, visit: Visit, account_id: UUID, attempt: attempts.Attempt, proof: Proof) -> Entered | None:
    """Use up a code or a passkey's answer and complete the session that waits for it; None for a wrong one."""
    assert visit.session is not None
    account = account_by_id(account_id)
    factor = _factor(visit.session, account, proof)
    if factor is None:
        return None
    attempts.succeeded(attempt)
    alerts.tell_of_guessing(visit, account, attempt)
    factors = f"{visit.session.factors} {factor}"
    return open_for(unit, visit, account, surface=visit.session.surface, factors=factors, stage=rules.Stage.COMPLETE)


@command(OWN_SIGN_IN)
def renew(
    unit: Unit, *, visit: Visit, account_id: UUID, attempt: attempts.Attempt | None, proof: Proof | None
) -> str | None:
    """Note a full authentication; returns the session's new token, None for a wrong code or passkey."""
    session = visit.require_session()
    factor = _factor(session, account_by_id(account_id), proof) if proof is not None else ""
    if factor is None:
        return None
    if attempt is not None:
        attempts.succeeded(attempt)
    unit.note("再次确认身份")
    return sessions.renew_token(session.token_hash, auth_at=unit.now)


@command(SIGN_IN)
def leave(unit: Unit, *, token_hash: str) -> None:
    """End the session."""
    binding.forget(token_hash)
    sessions.end_session(token_hash)
    unit.note("退出登录")


def _factor(session: SignedIn, account: Account, proof: Proof) -> str | None:
    if isinstance(proof, str):
        return second_factor.check_code(account.pk, proof)
    site, assertion = proof
    return passkeys.check(account, site, session.token_hash, assertion)

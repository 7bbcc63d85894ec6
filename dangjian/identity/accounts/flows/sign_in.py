"""Signing in: password, second factor, step-up, demo people; and signing out (SEC-AUTH-04, -05, -06; SEC-SESS-01).

Slow work (hashing) and counting of failures happen here, outside the transaction of the command that follows.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings

from dangjian.identity.accounts import alerts, attempts, passkeys
from dangjian.identity.accounts.commands import sign_in as commands
from dangjian.identity.accounts.credentials import (
    find_account,
    hash_password,
    needs_new_hash,
    password_is_right,
)
from dangjian.identity.accounts.directory import everywhere
from dangjian.identity.accounts.entering import Entered, account_by_id
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.models.account import INSTALLATION
from dangjian.identity.accounts.queue import place_in_queue
from dangjian.identity.accounts.rules import lockout
from dangjian.identity.accounts.rules import sessions as rules
from dangjian.identity.accounts.rules.names import fold_name, fold_phone
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel import audit
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import NotFound, NotSignedIn
from dangjian.kernel.turns import writing_transaction

INTENT = "identity.accounts.sign_in"


def refused() -> NotSignedIn:
    """The one answer to every log-in that does not succeed: wrong name, wrong password, locked, disabled."""
    return NotSignedIn(
        "identity.sign_in_refused",
        "账号或密码不正确，或因连续输错暂停登录。请核对后重试；连续输错 5 次后须等 15 分钟，忘记密码请联系党务工作者。",
    )


def factor_refused() -> NotSignedIn:
    """The one answer to every second factor that does not fit."""
    return NotSignedIn(
        "identity.second_factor_refused",
        "验证码不正确、已用过，或因连续输错暂停验证。请等待下一个验证码后重试，也可使用备用恢复码。",
    )


@place_in_queue()
def sign_in(visit: Visit, *, identifier: str, password: str, surface: str) -> Entered:
    """Sign in by account name or phone number with the password.

    Raises NotSignedIn with one text for every reason, TooMany for floods from one address, Unavailable when too many
    log in at once. When a second factor is
    enrolled the session only leads to `give_second_factor`. The hash is computed outside any transaction.
    """
    account = find_account(identifier)
    typed = fold_phone(identifier) or fold_name(identifier)
    attempt = attempts.begin(visit, account_id=account.pk if account else None, identifier=typed)
    right = password_is_right(account, password)
    allowed = account is not None and account.is_active and not account.is_demo
    if account is None or not (right and attempt.admitted and allowed):
        record_failure(visit, attempt, account, code="identity.sign_in_refused", surface=surface)
        raise refused()
    new_hash = hash_password(password) if needs_new_hash(account) else ""
    with acting_as(account_actor(account, visit, surface)):
        return commands.enter(
            visit=visit, account_id=account.pk, surface=surface, factors="password", attempt=attempt, new_hash=new_hash
        )


def sign_in_demo(visit: Visit, *, account_id: UUID, surface: str) -> Entered:
    """Sign in as one of the demo people by one click. Raises NotFound outside the demo mode and for real accounts."""
    account = None
    if settings.DEMO_MODE:
        account = everywhere().filter(pk=account_id, is_demo=True, disabled_at=None).first()
    if account is None:
        raise NotFound("identity.demo_person_not_found", "没有这个演示人员，请从登录页的演示人员中选择。")
    with acting_as(account_actor(account, visit, surface)):
        return commands.enter(
            visit=visit, account_id=account.pk, surface=surface, factors="demo", attempt=None, new_hash=""
        )


def give_second_factor(visit: Visit, *, proof: commands.Proof) -> Entered:
    """Complete a log-in with a code of the authenticator app, a recovery code or a passkey. Raises NotSignedIn."""
    session = visit.session
    if session is None or session.stage != rules.Stage.SECOND_FACTOR:
        raise NotSignedIn()
    account = account_by_id(session.account_id)
    attempt = attempts.begin(visit, account_id=account.pk, identifier="", purpose="factor")
    entered = None
    with acting_as(account_actor(account, visit, session.surface)):
        if attempt.admitted:
            entered = commands.complete(visit=visit, account_id=account.pk, attempt=attempt, proof=proof)
    if entered is None:
        record_failure(visit, attempt, account, code="identity.second_factor_refused", surface=session.surface)
        raise factor_refused()
    return entered


def ask_for_passkey(visit: Visit, *, site: passkeys.Site) -> Any:
    """A challenge for a passkey, after the password or for a step-up. Raises NotSignedIn, Conflict."""
    session = visit.session
    if session is None:
        raise NotSignedIn()
    account = account_by_id(session.account_id)
    with acting_as(account_actor(account, visit, session.surface)):
        return commands.ask_for_passkey(visit=visit, account_id=account.pk, session_hash=session.token_hash, site=site)


@place_in_queue()
def step_up(visit: Visit, *, password: str, proof: commands.Proof) -> str:
    """Authenticate again in full for operations that need it; returns the session's new token (SEC-AUTH-06).

    By password and, when a second factor is enrolled, its code; or by a passkey, which is two factors in one. Demo
    people have nothing to prove: their click is enough. Raises NotSignedIn.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    if session.is_demo:
        token = commands.renew(visit=visit, account_id=account.pk, attempt=None, proof=None)
        assert token is not None
        return token
    by_passkey = isinstance(proof, tuple)
    purpose = "factor" if by_passkey else "password"
    attempt = attempts.begin(visit, account_id=account.pk, identifier="", purpose=purpose)
    token = None
    if attempt.admitted and (by_passkey or password_is_right(account, password)):
        needed = proof if by_passkey or session.second_factor_at is not None else None
        token = commands.renew(visit=visit, account_id=account.pk, attempt=attempt, proof=needed)
    if token is None:
        record_failure(visit, attempt, account, code="identity.step_up_refused", surface=session.surface)
        raise NotSignedIn(
            "identity.step_up_refused", "密码、动态口令或通行密钥不正确，或因连续输错暂停验证，请核对后重试。"
        )
    return token


def sign_out(visit: Visit) -> None:
    """End the session of this request; harmless when there is none."""
    if visit.session is None:
        return
    session = visit.session
    with acting_as(account_actor(account_by_id(session.account_id), visit, session.surface)):
        commands.leave(token_hash=session.token_hash)


def account_actor(account: Account, visit: Visit, surface: str) -> Actor:
    """The person of an account as the audit trail names them while signing in; without any rights."""
    return Actor(
        kind="person",
        tenant_id=account.tenant_id,
        name=account.display_name,
        account_id=account.pk,
        person_id=account.person_id,
        surface=surface,
        request_id=visit.request_id,
        address=visit.address,
    )


def record_failure(
    visit: Visit, attempt: attempts.Attempt, account: Account | None, *, code: str, surface: str
) -> None:
    """Count a failure and write it, and a lock that began or ended, into the audit trail.

    The same statements run for unknown accounts, so that the time tells nothing; what was typed is not kept.
    """
    if account is not None:
        actor = account_actor(account, visit, surface)
    else:
        actor = Actor(
            kind="person",
            tenant_id=INSTALLATION,
            name="未知账号",
            surface=surface,
            request_id=visit.request_id,
            address=visit.address,
        )
    entry = audit.Entry(INTENT, target_type=Account._meta.label, note=f"来自 {visit.address or '未知地址'}")
    with writing_transaction():
        settled = attempts.failed(attempt)
        alerts.note_failure(visit, attempt, account.tenant_id if account is not None else None)
        rows = [audit.row(actor, "public", entry, outcome="refused", code=code)]
        if attempt.lock_ended:
            rows.append(audit.row(actor, "public", audit.Entry("identity.accounts.lock_ended")))
        if settled.locked_until is not None and attempt.admitted:
            where = "已知设备" if attempt.kind == "device" else "陌生设备"
            minutes = int(lockout.lock_length(settled.level).total_seconds() // 60)
            note = f"{where}登录暂停 {minutes} 分钟"
            rows.append(audit.row(actor, "public", audit.Entry("identity.accounts.lock", note=note)))
        audit.write(rows)

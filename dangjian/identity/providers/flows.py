"""The way to another provider and back (SEC-AUTH-09).

Nothing here finds an account by a name, a phone number or a mail address: only by the pair (issuer, subject) that its
person linked. What the provider brings is judged outside any transaction; then a command is called.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from dangjian.identity.accounts import attempts
from dangjian.identity.accounts.entering import Entered
from dangjian.identity.accounts.flows.sign_in import account_actor, record_failure
from dangjian.identity.accounts.queue import place_in_queue
from dangjian.identity.accounts.rules.names import fold_name
from dangjian.identity.accounts.visit import SIGN_ON_LASTS, Visit
from dangjian.identity.providers import commands
from dangjian.identity.providers.adapters import ASKING_HERE, REDIRECTING
from dangjian.identity.providers.adapters.base import Handshake, Identity, SignOnRefused
from dangjian.identity.providers.loading import callback_path, open_provider, settings_of
from dangjian.identity.providers.models import LinkedIdentity, PendingSignOn, Provider
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import Conflict, NotFound, NotSignedIn, Unavailable
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused
from dangjian.kernel.turns import writing_transaction

MOST_PENDING = 20
"""Ways that one browser may have begun and not ended: tabs that were opened and left."""
R = TypeVar("R")


@dataclass(frozen=True)
class Arrived:
    """What a way ended with."""

    purpose: str
    surface: str
    entered: Entered | None = None


def begin(visit: Visit, *, provider_id: UUID, surface: str, base: str, link: bool = False) -> str:
    """The address of the provider to send this browser to; `link` to link one's own account rather than to sign in.

    Raises NotFound, Conflict for a provider that asks for the password here, Unavailable when it does not answer.
    """
    provider = open_provider(provider_id)
    session = visit.require_session() if link else None
    if session is not None and provider.tenant_id != session.tenant_id:
        raise NotFound("identity.provider.not_found", "这种登录方式不属于您的单位，或已停用。")
    adapter = REDIRECTING.get(provider.kind)
    if adapter is None:
        raise Conflict("identity.provider.asks_here", "请在登录页填写账号和密码。")
    browser = visit.sign_on if _is_token(visit.sign_on) else secrets.token_urlsafe(32)
    state = secrets.token_urlsafe(32)
    handshake = _handshake(browser, state, base + callback_path(provider.pk))
    try:
        address = _asked(lambda: adapter.begin(settings_of(provider), handshake))
    except SignOnRefused as refused:
        raise Conflict(
            "identity.provider.not_itself", refused.text or "这种登录方式暂不可用，请联系管理员。"
        ) from refused
    purpose = PendingSignOn.Purpose.LINK if link else PendingSignOn.Purpose.SIGN_IN
    with writing_transaction():
        waiting = PendingSignOn.objects.filter(browser_hash=_hash(browser)).order_by("-expires_at", "pk")
        PendingSignOn.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[MOST_PENDING - 1 :])).delete()
        PendingSignOn.objects.create(
            state_hash=_hash(state),
            browser_hash=_hash(browser),
            provider=provider,
            purpose=purpose,
            account_id=session.account_id if session is not None else None,
            surface=surface,
            redirect_uri=handshake.redirect_uri,
            expires_at=clock.now() + SIGN_ON_LASTS,
        )
    visit.new_sign_on = browser
    return address


def finish(visit: Visit, *, provider_id: UUID, given: Mapping[str, str]) -> Arrived:
    """A browser came back from a provider with these parameters.

    The state opens one way, once, for the browser that began it and for the provider that it was made for. Raises
    NotSignedIn with one text for everything that is not believed.
    """
    state = given.get("state", "")
    attempt = attempts.begin(visit, account_id=None, identifier=_hash(state), purpose="sign_on")
    try:
        pending = _claim(visit, provider_id, state)
        provider = open_provider(provider_id)
        if given.get("error"):
            raise SignOnRefused("given_up", "登录没有完成：对方没有同意，或您取消了登录。请重试，或改用其他方式登录。")
        handshake = _handshake(visit.sign_on, state, pending.redirect_uri)
        adapter = REDIRECTING[provider.kind]
        identity = _asked(lambda: adapter.finish(settings_of(provider), handshake, given))
        entered = None
        if pending.purpose == PendingSignOn.Purpose.LINK:
            _link(visit, pending, identity)
        else:
            entered = _enter(visit, provider, identity, pending.surface)
    except SignOnRefused as refused:
        raise _recorded(visit, attempt, refused) from refused
    attempts.succeeded(attempt)
    return Arrived(pending.purpose, pending.surface, entered)


def sign_in_here(visit: Visit, *, provider_id: UUID, name: str, password: str, surface: str) -> Arrived:
    """Sign in by name and password of a directory. Guessing is counted as with our own passwords."""
    provider, identity, attempt = _proved_here(visit, provider_id, name, password)
    try:
        entered = _enter(visit, provider, identity, surface)
    except SignOnRefused as refused:
        raise _recorded(visit, attempt, refused) from refused
    attempts.succeeded(attempt)
    return Arrived(PendingSignOn.Purpose.SIGN_IN, surface, entered)


def link_here(visit: Visit, *, provider_id: UUID, name: str, password: str) -> None:
    """Link one's account of a directory to one's own account here."""
    visit.require_session()
    provider, identity, attempt = _proved_here(visit, provider_id, name, password)
    attempts.succeeded(attempt)
    commands.link_identity(provider_id=provider.pk, identity=identity)


def remove_old() -> int:
    """Forget ways that were not finished. Returns how many."""
    count, _ = PendingSignOn.objects.filter(expires_at__lte=clock.now()).delete()
    return count


@place_in_queue()
def _proved_here(
    visit: Visit, provider_id: UUID, name: str, password: str
) -> tuple[Provider, Identity, attempts.Attempt]:
    provider = open_provider(provider_id)
    adapter = ASKING_HERE.get(provider.kind)
    if adapter is None:
        raise Conflict("identity.provider.asks_itself", "请在对方的页面登录。")
    identifier = f"{provider.pk}|{fold_name(name)}"
    attempt = attempts.begin(visit, account_id=None, identifier=identifier, purpose="sign_on_password")
    try:
        if not attempt.admitted:
            raise SignOnRefused("locked")
        return provider, _asked(lambda: adapter.prove(settings_of(provider), name, password)), attempt
    except SignOnRefused as refused:
        raise _recorded(visit, attempt, refused) from refused


def _claim(visit: Visit, provider_id: UUID, state: str) -> PendingSignOn:
    """The way that this state opens; it opens nothing a second time."""
    with writing_transaction():
        pending = PendingSignOn.objects.filter(pk=_hash(state)).first()
        if pending is None or not PendingSignOn.objects.filter(pk=pending.pk).delete()[0]:
            raise SignOnRefused("state")
    if not hmac.compare_digest(pending.browser_hash, _hash(visit.sign_on)):
        raise SignOnRefused("other_browser")
    if pending.provider_id != provider_id:
        raise SignOnRefused("mixed_up")
    if clock.now() >= pending.expires_at:
        raise SignOnRefused("late", "登录用时超过 10 分钟，请重新开始。")
    return pending


def _enter(visit: Visit, provider: Provider, identity: Identity, surface: str) -> Entered:
    rows = LinkedIdentity.objects.across_tenants("the identity was proved by its provider").select_related("account")
    linked: LinkedIdentity | None = rows.filter(
        provider=provider, issuer=identity.issuer, subject=identity.subject
    ).first()
    if linked is None:
        raise SignOnRefused(
            "not_linked",
            "这个账号还没有与平台账号绑定。请先用账号密码登录，在“统一登录绑定”中绑定，以后即可直接登录。",
        )
    if not linked.account.is_active or linked.account.tenant_id != provider.tenant_id:
        raise SignOnRefused("account_disabled")
    with acting_as(account_actor(linked.account, visit, surface)):
        return commands.enter_by_identity(
            visit=visit, identity_id=linked.pk, account_id=linked.account_id, surface=surface
        )


def _link(visit: Visit, pending: PendingSignOn, identity: Identity) -> None:
    session = visit.require_session()
    if session.account_id != pending.account_id:
        raise SignOnRefused("other_account", "登录的人已经换了，请重新绑定。")
    commands.link_identity(provider_id=pending.provider_id, identity=identity)


def _asked(question: Callable[[], R]) -> R:
    """Ask a provider; its silence is told as such."""
    try:
        return question()
    except OutgoingRefused as refused:
        raise Conflict("identity.provider.address_refused", str(refused)) from refused
    except OutgoingFailed as failed:
        raise Unavailable("identity.provider.no_answer", f"{failed}请稍后再试，或改用账号密码登录。") from failed


def _recorded(visit: Visit, attempt: attempts.Attempt, refused: SignOnRefused) -> NotSignedIn:
    record_failure(visit, attempt, None, code=f"identity.sign_on.{refused.code}", surface="")
    text = refused.text or "统一登录没有通过核对：链接可能已用过或已过期，账号或密码可能不正确。请返回登录页重新开始。"
    return NotSignedIn("identity.sign_on_refused", text)


def _handshake(browser: str, state: str, redirect_uri: str) -> Handshake:
    return Handshake(state, _derived(browser, state, "nonce"), _derived(browser, state, "verifier"), redirect_uri)


def _derived(browser: str, state: str, what: str) -> str:
    digest = hmac.new(browser.encode("ascii"), f"{what}|{state}".encode(), sha256).digest()
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _is_token(text: str) -> bool:
    return len(text) == 43 and text.isascii()


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()

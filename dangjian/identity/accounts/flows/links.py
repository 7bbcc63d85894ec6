"""What a one-time link opens: seeing whose it is, setting a password by it (SEC-AUTH-08)."""

from __future__ import annotations

from dangjian.identity.accounts import attempts
from dangjian.identity.accounts.commands.links import use_link
from dangjian.identity.accounts.credentials import check_new_password, hash_password
from dangjian.identity.accounts.entering import Entered
from dangjian.identity.accounts.flows.sign_in import account_actor, record_failure
from dangjian.identity.accounts.models import OneTimeLink
from dangjian.identity.accounts.queue import place_in_queue
from dangjian.identity.accounts.sessions import token_hash
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import NotFound


def look_up(visit: Visit, *, token: str) -> OneTimeLink:
    """The live link of a token, with its account. Raises NotFound for unknown, used, revoked and late ones alike."""
    attempt = attempts.begin(visit, account_id=None, identifier=token_hash(token), purpose="link")
    rows = OneTimeLink.objects.across_tenants("the link itself is the proof").select_related("account")
    link: OneTimeLink | None = rows.filter(token_hash=token_hash(token)).first()
    if link is None or not is_live(link):
        record_failure(visit, attempt, None, code="identity.link_not_found", surface="")
        raise NotFound("identity.link_not_found", "链接无效、已使用或已超过 24 小时，请联系党务工作者重新签发。")
    attempts.succeeded(attempt)
    return link


@place_in_queue()
def activate(visit: Visit, *, token: str, password: str, surface: str) -> Entered:
    """Set the password by a one-time link and sign in; a second factor is still asked for.

    All other sessions of the account end. Raises NotFound for a dead link, BadInput for a refused password.
    """
    link = look_up(visit, token=token)
    account = link.account
    check_new_password(account, password)
    encoded = hash_password(password)
    with acting_as(account_actor(account, visit, surface)):
        return use_link(visit=visit, link_id=link.pk, encoded=encoded, surface=surface)


def is_live(link: OneTimeLink) -> bool:
    """Whether a link can still be used."""
    open_still = link.used_at is None and link.revoked_at is None and clock.now() < link.expires_at
    return open_still and link.account.disabled_at is None

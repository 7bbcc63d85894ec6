"""A system asks who somebody is: judging the request, asking the person, answering the system (SEC-AUTH-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.ports import place_of
from dangjian.identity.accounts.visit import Visit
from dangjian.identity.issuing import commands, loading, queries, rules
from dangjian.identity.issuing.commands import Redeemed
from dangjian.identity.issuing.models import Client
from dangjian.identity.issuing.tokens import covers
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.crypto.jose import sign_token
from dangjian.kernel.errors import BadInput, NotSignedIn


@dataclass(frozen=True)
class Question:
    """What the person is asked, or where to go at once."""

    client: Client
    scopes: tuple[str, ...]
    redirect_to: str = ""


def look_at(visit: Visit, given: Mapping[str, str], base: str) -> Question:
    """Judge a request. Nobody is sent anywhere unless system and address are known; a fault after that is told to the
    system. Raises NotFound, BadInput, and NotSignedIn where a fresh sign-in is asked for."""
    client = queries.client_named(client_id=given.get("client_id", ""))
    address = given.get("redirect_uri", "")
    if address not in client.redirect_uris:
        raise BadInput(
            "identity.client.redirect",
            f"“{client.name}”要求返回的地址没有登记，已停止。请联系该系统的管理员。",
            field="redirect_uri",
        )
    issuer = issuer_of(base, loading.tenant_code(visit.require_session().tenant_id))
    try:
        asked = rules.read_request(given, allowed=frozenset(client.scopes))
    except rules.Refused as refused:
        return Question(client, (), _back(address, given, issuer, error=refused.error, error_description=refused.text))
    known = covers(queries.own_consent(client_id=client.pk), asked.scopes)
    if "none" in asked.prompt and not known:
        return Question(client, (), _back(address, given, issuer, error="consent_required"))
    if "none" in asked.prompt and asked.wants_fresh and not _is_fresh():
        return Question(client, (), _back(address, given, issuer, error="login_required"))
    if asked.wants_fresh:
        _insist_on_fresh()
    if known and not asked.prompt & {"consent", "select_account"}:
        return Question(client, asked.scopes, _answer(visit, client, asked, given, issuer))
    return Question(client, asked.scopes)


def decide(visit: Visit, given: Mapping[str, str], base: str, *, agrees: bool) -> str:
    """Where the browser goes after the person decided. Raises as `look_at`."""
    question = look_at(visit, {**given, "prompt": _shown_prompt(given)}, base)
    if question.redirect_to:
        return question.redirect_to
    issuer = issuer_of(base, loading.tenant_code(visit.require_session().tenant_id))
    if not agrees:
        return _back(given["redirect_uri"], given, issuer, error="access_denied")
    asked = rules.read_request(given, allowed=frozenset(question.client.scopes))
    return _answer(visit, question.client, asked, given, issuer)


def issuer_of(base: str, code: str) -> str:
    """The issuer of an enterprise: each has its own, with its own keys."""
    return f"{base}/oidc/{code}"


def identity_token(redeemed: Redeemed, issuer: str) -> str:
    """The signed statement who somebody is, for one system."""
    found, now = redeemed.authorisation, clock.now()
    consent = found.consent
    said: dict[str, Any] = {
        "iss": issuer,
        "sub": consent.subject,
        "aud": consent.client.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + rules.IDENTITY_LASTS).timestamp()),
        "at_hash": rules.access_hash(redeemed.access_token),
    }
    if redeemed.is_first and found.nonce:
        said["nonce"] = found.nonce
    if found.auth_at is not None:
        said["auth_time"] = int(found.auth_at.timestamp())
    said |= claims_of(consent.account, redeemed.scopes)
    key = loading.signing_key()
    return sign_token(said, private=key.private.reveal(), key_id=key.key_id)


def claims_of(account: Account, scopes: tuple[str, ...]) -> dict[str, str]:
    """What the scopes tell about somebody."""
    said: dict[str, str] = {}
    if "profile" in scopes:
        said |= {"name": account.display_name, "preferred_username": account.login_name}
    if "organisation" in scopes:
        said["organisation"] = place_of(person_id=account.person_id, tenant_id=account.tenant_id)
    return said


def _answer(visit: Visit, client: Client, asked: rules.Asked, given: Mapping[str, str], issuer: str) -> str:
    code = commands.authorise(client_id=client.pk, asked=asked, auth_at=visit.require_session().auth_at)
    return _back(asked.redirect_uri, given, issuer, code=code)


def _back(address: str, given: Mapping[str, str], issuer: str, **parameters: str) -> str:
    """The registered address with the answer, which names its issuer: no other one's is taken for it (RFC 9207)."""
    said = {**parameters, "iss": issuer} | ({"state": given["state"]} if given.get("state") else {})
    return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}"


def _shown_prompt(given: Mapping[str, str]) -> str:
    """When the person has just decided, the question is not answered from memory."""
    kept = [word for word in given.get("prompt", "").split() if word != "none"]
    return " ".join(dict.fromkeys([*kept, "consent"]))


def _is_fresh() -> bool:
    until = current_actor().fresh_until
    return until is not None and clock.now() < until


def _insist_on_fresh() -> None:
    if not _is_fresh():
        raise NotSignedIn("identity.step_up_required", "这个系统要求您再次确认身份，确认后会自动继续。")

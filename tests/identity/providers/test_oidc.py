"""Signing in by OpenID Connect: the right way, and everything that is forged (SEC-AUTH-09)."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

import pytest

from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.providers.models import LinkedIdentity, PendingSignOn, Provider
from dangjian.kernel import clock
from dangjian.kernel.crypto.jose import sign_token
from dangjian.kernel.models.audit import AuditEntry
from tests.identity.accounts.conftest import Browser, code_of
from tests.identity.providers.conftest import SIGN_ON, Way, begin, finish, link, make_provider
from tests.identity.providers.fake_oidc import CLIENT_ID, KEY, OTHER_KEY, SECRET, FakeOidc, fake_oidc, part
from tests.roles import as_owner
from tests.world import building


def test_sec_auth_09_somebody_linked_signs_in(way: Way, browser: Browser) -> None:
    query = begin(browser, way.provider.pk, "phone")
    answer = finish(browser, way.provider.pk, code=way.fake.authorize(query), state=query["state"][0])

    assert answer.status_code == 200, AuditEntry.objects.latest("id").code
    assert answer.json() == {"purpose": "sign_in", "surface": "phone"}
    session = browser.send("GET", "/api/v1/identity/session").json()
    assert (session["stage"], session["name"]) == ("complete", way.world.here.accounts["member"].display_name)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == [f"http://testserver/sign-on/{way.provider.pk}"]
    kind, form, authorization = way.fake.asked[0]
    assert (kind, form["redirect_uri"]) == ("token", query["redirect_uri"][0])
    assert "client_secret" not in form
    pair = b64decode(authorization.removeprefix("Basic ")).decode()
    assert [unquote(item) for item in pair.split(":")] == [CLIENT_ID, SECRET]
    assert AuditEntry.objects.filter(note__contains="统一登录，移动端").exists()
    with building(way.provider.tenant_id):
        assert LinkedIdentity.objects.get().last_used_at == clock.now()


def test_sec_auth_09_the_session_starts_without_a_full_authentication_of_its_own(way: Way, browser: Browser) -> None:
    way.go(browser)
    browser.stage()

    answer = browser.send("POST", "/api/v1/identity/own/second-factor/enrolment", {})

    assert WebSession.objects.get(account=way.world.here.accounts["member"], factors="sign_on").auth_at is None
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.step_up_required")


def test_sec_auth_09_a_second_factor_is_asked_for_as_after_a_password(
    way: Way, browser: Browser, enrol: Callable[[str], tuple[str, list[str]]]
) -> None:
    secret, _ = enrol("member")

    way.go(browser)
    assert browser.stage() == "second_factor"
    assert browser.send("GET", "/api/v1/identity/own/identities").status_code == 401
    browser.send("POST", "/api/v1/identity/session/second-factor", {"code": code_of(secret)})

    assert browser.stage() == "complete"


def test_sec_auth_09_an_administrator_without_second_factor_gets_no_further(way: Way, browser: Browser) -> None:
    way.fake.subject = "u-admin"
    link(way.world, way.provider, "administrator", way.fake.issuer, "u-admin")
    with building(way.provider.tenant_id):
        Account.objects.filter(pk=way.world.here.accounts["administrator"].pk).update(second_factor_at=None)

    way.go(browser)

    assert browser.send("GET", "/api/v1/identity/session").json()["restriction"] == "second_factor"
    assert browser.send("GET", "/api/v1/directory/members").status_code == 403


def _unsigned(fake: FakeOidc, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def _none_with_signature(fake: FakeOidc, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'None', 'typ': 'JWT'})}.{part(claims)}.{part(b'x' * 32)}"


def _with_public_key_as_secret(fake: FakeOidc, claims: dict[str, Any]) -> str:
    head = f"{part({'alg': 'HS256', 'kid': KEY.key_id})}.{part(claims)}"
    return f"{head}.{part(hmac.new(json.dumps(KEY.public).encode(), head.encode(), sha256).digest())}"


def _with_client_secret(fake: FakeOidc, claims: dict[str, Any]) -> str:
    head = f"{part({'alg': 'HS256'})}.{part(claims)}"
    return f"{head}.{part(hmac.new(SECRET.encode(), head.encode(), sha256).digest())}"


def _with_other_key(fake: FakeOidc, claims: dict[str, Any]) -> str:
    return sign_token(claims, private=OTHER_KEY.private, key_id=KEY.key_id)


def _with_unknown_key(fake: FakeOidc, claims: dict[str, Any]) -> str:
    return sign_token(claims, private=OTHER_KEY.private, key_id="elsewhere")


def _with_key_in_header(fake: FakeOidc, claims: dict[str, Any]) -> str:
    header = {"alg": "RS256", "kid": KEY.key_id, "jwk": OTHER_KEY.public}
    body = fake.signed(claims).split(".")
    return f"{part(header)}.{body[1]}.{body[2]}"


def _with_key_elsewhere(fake: FakeOidc, claims: dict[str, Any]) -> str:
    body = fake.signed(claims).split(".")
    return f"{part({'alg': 'RS256', 'kid': KEY.key_id, 'jku': 'https://evil.example/keys'})}.{body[1]}.{body[2]}"


def _altered(fake: FakeOidc, claims: dict[str, Any]) -> str:
    body = fake.signed({**claims, "sub": "somebody"}).split(".")
    return f"{body[0]}.{part(claims)}.{body[2]}"


def _without_signature(fake: FakeOidc, claims: dict[str, Any]) -> str:
    return ".".join([*fake.signed(claims).split(".")[:2], ""])


def _other_algorithm(fake: FakeOidc, claims: dict[str, Any]) -> str:
    body = fake.signed(claims).split(".")
    return f"{part({'alg': 'PS256', 'kid': KEY.key_id})}.{body[1]}.{body[2]}"


FORGED_TOKENS = [
    *(_unsigned, _none_with_signature, _with_public_key_as_secret, _with_client_secret, _with_other_key),
    *(_with_unknown_key, _with_key_in_header, _with_key_elsewhere, _altered, _without_signature, _other_algorithm),
    *(lambda fake, claims: "no.token", lambda fake, claims: "", lambda fake, claims: "a.b.c"),
    *(lambda fake, claims: "x" * 20_000, lambda fake, claims: f"{part([])}.{part(claims)}.{part(b'x')}"),
]


@pytest.mark.parametrize("forge", FORGED_TOKENS)
def test_sec_auth_09_forged_tokens_are_refused(forge: Any, way: Way, browser: Browser) -> None:
    way.fake.make_token = lambda claims: forge(way.fake, claims)

    answer = way.go(browser)

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.sign_on_refused")
    assert browser.stage() == "none"


def _at(seconds: int) -> int:
    return int((clock.now() + timedelta(seconds=seconds)).timestamp())


FORGED_CLAIMS: list[Callable[[], dict[str, Any]]] = [
    lambda: {"iss": "https://evil.example"},
    lambda: {"iss": None},
    lambda: {"aud": "another-client"},
    lambda: {"aud": ["another-client"]},
    lambda: {"aud": None},
    lambda: {"aud": [CLIENT_ID, "another-client"]},
    lambda: {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
    lambda: {"azp": "another-client"},
    lambda: {"nonce": "another"},
    lambda: {"nonce": None},
    lambda: {"exp": _at(-61)},
    lambda: {"exp": None},
    lambda: {"exp": "2030-01-01"},
    lambda: {"exp": True},
    lambda: {"iat": _at(61)},
    lambda: {"iat": _at(-601)},
    lambda: {"iat": None},
    lambda: {"nbf": _at(61)},
    lambda: {"sub": ""},
    lambda: {"sub": None},
    lambda: {"sub": 1001},
    lambda: {"sub": "u" * 256},
]


@pytest.mark.parametrize("number", range(len(FORGED_CLAIMS)))
def test_sec_auth_09_tokens_that_say_something_else_are_refused(number: int, way: Way, browser: Browser) -> None:
    way.fake.claims = FORGED_CLAIMS[number]()

    answer = way.go(browser)

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.sign_on_refused")
    assert browser.stage() == "none"


def test_sec_auth_09_a_way_is_gone_once(way: Way, browser: Browser) -> None:
    query = begin(browser, way.provider.pk)
    given = {"code": way.fake.authorize(query), "state": query["state"][0]}

    first = finish(browser, way.provider.pk, **given)
    browser.stage()
    second = finish(browser, way.provider.pk, **given)

    assert (first.status_code, second.status_code) == (200, 401)


def test_sec_auth_09_a_replayed_code_is_refused(way: Way, browser: Browser, other_way: Browser) -> None:
    query = begin(browser, way.provider.pk)
    code = way.fake.authorize(query)
    finish(browser, way.provider.pk, code=code, state=query["state"][0])
    again = begin(other_way, way.provider.pk)

    assert finish(other_way, way.provider.pk, code=code, state=again["state"][0]).status_code == 401


def test_sec_auth_09_a_code_of_somebody_elses_way_is_refused(way: Way, browser: Browser, other_way: Browser) -> None:
    """The code was asked for with another browser's challenge: the verifier does not fit."""
    mine, theirs = begin(browser, way.provider.pk), begin(other_way, way.provider.pk)
    code = way.fake.authorize(theirs)
    way.fake.authorize(theirs)

    assert finish(browser, way.provider.pk, code=code, state=mine["state"][0]).status_code == 401


@pytest.fixture
def other_way() -> Browser:
    """Somebody else's browser."""
    return Browser("198.51.100.9")


def test_sec_auth_09_a_state_opens_nothing_in_another_browser(way: Way, browser: Browser, other_way: Browser) -> None:
    query = begin(browser, way.provider.pk)
    code, state = way.fake.authorize(query), query["state"][0]
    begin(other_way, way.provider.pk)

    assert finish(other_way, way.provider.pk, code=code, state=state).status_code == 401
    assert other_way.stage() == "none"
    assert finish(Browser(), way.provider.pk, code=code, state=state).status_code == 401


@pytest.mark.parametrize("given", [{}, {"code": "x"}, {"state": "x" * 43}, {"code": "x", "state": "x" * 43}], ids=str)
def test_sec_auth_09_answers_without_a_way_are_refused(given: dict[str, str], way: Way, browser: Browser) -> None:
    begin(browser, way.provider.pk)

    assert finish(browser, way.provider.pk, **given).status_code == 401


def test_sec_auth_09_an_answer_without_code_is_refused(way: Way, browser: Browser) -> None:
    query = begin(browser, way.provider.pk)

    assert finish(browser, way.provider.pk, state=query["state"][0]).status_code == 401


def test_sec_auth_09_the_providers_no_is_told(way: Way, browser: Browser) -> None:
    query = begin(browser, way.provider.pk)

    answer = finish(browser, way.provider.pk, state=query["state"][0], error="access_denied")

    assert answer.status_code == 401
    assert "没有同意" in answer.json()["detail"]


def test_sec_auth_09_a_way_of_one_provider_does_not_end_at_another(way: Way, browser: Browser) -> None:
    other = make_provider(way.world, address=way.fake.issuer, secret=SECRET)
    query = begin(browser, way.provider.pk)

    answer = finish(browser, other.pk, code=way.fake.authorize(query), state=query["state"][0])

    assert answer.status_code == 401
    assert [kind for kind, _, _ in way.fake.asked] == []  # the code was not taken to anybody


def test_sec_auth_09_an_answer_that_names_another_issuer_is_mixed_up(way: Way, browser: Browser) -> None:
    answer = way.go(browser, iss="https://evil.example")

    assert answer.status_code == 401
    assert way.fake.asked == []


def test_sec_auth_09_a_missing_issuer_is_refused_where_the_provider_names_it(way: Way, browser: Browser) -> None:
    way.fake.about = {"authorization_response_iss_parameter_supported": True}

    assert way.go(browser).status_code == 401
    assert way.go(browser, iss=way.fake.issuer).status_code == 200


def test_sec_auth_09_late_answers_are_refused(way: Way, browser: Browser) -> None:
    query = begin(browser, way.provider.pk)
    code = way.fake.authorize(query)
    with as_owner():
        PendingSignOn.objects.update(expires_at=clock.now())

    assert finish(browser, way.provider.pk, code=code, state=query["state"][0]).status_code == 401


def test_sec_auth_09_nobody_is_found_by_name_or_phone(way: Way, browser: Browser) -> None:
    """The provider says who it is in every way but the linked pair."""
    member = way.world.here.accounts["member"]
    way.fake.subject = member.login_name
    way.fake.claims = {
        "name": member.display_name, "preferred_username": member.login_name, "phone_number": "13800000001",
        "phone_number_verified": True, "email": f"{member.login_name}@example.com", "email_verified": True,
    }  # fmt: skip

    answer = way.go(browser)

    assert answer.status_code == 401
    assert "绑定" in answer.json()["detail"]
    assert browser.stage() == "none"


def test_sec_auth_09_links_end_when_the_address_becomes_another(way: Way, browser: Browser) -> None:
    with building(way.provider.tenant_id), fake_oidc() as elsewhere:
        elsewhere.subject = way.fake.subject
        Provider.objects.filter(pk=way.provider.pk).update(address=elsewhere.issuer)
        from django.conf import settings

        settings.OUTGOING_DESTINATIONS.append(elsewhere.issuer)
        way.fake = elsewhere

        assert way.go(browser).status_code == 401


def test_sec_auth_09_disabled_people_stay_out(way: Way, browser: Browser) -> None:
    with building(way.provider.tenant_id):
        Account.objects.filter(pk=way.world.here.accounts["member"].pk).update(disabled_at=clock.now())

    assert way.go(browser).status_code == 401


def test_sec_auth_09_a_provider_that_is_off_leads_nowhere(way: Way, browser: Browser) -> None:
    shown = [{"id": str(way.provider.pk), "kind": "oidc", "name": way.provider.name}]
    assert browser.send("GET", f"{SIGN_ON}/providers").json() == shown
    query = begin(browser, way.provider.pk)
    with building(way.provider.tenant_id):
        Provider.objects.filter(pk=way.provider.pk).update(is_on=False)

    assert browser.send("POST", f"{SIGN_ON}/{way.provider.pk}/begin", {}).status_code == 404
    code = way.fake.authorize(query)
    assert finish(browser, way.provider.pk, code=code, state=query["state"][0]).status_code == 404
    assert browser.send("GET", f"{SIGN_ON}/providers").json() == []


def test_sec_auth_09_metadata_of_another_issuer_is_refused(way: Way, browser: Browser) -> None:
    way.fake.about = {"issuer": "https://evil.example"}

    answer = browser.send("POST", f"{SIGN_ON}/{way.provider.pk}/begin", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.provider.not_itself")


def test_sec_auth_09_metadata_that_leads_inside_is_refused(way: Way, browser: Browser) -> None:
    way.fake.about = {"token_endpoint": "http://127.0.0.1:1/token"}

    answer = browser.send("POST", f"{SIGN_ON}/{way.provider.pk}/begin", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.provider.address_refused")


def test_sec_auth_09_a_key_published_a_moment_ago_is_found(
    way: Way, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert way.go(browser).status_code == 200
    way.fake.keys = [OTHER_KEY.public]
    way.fake.make_token = lambda claims: sign_token(claims, private=OTHER_KEY.private, key_id=OTHER_KEY.key_id)
    monkeypatch.setattr("dangjian.identity.providers.adapters.oidc.KEYS_AGAIN_AFTER", -1.0)

    assert way.go(Browser()).status_code == 200


def test_sec_auth_09_a_short_key_is_refused(way: Way, browser: Browser) -> None:
    way.fake.keys = [{**KEY.public, "n": part(b"\xff" * 128)}]

    assert way.go(browser).status_code == 401


def test_sec_auth_09_a_refusal_is_in_the_audit_trail_and_what_was_brought_is_not(way: Way, browser: Browser) -> None:
    way.fake.claims = {"nonce": "another"}

    way.go(browser)

    row = AuditEntry.objects.filter(outcome="refused").latest("id")
    assert row.code == "identity.sign_on.nonce"


def test_sec_auth_09_the_data_base_completes_nothing(way: Way, browser: Browser) -> None:
    """What waits holds hashes only: verifier, nonce and state are not in it."""
    query = begin(browser, way.provider.pk)

    kept = str(list(PendingSignOn.objects.values()))

    for name in ("state", "nonce"):
        assert query[name][0] not in kept
    assert browser.cookies["dangjian-sign-on"].value not in kept
    assert browser.cookies["dangjian-sign-on"]["httponly"]


def test_sec_auth_09_ways_that_were_begun_do_not_pile_up(way: Way, browser: Browser) -> None:
    for _ in range(23):
        begin(browser, way.provider.pk)

    assert PendingSignOn.objects.count() == 20

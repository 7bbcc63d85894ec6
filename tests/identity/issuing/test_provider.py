"""The platform as OpenID provider, asked as a conformance suite would ask (SEC-AUTH-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.issuing.models import Authorisation, Client, Consent, IssuedToken, TokenKey
from dangjian.identity.issuing.rules import access_hash
from dangjian.kernel import clock
from dangjian.kernel.crypto.jose import read_token
from tests.identity.issuing.conftest import ALL, BACK, SECRET, Relying, answer_in, ask, decide, make_client
from tests.world import SignedInClient, World, building

CodeFor = Callable[..., str]


def test_sec_auth_10_somebody_agrees_and_the_system_learns_who_it_is(
    relying: Relying, member_client: SignedInClient, world: World
) -> None:
    asked = ask(member_client, relying.request()).json()
    agreed = answer_in(decide(member_client, relying.request()).json()["redirect_to"])
    issued = relying.redeem(agreed["code"])
    about = relying.web.get(f"{relying.root}/.well-known/openid-configuration").json()
    keys = relying.web.get(f"{relying.root}/keys").json()

    assert asked["client_name"] == relying.client.name
    assert [scope["name"] for scope in asked["scopes"]] == ["openid", "profile"]
    assert asked["redirect_to"] == ""
    assert (agreed["state"], agreed["iss"], agreed["from"]) == ("st-1", about["issuer"], "dj")
    assert issued.status_code == 200, issued.content.decode()
    assert issued["Cache-Control"] == "no-store"
    said, claims = issued.json(), read_token(issued.json()["id_token"], keys)
    assert (said["token_type"], said["expires_in"], "refresh_token" in said) == ("Bearer", 600, False)
    member = world.here.accounts["member"]
    assert claims["iss"] == about["issuer"] == "http://testserver/oidc/linjiang"
    assert claims["aud"] == relying.client.client_id
    assert (claims["nonce"], claims["name"]) == ("n-1", member.display_name)
    assert claims["at_hash"] == access_hash(said["access_token"])
    assert claims["exp"] - claims["iat"] == 300
    assert "d" not in keys["keys"][0]
    assert relying.person(said["access_token"]).json() == {
        "sub": claims["sub"],
        "name": member.display_name,
        "preferred_username": member.login_name,
    }


def test_sec_auth_10_only_what_is_offered_is_published(relying: Relying) -> None:
    about = relying.web.get(f"{relying.root}/.well-known/openid-configuration").json()

    assert about["response_types_supported"] == ["code"]
    assert about["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert about["code_challenge_methods_supported"] == ["S256"]
    assert about["id_token_signing_alg_values_supported"] == ["RS256"]
    assert "none" not in about["token_endpoint_auth_methods_supported"]
    assert relying.web.get("/oidc/nobody/.well-known/openid-configuration").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "https://hr.example.com/callback", f"{BACK}&x=1", f"{BACK}/", BACK.upper(), BACK.replace("https", "http"),
        "https://hr.example.com.evil.example/callback?from=dj", "https://evil.example/", "", None,
        "https://hr.example.com:443/callback?from=dj", "https://hr.example.com/./callback?from=dj", f"{BACK}#x",
        "https://hr.example.com/callback?from=d%6A", "https://hr.example.com@evil.example/callback?from=dj",
    ],
)  # fmt: skip
def test_sec_auth_10_other_addresses_are_never_gone_to(
    address: str | None, relying: Relying, member_client: SignedInClient
) -> None:
    given = relying.request(redirect_uri=address)

    assert ask(member_client, given).status_code == 422
    assert decide(member_client, given).status_code == 422


REFUSED: list[tuple[dict[str, str | None], str]] = [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "id_token"}, "unsupported_response_type"),
    ({"response_type": "code token"}, "unsupported_response_type"),
    ({"response_type": None}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"response_mode": "form_post"}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": None}, "invalid_scope"),
    ({"scope": "openid phone"}, "invalid_scope"),
    ({"code_challenge": None}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"request": "x.y.z"}, "request_not_supported"),
    ({"request_uri": "https://evil.example/"}, "request_uri_not_supported"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "sing"}, "invalid_request"),
    ({"prompt": "none"}, "consent_required"),
    ({"nonce": "n" * 301}, "invalid_request"),
]


@pytest.mark.parametrize(("changes", "error"), REFUSED)
def test_sec_auth_10_other_requests_are_answered_with_an_error(
    changes: dict[str, str | None], error: str, relying: Relying, member_client: SignedInClient
) -> None:
    answer = answer_in(ask(member_client, relying.request(**changes)).json()["redirect_to"])

    assert (answer["error"], answer["state"]) == (error, "st-1")
    assert "code" not in answer
    with building(relying.client.tenant_id):
        assert not Authorisation.objects.exists()


def test_sec_auth_10_a_scope_that_is_not_registered_is_refused(world: World, member_client: SignedInClient) -> None:
    relying = Relying(make_client(world, scopes=["openid"]))

    answer = answer_in(ask(member_client, relying.request()).json()["redirect_to"])

    assert answer["error"] == "invalid_scope"


def test_sec_auth_10_unknown_foreign_and_switched_off_systems_are_refused(
    relying: Relying, member_client: SignedInClient, world: World
) -> None:
    foreign = make_client(world, tenant="there")
    off = make_client(world, is_on=False)

    for client_id in ("dj-nobody", "", foreign.client_id, off.client_id):
        assert decide(member_client, relying.request(client_id=client_id)).status_code == 404


def test_sec_auth_10_the_persons_no_is_told(relying: Relying, member_client: SignedInClient) -> None:
    answer = answer_in(decide(member_client, relying.request(), agrees=False).json()["redirect_to"])

    assert (answer["error"], answer["state"]) == ("access_denied", "st-1")


def test_sec_auth_10_nobody_agrees_for_others(relying: Relying, world: World) -> None:
    assert decide(world.client("anybody"), relying.request()).status_code == 401


def test_sec_auth_10_agreement_is_remembered_and_more_is_asked_for_again(
    relying: Relying, member_client: SignedInClient
) -> None:
    decide(member_client, relying.request())

    again = ask(member_client, relying.request()).json()["redirect_to"]
    quietly = ask(member_client, relying.request(prompt="none")).json()["redirect_to"]
    anew = ask(member_client, relying.request(prompt="consent")).json()["redirect_to"]
    more = ask(member_client, relying.request(scope="openid profile organisation")).json()["redirect_to"]

    assert "code" in answer_in(again)
    assert "code" in answer_in(quietly)
    assert (anew, more) == ("", "")


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}])
def test_sec_auth_10_a_fresh_sign_in_is_insisted_on(
    changes: dict[str, str], relying: Relying, member_client: SignedInClient
) -> None:
    fine = decide(member_client, relying.request(**changes))
    WebSession.objects.update(auth_at=clock.now() - timedelta(minutes=6))

    assert fine.status_code == 200
    assert decide(member_client, relying.request(**changes)).json()["code"] == "identity.step_up_required"


def test_sec_auth_10_a_code_replayed_revokes_what_was_issued(relying: Relying, code_for: CodeFor) -> None:
    code = code_for(scope=" ".join(ALL))
    issued = relying.redeem(code).json()
    assert relying.person(issued["access_token"]).status_code == 200

    replayed = relying.redeem(code)

    assert (replayed.status_code, replayed.json()) == (400, {"error": "invalid_grant"})
    assert relying.person(issued["access_token"]).status_code == 401
    assert relying.refresh(issued["refresh_token"]).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 50}, {"code_verifier": ""}, {"code_verifier": "short"}, {"redirect_uri": f"{BACK}&x"},
        {"redirect_uri": ""}, {"code": "another"}, {"code": ""}, {"redirect_uri": "https://例.example/"},
    ],
)  # fmt: skip
def test_sec_auth_10_codes_that_do_not_fit_are_refused(
    changes: dict[str, str], relying: Relying, code_for: CodeFor
) -> None:
    code = code_for()

    answer = relying.redeem(code, **changes)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    if "code" not in changes:  # it was tried by somebody who does not know the rest: it is burnt
        assert relying.redeem(code).status_code == 400


def test_sec_auth_10_a_code_ends_after_a_minute(relying: Relying, code_for: CodeFor) -> None:
    code = code_for()
    with building(relying.client.tenant_id):
        row = Authorisation.objects.get()
        assert row.code_ends_at - clock.now() <= timedelta(seconds=60)
        Authorisation.objects.update(code_ends_at=clock.now())

    assert relying.redeem(code).json() == {"error": "invalid_grant"}


def test_sec_auth_10_a_code_of_another_system_is_refused_and_burnt(
    relying: Relying, code_for: CodeFor, world: World
) -> None:
    code, other = code_for(), Relying(make_client(world))

    assert other.redeem(code).json() == {"error": "invalid_grant"}
    assert relying.redeem(code).json() == {"error": "invalid_grant"}


def test_sec_auth_10_a_code_is_redeemed_at_its_own_issuer(relying: Relying, code_for: CodeFor, world: World) -> None:
    elsewhere = Relying(relying.client, code="beihe")

    assert elsewhere.redeem(code_for()).json() == {"error": "invalid_client"}


@pytest.mark.parametrize(
    "authorization",
    [
        None, "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x", "basic:wrong", "basic:", "basic:nobody",
    ],
)  # fmt: skip
def test_sec_auth_10_systems_that_do_not_prove_themselves_are_refused(
    authorization: str | None, relying: Relying, code_for: CodeFor
) -> None:
    header = authorization
    if header is not None and header.startswith("basic:"):
        wanted = header.removeprefix("basic:")
        header = relying.basic(name="dj-nobody") if wanted == "nobody" else relying.basic(secret=wanted)

    answer = relying.token(header, grant_type="authorization_code", code=code_for(), redirect_uri=BACK)

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_sec_auth_10_systems_prove_themselves_in_one_place(relying: Relying, code_for: CodeFor) -> None:
    form = {"client_id": relying.client.client_id, "client_secret": SECRET}

    both = relying.redeem(code_for(), **form)
    by_form = relying.token(
        None, grant_type="authorization_code", code=code_for(), redirect_uri=BACK, code_verifier="v" * 50, **form
    )

    assert both.json() == {"error": "invalid_request"}
    assert by_form.status_code == 200


@pytest.mark.parametrize(
    "kind", ["password", "client_credentials", "implicit", "", "urn:ietf:params:oauth:grant-type:x"]
)
def test_sec_auth_10_there_is_no_other_grant(kind: str, relying: Relying) -> None:
    answer = relying.token(grant_type=kind, username="x", password="y")

    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})


def test_sec_auth_10_doubled_parameters_and_other_forms_are_refused(relying: Relying, code_for: CodeFor) -> None:
    path, headers = f"{relying.root}/token", {"Authorization": relying.basic()}
    form = f"grant_type=authorization_code&code={code_for()}&code=x"

    doubled = relying.web.post(path, form, "application/x-www-form-urlencoded", headers=headers)
    by_json = relying.web.post(path, {"grant_type": "authorization_code"}, "application/json", headers=headers)
    by_query = relying.web.post(
        f"{path}?grant_type=authorization_code", "", "application/x-www-form-urlencoded", headers=headers
    )

    for answer in (doubled, by_json, by_query):
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert relying.web.get(path).status_code == 405


def test_sec_auth_10_refresh_tokens_rotate_and_a_replayed_one_revokes(relying: Relying, code_for: CodeFor) -> None:
    first = relying.redeem(code_for(scope=" ".join(ALL))).json()
    second = relying.refresh(first["refresh_token"]).json()
    assert relying.person(second["access_token"]).status_code == 200
    assert first["refresh_token"] != second["refresh_token"]

    replayed = relying.refresh(first["refresh_token"])

    assert replayed.json() == {"error": "invalid_grant"}
    assert relying.refresh(second["refresh_token"]).json() == {"error": "invalid_grant"}
    assert relying.person(second["access_token"]).status_code == 401


def test_sec_auth_10_refreshing_has_an_absolute_end(relying: Relying, code_for: CodeFor) -> None:
    issued = relying.redeem(code_for(scope=" ".join(ALL))).json()
    with building(relying.client.tenant_id):
        end = Authorisation.objects.get().ends_at
        assert end == clock.now() + timedelta(days=30)
        renewed = relying.refresh(issued["refresh_token"]).json()
        assert Authorisation.objects.get().ends_at == end
        assert {row.ends_at for row in IssuedToken.objects.filter(kind="refresh")} == {end}
        Authorisation.objects.update(ends_at=clock.now())

    assert relying.refresh(renewed["refresh_token"]).json() == {"error": "invalid_grant"}


def test_sec_auth_10_refreshing_asks_for_less_and_never_for_more(relying: Relying, code_for: CodeFor) -> None:
    issued = relying.redeem(code_for(scope="openid offline_access")).json()

    more = relying.refresh(issued["refresh_token"], scope="openid profile")
    less = relying.refresh(issued["refresh_token"], scope="openid")

    assert more.json() == {"error": "invalid_grant"}
    assert (less.status_code, less.json()["scope"], "refresh_token" in less.json()) == (200, "openid", False)


def test_sec_auth_10_a_refresh_token_belongs_to_its_system(relying: Relying, code_for: CodeFor, world: World) -> None:
    issued = relying.redeem(code_for(scope=" ".join(ALL))).json()
    other = Relying(make_client(world))

    assert other.refresh(issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert relying.refresh(issued["access_token"]).json() == {"error": "invalid_grant"}
    assert relying.person(issued["refresh_token"]).status_code == 401


def test_sec_auth_10_without_offline_access_nothing_is_renewed(relying: Relying, code_for: CodeFor) -> None:
    assert "refresh_token" not in relying.redeem(code_for()).json()


def test_sec_auth_10_least_scopes_tell_least(relying: Relying, code_for: CodeFor) -> None:
    issued = relying.redeem(code_for(scope="openid")).json()

    assert set(relying.person(issued["access_token"]).json()) == {"sub"}


def test_sec_auth_10_two_systems_know_somebody_by_different_names(
    relying: Relying, code_for: CodeFor, world: World, member_client: SignedInClient
) -> None:
    other = Relying(make_client(world))
    here = relying.person(relying.redeem(code_for()).json()["access_token"]).json()["sub"]
    code = answer_in(decide(member_client, other.request()).json()["redirect_to"])["code"]
    there = other.person(other.redeem(code).json()["access_token"]).json()["sub"]

    assert here != there
    assert str(world.here.accounts["member"].pk) not in {here, there}


def test_sec_auth_10_consents_are_listed_and_revoked(
    relying: Relying, code_for: CodeFor, member_client: SignedInClient, secretary_client: SignedInClient
) -> None:
    path = "/api/v1/identity/own/consents"
    issued = relying.redeem(code_for(scope=" ".join(ALL))).json()
    waiting = code_for()
    listed = member_client.call("GET", path).json()
    assert [row["client_name"] for row in listed] == [relying.client.name]
    assert [scope["name"] for scope in listed[0]["scopes"]] == list(ALL)
    assert secretary_client.call("GET", path).json() == []
    assert secretary_client.call("DELETE", f"{path}/{listed[0]['id']}").status_code == 404

    gone = member_client.call("DELETE", f"{path}/{listed[0]['id']}")

    assert gone.status_code == 204
    assert member_client.call("GET", path).json() == []
    assert relying.person(issued["access_token"]).status_code == 401
    assert relying.refresh(issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert relying.redeem(waiting).json() == {"error": "invalid_grant"}
    assert ask(member_client, relying.request()).json()["redirect_to"] == ""


def test_sec_auth_10_an_agreement_after_a_revocation_holds_what_was_asked_then(
    relying: Relying, code_for: CodeFor, member_client: SignedInClient
) -> None:
    relying.redeem(code_for(scope=" ".join(ALL)))
    path = "/api/v1/identity/own/consents"
    member_client.call("DELETE", f"{path}/{member_client.call('GET', path).json()[0]['id']}")

    code_for(scope="openid")

    with building(relying.client.tenant_id):
        assert Consent.objects.get().scopes == ["openid"]


def _disable_account(relying: Relying, world: World) -> None:
    Account.objects.filter(pk=world.here.accounts["member"].pk).update(disabled_at=clock.now())


def _switch_client_off(relying: Relying, world: World) -> None:
    Client.objects.filter(pk=relying.client.pk).update(is_on=False)


@pytest.mark.parametrize("end", [_disable_account, _switch_client_off])
def test_sec_auth_10_nothing_outlives_its_ground(end: Any, relying: Relying, code_for: CodeFor, world: World) -> None:
    issued = relying.redeem(code_for(scope=" ".join(ALL))).json()
    with building(world.tenant_id):
        end(relying, world)

    assert relying.person(issued["access_token"]).status_code == 401
    assert relying.refresh(issued["refresh_token"]).status_code in {400, 401}


def test_sec_auth_10_an_access_token_ends_after_ten_minutes(relying: Relying, code_for: CodeFor) -> None:
    issued = relying.redeem(code_for()).json()
    with building(relying.client.tenant_id):
        assert IssuedToken.objects.get().ends_at == clock.now() + timedelta(minutes=10)
        IssuedToken.objects.update(ends_at=clock.now())

    assert relying.person(issued["access_token"]).status_code == 401


@pytest.mark.parametrize("how", ["query", "form", "none", "basic"])
def test_sec_auth_10_an_access_token_stands_in_the_header(how: str, relying: Relying, code_for: CodeFor) -> None:
    token, path = relying.redeem(code_for()).json()["access_token"], f"{relying.root}/userinfo"
    answers = {
        "query": lambda: relying.web.get(f"{path}?access_token={token}"),
        "form": lambda: relying.web.post(path, {"access_token": token}),
        "none": lambda: relying.web.get(path),
        "basic": lambda: relying.web.get(path, headers={"Authorization": f"Basic {token}"}),
    }

    assert answers[how]().status_code == 401


def test_sec_auth_10_a_system_gives_tokens_back(relying: Relying, code_for: CodeFor, world: World) -> None:
    issued = relying.redeem(code_for(scope=" ".join(ALL))).json()
    other, path = Relying(make_client(world)), f"{relying.root}/revoke"

    def give_back(who: Relying, token: str) -> int:
        body = f"token={token}"
        kind = "application/x-www-form-urlencoded"
        return int(who.web.post(path, body, kind, headers={"Authorization": who.basic()}).status_code)

    assert give_back(other, issued["refresh_token"]) == 200
    assert relying.person(issued["access_token"]).status_code == 200
    assert give_back(relying, issued["refresh_token"]) == give_back(relying, "unknown") == 200
    assert relying.person(issued["access_token"]).status_code == 401


def test_sec_auth_10_the_data_base_holds_digests_only(relying: Relying, code_for: CodeFor) -> None:
    code = code_for(scope=" ".join(ALL))
    issued = relying.redeem(code).json()

    with building(relying.client.tenant_id):
        kept = str([list(model.objects.values()) for model in (Client, Authorisation, IssuedToken)])
    for secret in (code, issued["access_token"], issued["refresh_token"], SECRET):
        assert secret not in kept


def test_sec_auth_10_a_replaced_key_stays_published_for_a_day(
    relying: Relying, code_for: CodeFor, administrator_client: SignedInClient
) -> None:
    before = relying.redeem(code_for()).json()["id_token"]
    assert administrator_client.call("POST", "/api/v1/identity/client-key").status_code == 204

    after = relying.redeem(code_for()).json()["id_token"]
    keys = relying.web.get(f"{relying.root}/keys").json()

    assert len(keys["keys"]) == 2
    for token in (before, after):
        assert read_token(token, keys)["iss"].endswith("/oidc/linjiang")
    with building(relying.client.tenant_id):
        TokenKey.objects.exclude(retired_at=None).update(retired_at=clock.now() - timedelta(days=1))
    assert len(relying.web.get(f"{relying.root}/keys").json()["keys"]) == 1


def test_sec_auth_10_browsers_are_sent_to_the_page_that_asks(relying: Relying) -> None:
    answer = relying.web.get(f"{relying.root}/authorize?client_id=x&state=1")

    assert (answer.status_code, answer["Location"]) == (302, "/console/authorize?client_id=x&state=1")

"""CAS, DingTalk, Feishu, WeCom and WeChat against servers on the loopback that answer as documented (SEC-AUTH-09)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dangjian.identity.providers.models import Provider
from tests.identity.accounts.conftest import Browser
from tests.identity.providers.conftest import begin, finish, link, make_provider
from tests.identity.providers.fake_oidc import part, served
from tests.world import World

KINDS = ("cas", "dingtalk", "feishu", "wecom", "weixin")
GOOD = {"cas": "ST-1-good", "dingtalk": "good", "feishu": "good", "wecom": "good", "weixin": "good"}
CODE_IN = {"cas": "ticket", "dingtalk": "authCode", "feishu": "code", "wecom": "code", "weixin": "code"}
SUBJECTS = {"cas": "wang", "dingtalk": "union-1", "feishu": "ou_1", "wecom": "WangJianGuo", "weixin": "open-1"}
EXTRA = {"cas": "", "dingtalk": "corp-1", "feishu": "tenant-1", "wecom": "1000002", "weixin": ""}
CAS_OK = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess><cas:user>wang</cas:user>'
    "<cas:attributes><cas:displayName>王建国</cas:displayName></cas:attributes>"
    "</cas:authenticationSuccess></cas:serviceResponse>"
)
CAS_NO = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
    '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure></cas:serviceResponse>'
)


@dataclass
class Platform:
    """All of them behind one address; `answers` replaces single answers by path."""

    used: set[str] = field(default_factory=set)
    answers: dict[str, Any] = field(default_factory=dict)
    challenge: str = ""
    service: str = ""
    seen: list[str] = field(default_factory=list)

    def once(self, code: str) -> bool:
        """Whether the code is good, and used for the first time."""
        fresh = code.endswith("good") and code not in self.used
        self.used.add(code)
        return fresh

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        """One answer."""
        place, query = urlsplit(path).path, {k: v[0] for k, v in parse_qs(urlsplit(path).query).items()}
        self.seen.append(place)
        if place in self.answers:
            return 200, self.answers[place]
        given = json.loads(body) if body.startswith(b"{") else {}
        names = {name.lower(): value for name, value in headers.items()}
        return getattr(self, "_" + place.strip("/").replace("/", "_").replace(".", "_"))(query, given, names)

    def _cas_p3_serviceValidate(self, query: dict[str, str], given: Any, headers: Any) -> tuple[int, Any]:
        fits = query["service"] == self.service and self.once(query["ticket"])
        return 200, (CAS_OK if fits else CAS_NO).encode()

    def _dingtalk_v1_0_oauth2_userAccessToken(self, query: Any, given: Any, headers: Any) -> tuple[int, Any]:
        right = given["clientSecret"] == "secret" and given["grantType"] == "authorization_code"
        if not (right and self.once(given["code"])):
            return 400, {"code": "invalidParameter"}
        return 200, {"accessToken": "token-d", "refreshToken": "r", "expireIn": 7200, "corpId": "corp-1"}

    def _dingtalk_v1_0_contact_users_me(self, query: Any, given: Any, headers: Any) -> tuple[int, Any]:
        assert headers["x-acs-dingtalk-access-token"] == "token-d"
        return 200, {"nick": "王建国", "unionId": "union-1", "openId": "o", "mobile": "13800000001"}

    def _dingtalk_v1_0_oauth2_accessToken(self, query: Any, given: Any, headers: Any) -> tuple[int, Any]:
        return (200, {"accessToken": "a"}) if given["appSecret"] == "secret" else (400, {"code": "bad"})

    def _feishu_authen_v2_oauth_token(self, query: Any, given: Any, headers: Any) -> tuple[int, Any]:
        proved = part(sha256(given["code_verifier"].encode()).digest()) == self.challenge
        if not (proved and given["client_secret"] == "secret" and self.once(given["code"])):
            return 400, {"code": 20003}
        return 200, {"code": 0, "access_token": "token-f", "token_type": "Bearer"}

    def _feishu_authen_v1_user_info(self, query: Any, given: Any, headers: Any) -> tuple[int, Any]:
        assert headers["authorization"] == "Bearer token-f"
        return 200, {"code": 0, "data": {"name": "王建国", "open_id": "ou_1", "tenant_key": "tenant-1"}}

    def _feishu_auth_v3_app_access_token_internal(self, query: Any, given: Any, headers: Any) -> tuple[int, Any]:
        return 200, {"code": 0 if given["app_secret"] == "secret" else 10003}

    def _wecom_gettoken(self, query: dict[str, str], given: Any, headers: Any) -> tuple[int, Any]:
        right = query == {"corpid": "app", "corpsecret": "secret"}
        return 200, {"errcode": 0, "access_token": "token-w"} if right else {"errcode": 40001}

    def _wecom_auth_getuserinfo(self, query: dict[str, str], given: Any, headers: Any) -> tuple[int, Any]:
        fits = query["access_token"] == "token-w" and self.once(query["code"])
        return 200, {"errcode": 0, "userid": "WangJianGuo"} if fits else {"errcode": 40029}

    def _weixin_oauth2_access_token(self, query: dict[str, str], given: Any, headers: Any) -> tuple[int, Any]:
        if query["secret"] != "secret":
            return 200, {"errcode": 40125}
        fits = self.once(query["code"]) and query["grant_type"] == "authorization_code"
        return 200, {"access_token": "token-x", "openid": "open-1"} if fits else {"errcode": 40029}

    def _weixin_userinfo(self, query: dict[str, str], given: Any, headers: Any) -> tuple[int, Any]:
        assert query == {"access_token": "token-x", "openid": "open-1"}
        return 200, {"openid": "open-1", "nickname": "王建国", "unionid": "u"}


@contextmanager
def platform_running(settings: Any) -> Iterator[tuple[Platform, str]]:
    """The platforms, with their addresses put in place of the real ones."""
    platform = Platform()
    with served(platform.answer) as address:
        settings.OUTGOING_DESTINATIONS = [address]
        names = ("dingtalk", "feishu", "wecom", "weixin")
        settings.SIGN_ON_ADDRESSES = {f"{name}.api": f"{address}/{name}" for name in names}
        yield platform, address


@pytest.fixture
def running(settings: Any) -> Iterator[tuple[Platform, str]]:
    """See `platform_running`."""
    with platform_running(settings) as found:
        yield found


def _set_up(world: World, kind: str, address: str) -> Provider:
    root = f"{address}/cas" if kind == "cas" else ""
    provider = make_provider(
        world, kind=kind, name=kind, address=root, client_id="app", secret="secret", extra=EXTRA[kind]
    )
    issuer = root if kind == "cas" else f"{kind}:app"
    link(world, provider, "member", issuer, SUBJECTS[kind])
    return provider


def _go(platform: Platform, browser: Browser, provider: Provider, code: str | None = None) -> Any:
    query = begin(browser, provider.pk)
    if provider.kind == "cas":
        platform.service = query["service"][0]
        state = parse_qs(urlsplit(platform.service).query)["state"][0]
    else:
        state = query["state"][0]
        platform.challenge = query.get("code_challenge", [""])[0]
    return finish(
        browser, provider.pk, state=state, **{CODE_IN[provider.kind]: GOOD[provider.kind] if code is None else code}
    )


@pytest.mark.parametrize("kind", KINDS)
def test_sec_auth_09_platforms_sign_in_once_per_code(kind: str, world: World, running: tuple[Platform, str]) -> None:
    platform, address = running
    provider, browser, second = _set_up(world, kind, address), Browser(), Browser()

    first = _go(platform, browser, provider)
    replayed = _go(platform, second, provider)

    assert first.status_code == 200, first.content.decode()
    assert browser.stage() == "complete"
    assert (replayed.status_code, second.stage()) == (401, "none")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", ["", "bad", "ST-1-bad", "ST-1\r\nHost: evil"])
def test_sec_auth_09_platforms_refuse_other_codes(
    kind: str, code: str, world: World, running: tuple[Platform, str]
) -> None:
    platform, address = running
    browser = Browser()

    answer = _go(platform, browser, _set_up(world, kind, address), code)

    assert (answer.status_code, browser.stage()) == (401, "none")


FOREIGN: list[tuple[str, str, Any]] = [
    ("dingtalk", "/dingtalk/v1.0/oauth2/userAccessToken", {"accessToken": "token-d", "corpId": "another"}),
    ("dingtalk", "/dingtalk/v1.0/contact/users/me", {"nick": "王建国", "mobile": "13800000001"}),
    ("dingtalk", "/dingtalk/v1.0/contact/users/me", {"unionId": "union-2", "nick": "王建国"}),
    ("feishu", "/feishu/authen/v1/user_info", {"code": 0, "data": {"open_id": "ou_1", "tenant_key": "another"}}),
    ("feishu", "/feishu/authen/v1/user_info", {"code": 0, "data": {"tenant_key": "tenant-1", "union_id": "on_1"}}),
    ("feishu", "/feishu/authen/v2/oauth/token", {"code": 20050, "access_token": "token-f"}),
    ("wecom", "/wecom/auth/getuserinfo", {"errcode": 0, "openid": "WangJianGuo"}),
    ("wecom", "/wecom/auth/getuserinfo", {"errcode": 0, "userid": ["WangJianGuo"]}),
    ("weixin", "/weixin/userinfo", {"openid": "open-2"}),
    ("weixin", "/weixin/oauth2/access_token", {"errcode": 40163, "access_token": "token-x", "openid": "open-1"}),
    ("cas", "/cas/p3/serviceValidate", CAS_OK.replace("wang", "").encode()),
    ("cas", "/cas/p3/serviceValidate", CAS_OK.replace("http://www.yale.edu/tp/cas", "urn:other").encode()),
    ("cas", "/cas/p3/serviceValidate", CAS_NO.replace("</cas:serviceResponse>", CAS_OK[60:]).encode()),
]


@pytest.mark.parametrize(("kind", "path", "said"), FOREIGN)
def test_sec_auth_09_platforms_that_name_somebody_else_let_nobody_in(
    kind: str, path: str, said: Any, world: World, running: tuple[Platform, str]
) -> None:
    platform, address = running
    platform.answers[path] = said
    browser = Browser()

    answer = _go(platform, browser, _set_up(world, kind, address))

    assert (answer.status_code, browser.stage()) in {(401, "none"), (503, "none")}
    assert path in platform.seen


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize("said", [BOMB, OUTSIDE, b"<html>", b"", b"{}"])
def test_sec_auth_09_cas_answers_with_entities_are_refused(
    said: bytes, world: World, running: tuple[Platform, str]
) -> None:
    platform, address = running
    platform.answers["/cas/p3/serviceValidate"] = said

    answer = _go(platform, Browser(), _set_up(world, "cas", address))

    assert (answer.status_code, answer.json()["code"]) == (503, "identity.provider.no_answer")


@pytest.mark.parametrize("kind", KINDS)
def test_sec_auth_09_the_connection_of_platforms_is_tested(
    kind: str, world: World, running: tuple[Platform, str]
) -> None:
    provider = _set_up(world, kind, running[1])
    client = world.client("administrator")
    trial: Callable[[], Any] = lambda: client.call(  # noqa: E731
        "POST", f"/api/v1/identity/providers/{provider.pk}/trial"
    ).json()

    assert trial()["is_fine"], trial()
    if kind != "cas":
        from tests.world import building

        with building(world.tenant_id):
            provider.secret = "wrong"
            provider.save()
        assert not trial()["is_fine"]

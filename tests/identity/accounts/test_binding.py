"""A session bound to its browser's key does sensitive things only with the key (SEC-AUTH-13)."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dangjian.identity.accounts.binding import NONCE_HEADER, SIGNATURE_HEADER
from dangjian.identity.accounts.models import DeviceKey, WebSession
from dangjian.identity.accounts.visit import session_cookie
from dangjian.kernel import clock
from dangjian.kernel.crypto import ecdsa
from tests.identity.accounts.conftest import SESSION, Browser
from tests.world import World

OWN = "/api/v1/identity/own"
SENSITIVE = f"{OWN}/second-factor/enrolment"
SECRETARY = "linjiang-secretary"

pytestmark = pytest.mark.django_db


class Bound(Browser):
    """A browser with a key, as WebCrypto would keep it."""

    def __init__(self, address: str = "192.0.2.77") -> None:
        super().__init__(address)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def public(self) -> str:
        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def bind(self) -> Any:
        """What the page does right after signing in."""
        return self.send("POST", f"{OWN}/devices", {"public_key": self.public()})

    def signature(self, nonce: str, method: str, path: str, body: bytes) -> str:
        text = "\n".join((nonce, method, path, hashlib.sha256(body).hexdigest())).encode()
        r, s = decode_dss_signature(self.key.sign(text, ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()

    def signed(self, nonce: str, *, method: str = "POST", path: str = SENSITIVE, body: bytes = b"{}") -> Any:
        headers = {NONCE_HEADER: nonce, SIGNATURE_HEADER: self.signature(nonce, method, path, body)}
        return self.send("POST", SENSITIVE, {}, **headers)


@pytest.fixture
def bound(world: World) -> Bound:
    """Signed in and bound."""
    browser = Bound()
    browser.sign_in(SECRETARY)
    assert browser.bind().status_code == 204
    return browser


def _nonce(browser: Browser) -> str:
    answer = browser.send("POST", SENSITIVE, {})
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.device_signature_required")
    found: str = answer.json()["nonce"]
    return found


def test_sec_auth_13_stolen_cookie_without_the_key_cannot_do_a_sensitive_thing(bound: Bound) -> None:
    thief = Bound("203.0.113.66")
    thief.cookies[session_cookie()] = bound.cookies[session_cookie()].value
    thief.csrf = bound.csrf

    assert thief.send("GET", f"{OWN}/sessions").status_code == 200
    assert thief.bind().status_code == 401
    refused = thief.signed(_nonce(thief))
    assert (refused.status_code, refused.json()["code"]) == (401, "identity.device_signature_required")
    assert bound.signed(_nonce(bound)).status_code == 200


def test_sec_auth_13_a_nonce_is_good_once_and_for_what_was_signed(bound: Bound) -> None:
    nonce = _nonce(bound)
    wrong = [
        bound.signed(nonce, method="DELETE"),
        bound.signed(nonce, path=f"{SENSITIVE}?a=1"),
        bound.signed(nonce, body=b'{"a":1}'),
        bound.signed(f"{int(nonce.split('.')[0]) + 1}.{nonce.split('.')[1]}"),
        bound.signed("1.x"),
        bound.signed("x"),
    ]
    first = bound.signed(nonce)

    assert {answer.status_code for answer in wrong} == {401}
    assert first.status_code == 200
    assert bound.signed(nonce).status_code == 401


def test_sec_auth_13_an_old_nonce_is_refused(bound: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    nonce, now = _nonce(bound), time.time_ns()
    monkeypatch.setattr("dangjian.identity.accounts.binding.time.time_ns", lambda: now + 61_000_000_000)

    assert bound.signed(nonce).status_code == 401


def test_sec_auth_13_a_session_is_bound_once_and_an_unbound_one_works_as_before(world: World) -> None:
    plain = Bound()
    plain.sign_in(SECRETARY)
    assert plain.send("POST", SENSITIVE, {}).status_code == 200
    assert plain.send("GET", SESSION).json()["device_bound"] is False

    other = Bound()
    other.sign_in("linjiang-member")
    assert other.bind().status_code == 204
    assert other.send("GET", SESSION).json()["device_bound"] is True
    assert other.bind().json()["code"] == "identity.device_signature_required"
    for key in ("A" * 120, base64.b64encode(b"x" * 91).decode()):
        assert plain.send("POST", f"{OWN}/devices", {"public_key": key}).status_code == 409


def test_sec_auth_13_step_up_that_is_too_old_still_asks_for_the_password(
    bound: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    WebSession.objects.update(auth_at="2026-11-20T00:00:00Z")

    assert bound.send("POST", SENSITIVE, {}).json()["code"] == "identity.step_up_required"


def test_sec_auth_13_my_devices_and_removal_ends_their_sessions(bound: Bound) -> None:
    second = Bound()
    second.sign_in(SECRETARY)
    second.bind()
    shown = bound.send("GET", f"{OWN}/devices").json()
    assert [item["current"] for item in shown].count(True) == 1
    assert {item["device"] for item in shown} == {"tests"}

    theirs = next(item["id"] for item in shown if not item["current"])
    assert bound.send("DELETE", f"{OWN}/devices/{theirs}").status_code == 204
    assert (bound.stage(), second.stage()) == ("complete", "none")
    assert bound.send("DELETE", f"{OWN}/devices/{theirs}").status_code == 404


def test_sec_auth_13_nobody_elses_device_can_be_removed(bound: Bound) -> None:
    other = Bound()
    other.sign_in("linjiang-member")
    key = bound.send("GET", f"{OWN}/devices").json()[0]["id"]

    assert other.send("DELETE", f"{OWN}/devices/{key}").status_code == 404
    assert bound.stage() == "complete"


def test_sec_auth_13_signing_out_forgets_the_key(bound: Bound) -> None:
    bound.send("DELETE", SESSION)

    assert DeviceKey.objects.count() == 0
    assert bound.stage() == "none"


def test_sec_auth_13_keys_of_an_account_are_bounded(world: World) -> None:
    for number in range(12):
        browser = Bound()
        with clock.frozen(clock.now() + timedelta(seconds=number)):
            browser.sign_in(SECRETARY)
            assert browser.bind().status_code == 204

    assert DeviceKey.objects.count() == 10


def test_sec_auth_13_only_keys_on_p_256() -> None:
    def der(curve: ec.EllipticCurve) -> bytes:
        key = ec.generate_private_key(curve).public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert ecdsa.is_public_key(der(ec.SECP256R1()))
    assert not ecdsa.is_public_key(der(ec.SECP384R1()))
    assert not ecdsa.is_public_key(b"")
    assert not ecdsa.verify(der(ec.SECP256R1()), b"text", b"short")
    assert not ecdsa.verify(der(ec.SECP256R1()), b"text", b"\x00" * 64)

"""An OpenID provider on the loopback that does as it is told: rightly, or as somebody would who forges."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from dangjian.kernel import clock
from dangjian.kernel.crypto.jose import new_signing_key, sign_token

KEY = new_signing_key()
OTHER_KEY = new_signing_key()
CLIENT_ID, SECRET = "platform", "s3cret:with/odd&signs"


def part(value: Any) -> str:
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


class FakeOidc:
    """One provider. `claims`, `make_token` and `about` change what it answers."""

    def __init__(self) -> None:
        self.issuer = ""
        self.nonce = ""
        self.challenge = ""
        self.moment = 0
        self.subject = "u-1001"
        self.codes: set[str] = set()
        self.claims: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.keys: list[dict[str, Any]] = [KEY.public]
        self.make_token: Callable[[dict[str, Any]], str] = self.signed
        self.asked: list[tuple[str, dict[str, str], str]] = []

    def signed(self, claims: dict[str, Any]) -> str:
        """A proper token."""
        return sign_token(claims, private=KEY.private, key_id=KEY.key_id)

    def metadata(self) -> dict[str, Any]:
        """What it publishes about itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            **self.about,
        }

    def token_claims(self) -> dict[str, Any]:
        """What its token says."""
        now = self.moment  # the clock of a test stands still in its own thread only
        said = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
            "name": "王建国",
        } | self.claims
        return {name: value for name, value in said.items() if value is not None}

    def authorize(self, query: dict[str, list[str]]) -> str:
        """A person agreed: remember what the request asked for and hand out a code."""
        self.moment = int(clock.now().timestamp())
        self.nonce, self.challenge = query["nonce"][0], query["code_challenge"][0]
        code = f"code-{len(self.codes)}-{self.nonce[:6]}"
        self.codes.add(code)
        return code

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        self.asked.append(("token", form, authorization))
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        if form.get("code") not in self.codes or part(digest) != self.challenge:
            return 400, {"error": "invalid_grant"}
        self.codes.discard(form["code"])
        return 200, {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": self.make_token(self.token_claims()),
        }


@contextmanager
def served(answer: Callable[[str, str, dict[str, str], Any], tuple[int, Any]]) -> Iterator[str]:
    """A server on the loopback; `answer` gets method, path with query, headers and body. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def _run(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, found = answer(self.command, self.path, dict(self.headers), self.rfile.read(length))
            body = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = _run  # noqa: N815 - the name that the library calls
        do_POST = _run  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def fake_oidc() -> Iterator[FakeOidc]:
    """A running provider."""
    fake = FakeOidc()

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, fake.metadata()
        if path == "/keys":
            return 200, {"keys": fake.keys}
        if path == "/token" and method == "POST":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return fake.exchange(form, headers.get("Authorization", ""))
        return 404, {}

    with served(answer) as address:
        fake.issuer = address
        yield fake

"""A transit engine on the loopback, as Vault and OpenBao document theirs: for tests of the client."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "hvs.CAESIcanary-token"


@dataclass
class Engine:
    """One key with its versions, and what is wrong with the server."""

    port: int = 0
    name: str = "dangjian"
    kind: str = "aes256-gcm96"
    derived: bool = False
    keys: dict[int, bytes] = field(default_factory=lambda: {1: os.urandom(32)})
    oldest: int = 1
    is_sealed: bool = False
    told: bytes | None = None
    """What is answered in place of an answer."""
    seen: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, method: str, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        self.seen.append((method, path, body))
        if self.is_sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if token != TOKEN:
            return 403, {"errors": ["permission denied"]}
        steps = {
            ("GET", f"/v1/transit/keys/{self.name}"): self._key,
            ("POST", f"/v1/transit/keys/{self.name}/rotate"): self._rotate,
            ("POST", f"/v1/transit/encrypt/{self.name}"): self._encrypt,
            ("POST", f"/v1/transit/decrypt/{self.name}"): self._decrypt,
        }
        step = steps.get((method, path))
        return step(body) if step else (404, {"errors": []})

    def _key(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        versions = {str(version): 1_700_000_000 + version for version in self.keys}
        data = {"name": self.name, "type": self.kind, "derived": self.derived, "exportable": False, "keys": versions}
        return 200, {"data": data | {"latest_version": max(self.keys), "min_decryption_version": self.oldest}}

    def _rotate(self, body: dict[str, Any]) -> tuple[int, None]:
        self.keys[max(self.keys) + 1] = os.urandom(32)
        return 204, None

    def _encrypt(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        version = body.get("key_version") or max(self.keys)
        if version not in self.keys:
            return 400, {"errors": ["requested version for encryption is higher than the latest key version"]}
        nonce = os.urandom(12)
        bound = base64.b64decode(body.get("associated_data", ""))
        sealed = nonce + AESGCM(self.keys[version]).encrypt(nonce, base64.b64decode(body["plaintext"]), bound)
        text = f"vault:v{version}:{base64.b64encode(sealed).decode()}"
        return 200, {"data": {"ciphertext": text, "key_version": version}}

    def _decrypt(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        _, mark, text = body["ciphertext"].split(":", 2)
        version = int(mark[1:])
        if version not in self.keys:
            return 400, {"errors": ["invalid ciphertext: version is too new"]}
        if version < self.oldest:
            return 400, {"errors": ["ciphertext or signature version is disallowed by policy (too old)"]}
        sealed = base64.b64decode(text)
        try:
            plain = AESGCM(self.keys[version]).decrypt(
                sealed[:12], sealed[12:], base64.b64decode(body.get("associated_data", ""))
            )
        except InvalidTag:
            return 400, {"errors": ["cipher: message authentication failed"]}
        return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}


@contextmanager
def transit() -> Iterator[Engine]:
    """A running engine; stopped at the end."""
    engine = Engine()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do("GET", {})

        def do_POST(self) -> None:
            self._do("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"{}"))

        def _do(self, method: str, body: dict[str, Any]) -> None:
            status, told = engine.answer(method, self.path, self.headers.get("X-Vault-Token", ""), body)
            content = engine.told if engine.told is not None else json.dumps(told).encode() if told is not None else b""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            """Nothing: the output of tests stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    engine.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield engine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A device that makes passkeys and signs with them, as a browser answers for it."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key, bound to the site `localhost`."""

    origin: str = "http://localhost"
    counter: int = 1
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))

    def make(self, options: dict[str, Any], name: str = "办公电脑") -> dict[str, str]:
        """The answer to `navigator.credentials.create`."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        data = self._data(ATTESTED) + attested
        self.counter += 1
        return {
            "name": name,
            "credential_id": websafe_encode(self.credential_id),
            "client_data": websafe_encode(self._client_data("webauthn.create", options)),
            "attestation": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
        }

    def kept(self, name: str = "办公电脑") -> dict[str, Any]:
        """What the row of its passkey holds after it was added."""
        made = self.make({"challenge": "AAAA"}, name)
        answer = {"clientDataJSON": made["client_data"], "attestationObject": made["attestation"]}
        credential = {"id": made["credential_id"], "rawId": made["credential_id"], "type": "public-key"}
        return {
            "name": name,
            "public_id": str(uuid4()),
            "counter": 0,
            "credential": {**credential, "response": answer, "clientExtensionResults": {}},
        }

    def sign(self, options: dict[str, Any]) -> dict[str, str]:
        """The answer to `navigator.credentials.get`."""
        client, data = self._client_data("webauthn.get", options), self._data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        self.counter += 1
        return {
            "credential_id": websafe_encode(self.credential_id),
            "client_data": websafe_encode(client),
            "authenticator_data": websafe_encode(data),
            "signature": websafe_encode(signature),
        }

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + struct.pack(">I", self.counter)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        content = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(content).encode()

"""Signatures that browsers make with WebCrypto: ECDSA on P-256 with SHA-256 (SEC-AUTH-13)."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

_HALF = 32


def is_public_key(der: bytes) -> bool:
    """Whether the bytes are a public key on P-256 (SubjectPublicKeyInfo)."""
    try:
        key = load_der_public_key(der)
    except ValueError:
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (r and s of 32 bytes each, as WebCrypto writes them) is one over the message."""
    key = load_der_public_key(public)
    if len(signature) != 2 * _HALF or not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True

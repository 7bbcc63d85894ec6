"""Signatures and sealed answers as payment platforms make them: RSA with SHA-256 (PKCS #1 v1.5), AES-256-GCM.

The algorithms are theirs, not ours: nothing that this system keeps for itself is sealed with them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dangjian.kernel.crypto.primitives import SealBroken

SMALLEST = 2048
LONGEST_KEY = 20_000
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"


class KeyUnusable(ValueError):
    """A key that people entered is none, is too short or is of another kind."""


def rsa_sign(private: str, message: bytes) -> str:
    """The signature over a message, as base64. Raises KeyUnusable."""
    return b64encode(_private(private).sign(message, padding.PKCS1v15(), hashes.SHA256())).decode("ascii")


def rsa_holds(public: str, message: bytes, signature: str) -> bool:
    """Whether the owner of a public key or certificate (PEM) signed the message. Raises KeyUnusable."""
    key = _public(public)
    try:
        key.verify(b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def check_private_key(text: str) -> None:
    """Refuse a key that could not sign, before it is kept. Raises KeyUnusable."""
    _private(text)


def check_public_key(text: str, *, not_of: str = "") -> None:
    """Refuse a key that could check nothing, and the own one (of the private key `not_of`) in place of theirs.

    Raises KeyUnusable.
    """
    theirs = _public(text).public_numbers()
    if not_of and _private(not_of).public_key().public_numbers() == theirs:
        raise KeyUnusable("the own public key in place of the platform's")


def aes_256_gcm_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Check and decrypt; the tag stands at the end. Raises SealBroken, KeyUnusable."""
    if len(key) != 32:
        raise KeyUnusable("AES-256 takes a key of 32 bytes")
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the sealed answer was altered or belongs to another key") from error


def _private(text: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(_bounded(text), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable("no private key in PEM without a password") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST:
        raise KeyUnusable("no RSA key of 2048 bits or more")
    return key


def _public(text: str) -> rsa.RSAPublicKey:
    pem = _bounded(text)
    try:
        key = (
            x509.load_pem_x509_certificate(pem).public_key()
            if _CERTIFICATE in text
            else serialization.load_pem_public_key(pem)
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnusable("no public key or certificate in PEM") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST:
        raise KeyUnusable("no RSA key of 2048 bits or more")
    return key


def _bounded(text: str) -> bytes:
    if len(text) > LONGEST_KEY or not text.isascii():
        raise KeyUnusable("no key")
    return text.strip().encode("ascii")

"""The algorithms: SM4-GCM, SM3, HMAC-SM3, and the known-answer test that must pass before the process serves anybody.

They come from the `cryptography` wheel, which brings its own library: the one of the distribution may lack SM4-GCM.
"""

from __future__ import annotations

import hmac as constant_time
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
_BLOCK = 64


class SealBroken(Exception):
    """A sealed value does not open: changed, moved to another row, or sealed with another key."""


class SelfTestFailed(RuntimeError):
    """The crypto library gives wrong answers; nothing may start on it."""


def new_key() -> bytes:
    """A random SM4 key (16 bytes) from the operating system."""
    return os.urandom(KEY_BYTES)


def sm4_gcm_seal(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """Encrypt and authenticate; returns ciphertext followed by the 16-byte tag. A nonce is used once per key."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def sm4_gcm_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Check and decrypt what `sm4_gcm_seal` made. Raises SealBroken; nothing is returned before the tag is checked."""
    if len(sealed) < TAG_BYTES:
        raise SealBroken("sealed value is too short")
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(aad)
    try:
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise SealBroken("sealed value does not belong to this place or was changed") from None


def sm3(data: bytes) -> bytes:
    """SM3 digest (32 bytes)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3_state(key: bytes) -> HMAC:
    """A keyed HMAC-SM3 state to copy from: three times as fast as a new one for each value."""
    return HMAC(key, hashes.SM3())


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC-SM3 (32 bytes)."""
    state = HMAC(key, hashes.SM3())
    state.update(data)
    return state.finalize()


def same(left: bytes, right: bytes) -> bool:
    """Compare secrets without telling by time where they differ."""
    return constant_time.compare_digest(left, right)


def derive_key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    """An SM4 key from a passphrase (PBKDF2-HMAC-SM3)."""
    kdf = PBKDF2HMAC(algorithm=hashes.SM3(), length=KEY_BYTES, salt=salt, iterations=rounds)
    return kdf.derive(passphrase.encode("utf-8"))


def _test_sm3() -> bool:
    """GB/T 32905-2016, appendix A, examples 1 and 2."""
    return (
        sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        and sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def _test_hmac() -> bool:
    """HMAC built by hand from SM3 (RFC 2104) must equal the library's."""
    key, text = bytes(range(1, 33)), b"abc" * 40
    padded = key.ljust(_BLOCK, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in padded) + text)
    return hmac_sm3(key, text) == sm3(bytes(b ^ 0x5C for b in padded) + inner)


def _test_sm4_gcm() -> bool:
    """RFC 8998, appendix A.1; a changed tag must be refused."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8)
    expected = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    if sm4_gcm_seal(key, nonce, plain, aad) != expected or sm4_gcm_open(key, nonce, expected, aad) != plain:
        return False
    try:
        sm4_gcm_open(key, nonce, expected[:-1] + bytes([expected[-1] ^ 1]), aad)
    except SealBroken:
        return True
    return False


def self_test() -> None:
    """Known answers of all algorithms. Raises SelfTestFailed; call it at start (SEC-CRY-01)."""
    for name, test in (("SM3", _test_sm3), ("HMAC-SM3", _test_hmac), ("SM4-GCM", _test_sm4_gcm)):
        if not test():
            raise SelfTestFailed(f"known-answer test of {name} failed")

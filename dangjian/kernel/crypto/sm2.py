"""SM2 signatures (GB/T 32918.2 with SM3) by the operating system's libcrypto 3.

The `cryptography` wheel has no SM2. libcrypto is called through ctypes; keys travel as DER (PKCS#8,
SubjectPublicKeyInfo) and signatures as DER (SEQUENCE of r and s), which every other implementation reads.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Iterator
from contextlib import contextmanager

USER_ID = b"1234567812345678"
"""The distinguishing identifier that GB/T 35276 sets where nothing else was agreed."""
_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")


class SignatureUnavailable(RuntimeError):
    """libcrypto 3 with SM2 is missing: signing is not possible on this system."""


@functools.cache
def _library() -> ctypes.CDLL:
    """libcrypto with the prototypes used here. Raises SignatureUnavailable."""
    for name in (*_NAMES, ctypes.util.find_library("crypto") or ""):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None and hasattr(library, "EVP_PKEY_Q_keygen"):
            return _declare(library)
    raise SignatureUnavailable("系统缺少 libcrypto 3（OpenSSL 3），无法进行 SM2 签名，请安装 openssl 3。")


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    for name, result, arguments in (
        ("EVP_PKEY_Q_keygen", pointer, [pointer, text, text]),
        ("EVP_PKEY_free", None, [pointer]),
        ("EVP_sm3", pointer, []),
        ("EVP_MD_CTX_new", pointer, []),
        ("EVP_MD_CTX_free", None, [pointer]),
        ("EVP_MD_CTX_set_pkey_ctx", None, [pointer, pointer]),
        ("EVP_PKEY_CTX_new", pointer, [pointer, pointer]),
        ("EVP_PKEY_CTX_free", None, [pointer]),
        ("EVP_PKEY_CTX_set1_id", ctypes.c_int, [pointer, text, size]),
        ("EVP_DigestSignInit", ctypes.c_int, [pointer, pointer, pointer, pointer, pointer]),
        ("EVP_DigestSign", ctypes.c_int, [pointer, pointer, ctypes.POINTER(size), text, size]),
        ("EVP_DigestVerifyInit", ctypes.c_int, [pointer, pointer, pointer, pointer, pointer]),
        ("EVP_DigestVerify", ctypes.c_int, [pointer, text, size, text, size]),
        ("i2d_PrivateKey", ctypes.c_int, [pointer, ctypes.POINTER(pointer)]),
        ("i2d_PUBKEY", ctypes.c_int, [pointer, ctypes.POINTER(pointer)]),
        ("d2i_AutoPrivateKey", pointer, [pointer, ctypes.POINTER(text), ctypes.c_long]),
        ("d2i_PUBKEY", pointer, [pointer, ctypes.POINTER(text), ctypes.c_long]),
        ("CRYPTO_free", None, [pointer, text, ctypes.c_int]),
        ("ERR_clear_error", None, []),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _encoded(library: ctypes.CDLL, function: str, key: int) -> bytes:
    out = ctypes.c_void_p()
    length = getattr(library, function)(key, ctypes.byref(out))
    if length <= 0 or not out.value:
        raise SignatureUnavailable(f"libcrypto: {function} failed")
    try:
        return ctypes.string_at(out.value, length)
    finally:
        library.CRYPTO_free(out, b"", 0)


@contextmanager
def _decoded(function: str, der: bytes) -> Iterator[tuple[ctypes.CDLL, int]]:
    library = _library()
    start = ctypes.c_char_p(der)
    key = getattr(library, function)(None, ctypes.byref(start), len(der))
    if not key:
        library.ERR_clear_error()
        raise ValueError("not an SM2 key")
    try:
        yield library, key
    finally:
        library.EVP_PKEY_free(key)


@contextmanager
def _digest(library: ctypes.CDLL, key: int) -> Iterator[int]:
    """A digest context bound to the key and the identifier."""
    context, of_key = library.EVP_MD_CTX_new(), library.EVP_PKEY_CTX_new(key, None)
    try:
        if not of_key or library.EVP_PKEY_CTX_set1_id(of_key, USER_ID, len(USER_ID)) <= 0:
            raise SignatureUnavailable("libcrypto: this key takes no SM2 identifier")
        library.EVP_MD_CTX_set_pkey_ctx(context, of_key)
        yield context
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_CTX_free(of_key)


def new_key_pair() -> tuple[bytes, bytes]:
    """A fresh key pair: private key (PKCS#8 or SEC1 DER) and public key (SubjectPublicKeyInfo DER)."""
    library = _library()
    key = library.EVP_PKEY_Q_keygen(None, None, b"SM2")
    if not key:
        raise SignatureUnavailable("libcrypto: SM2 is not compiled in")
    try:
        return _encoded(library, "i2d_PrivateKey", key), _encoded(library, "i2d_PUBKEY", key)
    finally:
        library.EVP_PKEY_free(key)


def sign(private_key: bytes, message: bytes) -> bytes:
    """SM2 signature over `message` (DER). Raises ValueError for a broken key."""
    with _decoded("d2i_AutoPrivateKey", private_key) as (library, key), _digest(library, key) as context:
        length = ctypes.c_size_t(0)
        if library.EVP_DigestSignInit(context, None, library.EVP_sm3(), None, key) <= 0:
            raise SignatureUnavailable("libcrypto: SM2 signing is not available")
        library.EVP_DigestSign(context, None, ctypes.byref(length), message, len(message))
        out = ctypes.create_string_buffer(length.value)
        if library.EVP_DigestSign(context, out, ctypes.byref(length), message, len(message)) <= 0:
            raise SignatureUnavailable("libcrypto: SM2 signing failed")
        return out.raw[: length.value]


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is one over `message` by the holder of the private key; False for anything malformed."""
    try:
        with _decoded("d2i_PUBKEY", public_key) as (library, key), _digest(library, key) as context:
            if library.EVP_DigestVerifyInit(context, None, library.EVP_sm3(), None, key) <= 0:
                return False
            good: bool = library.EVP_DigestVerify(context, signature, len(signature), message, len(message)) == 1
            library.ERR_clear_error()
            return good
    except ValueError:
        return False


def public_key_of(point: bytes) -> bytes:
    """SubjectPublicKeyInfo of an uncompressed point (64 bytes, x and y)."""
    if len(point) != 64:
        raise ValueError("a point has 64 bytes")
    head = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
    return head + point


def self_test() -> bool:
    """GB/T 32918.5-2017, appendix A: the signature of the standard verifies, and no other text does."""
    public = public_key_of(
        bytes.fromhex(
            "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
        )
    )
    signature = bytes.fromhex(
        "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    return verify(public, b"message digest", signature) and not verify(public, b"message digesu", signature)

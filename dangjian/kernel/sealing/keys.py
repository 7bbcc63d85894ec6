"""The SM2 key that signs checkpoints: made when first needed, wrapped by the key provider, retired when replaced."""

from __future__ import annotations

from django.db import transaction

from dangjian.kernel import clock
from dangjian.kernel.crypto import sm2, sm3
from dangjian.kernel.crypto.providers import key_provider
from dangjian.kernel.models.sealing import SigningKey, signing_context

PURPOSE = "audit"


def fingerprint(public: bytes) -> str:
    """The SM3 fingerprint of a public key: 64 hexadecimal digits."""
    return sm3(public).hex()


def key_id_of(public: bytes) -> str:
    """The name of a public key: the first half of its fingerprint."""
    return fingerprint(public)[:32]


def current_key() -> SigningKey | None:
    """The key that signs now; None before the first."""
    return SigningKey.objects.filter(purpose=PURPOSE, retired_at=None).order_by("created_at", "key_id").first()


def signing_key() -> SigningKey:
    """The key that signs now, made when there is none. Raises SignatureUnavailable, KeyUnavailable."""
    return current_key() or _make()


def replace_key() -> SigningKey:
    """Retire the key in use and make another; what the old one signed stays valid."""
    with transaction.atomic():
        SigningKey.objects.filter(purpose=PURPOSE, retired_at=None).update(retired_at=clock.now())
        return _make()


def _make() -> SigningKey:
    private, public = sm2.new_key_pair()
    provider = key_provider()
    key = SigningKey(key_id=key_id_of(public), purpose=PURPOSE, public=public, created_at=clock.now())
    key.kek_version = provider.version()
    key.wrapped = provider.wrap(private, signing_context(key))
    key.save(force_insert=True)
    return key


def sign(key: SigningKey, message: bytes) -> bytes:
    """Signature of the key over `message`. Raises SealBroken, KeyUnavailable, SignatureUnavailable."""
    private = key_provider().unwrap(bytes(key.wrapped), signing_context(key), key.kek_version)
    return sm2.sign(private, message)

"""The signed record of an erasure: what, how many, on which term, who agreed; no value that was erased."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from dangjian.kernel.crypto import sm2
from dangjian.kernel.errors import Unavailable
from dangjian.kernel.models.sealing import SigningKey
from dangjian.kernel.sealing.keys import sign, signing_key


def digest_of(ids: list[str]) -> str:
    """SHA-256 over the sorted ids: proves which rows were meant without naming them."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def signed(content: dict[str, Any]) -> tuple[str, bytes, str]:
    """Record as text, its SM2 signature, and the key's name. Raises Unavailable where nothing can be signed."""
    text = orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()
    try:
        key = signing_key()
        return text, sign(key, text.encode()), key.key_id
    except sm2.SignatureUnavailable as error:
        raise Unavailable(
            "retention.no_signature", "本机不能签名，清理没有进行。请联系系统管理员检查国密库。"
        ) from error


def is_genuine(text: str, signature: bytes, key_id: str) -> bool:
    """Whether the record is as it was signed."""
    key = SigningKey.objects.filter(key_id=key_id).first()
    return key is not None and sm2.verify(bytes(key.public), text.encode(), signature)

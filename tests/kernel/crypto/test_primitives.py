"""Known answers, refusals, and the padding of sealed values (SEC-CRY-01, SEC-DATA-02)."""

from __future__ import annotations

import os

import pytest

from dangjian.kernel.crypto import primitives


def test_sec_cry_01_known_answers_pass() -> None:
    primitives.self_test()


def test_sec_cry_01_wrong_answer_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(primitives, "sm3", lambda data: b"\0" * 32)

    with pytest.raises(primitives.SelfTestFailed, match="SM3"):
        primitives.self_test()


@pytest.mark.parametrize("changed", ["cipher", "tag", "nonce", "aad", "key", "short"])
def test_sm4_gcm_opens_only_unchanged(changed: str) -> None:
    key, nonce, aad = os.urandom(16), os.urandom(12), b"place"
    sealed = primitives.sm4_gcm_seal(key, nonce, b"110105194912310021", aad)
    parts = {"key": key, "nonce": nonce, "sealed": sealed, "aad": aad}
    if changed == "cipher":
        parts["sealed"] = bytes([sealed[0] ^ 1]) + sealed[1:]
    elif changed == "tag":
        parts["sealed"] = sealed[:-1] + bytes([sealed[-1] ^ 1])
    elif changed == "short":
        parts["sealed"] = sealed[:10]
    else:
        parts[changed] = bytes(len(parts[changed]))

    with pytest.raises(primitives.SealBroken):
        primitives.sm4_gcm_open(**parts)

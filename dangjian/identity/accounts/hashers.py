"""Password storage: Argon2id with a pepper, and no more than one hash per core at a time (SEC-AUTH-03)."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from dangjian.identity.accounts.models.account import INSTALLATION
from dangjian.kernel.crypto.keyring import SEAL, keyring
from dangjian.kernel.crypto.primitives import hmac_sm3
from dangjian.kernel.errors import Unavailable

PEPPER_DOMAIN = "identity.password_pepper"
WAIT_SECONDS = 15.0
_POLL_SECONDS = 0.004


def peppered(password: str) -> str:
    """The password mixed with a key that is not in the data base: a stolen dump alone verifies nothing."""
    key = keyring.active(INSTALLATION, SEAL, PEPPER_DOMAIN).key
    return hmac_sm3(key, password.encode("utf-8")).hex()


class PepperedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id, 19 MiB, two passes, one lane (OWASP's first choice), over the peppered password.

    Hashes made with other parameters are replaced at the next log-in.
    """

    algorithm = "argon2_peppered"
    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        secret = peppered(password)
        with hashing_slot():
            return str(super().encode(secret, salt))

    def verify(self, password: str, encoded: str) -> bool:
        secret = peppered(password)
        with hashing_slot():
            return bool(super().verify(secret, encoded))

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: parameters are part of the hash and old ones differ by less than the noise."""

    def decode(self, encoded: str) -> dict[str, Any]:
        return dict(super().decode(encoded))


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Wait for one of the installation's hashing slots (one per core, over all processes on this machine).

    Log-ins queue here instead of starving everybody else. Raises Unavailable when none comes free in 15 seconds.
    """
    folder = _slot_folder()
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        for number in range(os.cpu_count() or 1):
            descriptor = os.open(folder / f"slot-{number}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            try:
                yield
            finally:
                os.close(descriptor)
            return
        if time.monotonic() > deadline:
            raise Unavailable("identity.login_queue_full", "正在登录的人太多，请稍等片刻再试。")
        time.sleep(_POLL_SECONDS)


def _slot_folder() -> Path:
    folder = Path(settings.DATA_DIR) / "hashing"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder

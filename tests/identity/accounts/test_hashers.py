"""Password storage (SEC-AUTH-03)."""

from __future__ import annotations

import os
import threading
import time

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from django.contrib.auth.hashers import check_password, make_password

from dangjian.identity.accounts import hashers
from dangjian.identity.accounts.credentials import needs_new_hash
from dangjian.identity.accounts.hashers import PepperedArgon2Hasher, hashing_slot
from dangjian.identity.accounts.models import Account
from dangjian.kernel.errors import Unavailable
from tests.identity.accounts.conftest import Browser
from tests.world import PASSWORD, World, building


def test_sec_auth_03_parameters(db: None) -> None:
    encoded = make_password("Wind-over-the-9-rivers")

    assert encoded.startswith("argon2_peppered$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("Wind-over-the-9-rivers", encoded)
    assert not check_password("wind-over-the-9-rivers", encoded)


def test_sec_auth_03_dump_without_the_pepper_verifies_nothing(db: None) -> None:
    encoded = make_password("Wind-over-the-9-rivers").removeprefix("argon2_peppered$")

    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify("$" + encoded, "Wind-over-the-9-rivers")


def test_sec_auth_02_long_passwords_are_not_cut(db: None) -> None:
    long = "Ab1!" + "x" * 124
    encoded = make_password(long)

    assert check_password(long, encoded)
    assert not check_password(long[:-1], encoded)
    assert not check_password(long[:72], encoded)


def test_sec_auth_03_time_of_one_hash(db: None) -> None:
    make_password("warm-up")
    best = min(_seconds_of_one_hash() for _ in range(5))

    assert 0.005 < best < 0.200


def _seconds_of_one_hash() -> float:
    start = time.process_time()
    make_password("Wind-over-the-9-rivers")
    return time.process_time() - start


def test_sec_auth_03_old_hash_is_replaced_at_log_in(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = world.here.accounts["secretary"]
    with monkeypatch.context() as weaker:
        weaker.setattr(PepperedArgon2Hasher, "memory_cost", 8192)
        old = make_password(PASSWORD)
    with building(world.tenant_id):
        Account.objects.unscoped("arrangement").filter(pk=account.pk).update(password=old)

    signed_in = browser.sign_in("linjiang-secretary").status_code

    with building(world.tenant_id):
        account.refresh_from_db(fields=["password"], from_queryset=Account.objects.unscoped("reading back"))
    assert signed_in == 201
    assert "m=19456" in account.password
    assert not needs_new_hash(account)


def test_sec_auth_03_no_more_hashes_at_a_time_than_cores() -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal inside, most
        with hashing_slot():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 <= most <= (os.cpu_count() or 1)


def test_sec_auth_03_a_full_queue_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashers, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    with hashing_slot(), pytest.raises(Unavailable) as caught, hashing_slot():
        pass

    assert caught.value.code == "identity.login_queue_full"

"""Several processes at once: counters, codes and links are claimed in the data base."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import TransactionTestCase

from dangjian.identity.accounts import attempts, second_factor
from dangjian.identity.accounts.commands.accounts import create_account
from dangjian.identity.accounts.commands.links import issue_link
from dangjian.identity.accounts.flows.links import activate
from dangjian.identity.accounts.models import Account, LoginCounter
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.crypto.keyring import keyring
from dangjian.kernel.errors import NotFound
from dangjian.kernel.models import Tenant
from dangjian.kernel.writing import allow_writing
from tests.identity.accounts.conftest import code_of

THREADS = 8


def _visit() -> Visit:
    return Visit(session=None, device="", address="192.0.2.1", user_agent="tests", request_id="test")


def _at_once(work: Callable[[int], object]) -> list[object]:
    def run(number: int) -> object:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.mark.slow
class TestAtOnce(TransactionTestCase):
    """Real transactions on several connections."""

    def setUp(self) -> None:
        keyring.forget()
        self.tenant = Tenant.objects.create(code="main", name="临江重工集团有限公司", created_at=clock.now())
        with acting_as(system_actor(self.tenant.pk, "test")):
            self.account = create_account(login_name="zhangwei", display_name="张伟")

    def tearDown(self) -> None:
        keyring.forget()

    def test_sec_auth_04_parallel_guesses_are_all_counted(self) -> None:
        def guess(number: int) -> bool:
            attempt = attempts.begin(_visit(), account_id=self.account.pk, identifier="")
            return attempt.admitted

        admitted = _at_once(guess)

        assert sum(map(bool, admitted)) == 5
        assert LoginCounter.objects.get(kind="account").locked_until is not None

    def test_sec_auth_05_one_code_counts_once(self) -> None:
        secret = second_factor.new_secret()
        with allow_writing():
            second_factor.enrol(self.account, secret, code_of(secret))
            Account.objects.across_tenants("arrangement").update(totp_last_step=0)
        code = code_of(secret)

        def use(number: int) -> str | None:
            return second_factor.check_code(self.account.pk, code)

        assert sorted(map(str, _at_once(use))) == ["None"] * (THREADS - 1) + ["totp"]

    def test_sec_auth_08_one_link_works_once(self) -> None:
        with acting_as(system_actor(self.tenant.pk, "test")):
            link = issue_link(account_id=self.account.pk)

        def use(number: int) -> str:
            try:
                password = f"Lantern&Harbour-{number}x"
                return activate(_visit(), token=link.token, password=password, surface="phone").stage
            except NotFound:
                return "gone"

        assert sorted(map(str, _at_once(use))) == ["complete", *["gone"] * (THREADS - 1)]

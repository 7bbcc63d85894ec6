"""Names that were ever given out: digests only, found again, never free again (SEC-AUTH-01, SEC-PI-07)."""

from __future__ import annotations

import importlib

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dangjian.identity.accounts.directory import free_login_name, name_digest
from dangjian.identity.accounts.models import TakenName
from dangjian.kernel import clock
from dangjian.kernel.writing import allow_writing
from tests.roles import as_owner
from tests.world import World

MIGRATION = importlib.import_module("dangjian.identity.accounts.migrations.0004_names_as_digests")


def _take(*names: str) -> None:
    TakenName.objects.bulk_create([TakenName(digest=name_digest(name), taken_at=clock.now()) for name in names])


def test_sec_auth_01_the_first_free_name_is_found_in_few_looks(world: World) -> None:
    assert free_login_name("张伟") == "zhangwei"
    _take("zhangwei", *(f"zhangwei{number}" for number in range(2, 901)))
    with CaptureQueriesContext(connection) as seen:
        assert free_login_name("张伟") == "zhangwei901"
    assert len(seen) == 6


def test_sec_auth_01_a_gap_between_taken_names_is_used(world: World) -> None:
    _take("zhangwei", "zhangwei3")
    assert free_login_name("张伟") == "zhangwei2"


def test_sec_pi_07_names_that_stood_there_in_clear_become_digests(world: World) -> None:
    moment = clock.now()
    with as_owner(), allow_writing():
        TakenName.objects.all().delete()
        TakenName.objects.create(digest="wangwu", taken_at=moment)
        MIGRATION.digest_names(apps, None)
        assert list(TakenName.objects.values_list("digest", "taken_at")) == [(name_digest("wangwu"), moment)]

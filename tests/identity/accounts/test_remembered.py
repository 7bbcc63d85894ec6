"""A phone that is remembered reads and signs in for thirty days; for all else it asks who is there (SEC-SESS-02)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from dangjian.directory.grants.models import RoleGrant
from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.accounts.rules.sessions import full_until, may_be_remembered
from dangjian.kernel import clock
from dangjian.kernel.http.router import operations
from dangjian.kernel.permissions import Public
from tests.identity.accounts.conftest import PASSWORD, SESSION
from tests.identity.accounts.test_binding import SECRETARY, Bound
from tests.world import World, _role_grant, building

MINE = "/api/v1/work/my-meetings"
RECORD = "/api/v1/directory/members/me"
REVIEWED = Path(project.BASE_DIR) / "dangjian/project/security/remembered.txt"

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(world: World) -> Bound:
    """A member's phone right after the log-in."""
    browser = Bound()
    assert browser.sign_in(SECRETARY, surface="phone").status_code == 201
    assert browser.bind().status_code == 204
    return browser


def _later(**time: float) -> Any:
    return clock.frozen(clock.now() + timedelta(**time))


def _asked(answer: Any) -> bool:
    return answer.status_code == 401 and answer.json()["code"] == "identity.step_up_required"


def test_sec_sess_02_remembered_operations_are_those_of_the_reviewed_list() -> None:
    lines = REVIEWED.read_text(encoding="utf-8").splitlines()
    reviewed = [line for line in lines if line and not line.startswith("#")]
    assert reviewed == sorted(o.operation_id for o in operations if o.remembered)
    assert not any(o.remembered and (o.step_up or isinstance(o.action, Public)) for o in operations)


def test_sec_sess_02_a_remembered_phone_reads_no_more_than_the_list(phone: Bound) -> None:
    reads = [o for o in operations if o.method == "GET" and "{" not in o.url and not isinstance(o.action, Public)]
    with _later(minutes=31):
        for operation in reads:
            answer = phone.send("GET", operation.url)
            if operation.remembered:
                assert answer.status_code in {200, 422}, operation.operation_id  # 422: it wants a parameter
            else:
                assert answer.status_code in {403, 422} or _asked(answer), operation.operation_id
    assert sum(o.remembered for o in reads) >= 10


def test_sec_sess_02_within_the_idle_end_a_phone_may_do_everything(phone: Bound) -> None:
    with _later(minutes=29):
        assert phone.send("GET", RECORD).status_code == 200
        with _later(minutes=29):
            assert phone.send("GET", RECORD).status_code == 200, "use moves the end"


def test_sec_sess_02_who_proves_who_they_are_may_do_everything_again(phone: Bound) -> None:
    with _later(days=3):
        assert phone.send("GET", MINE).status_code == 200
        assert _asked(phone.send("GET", RECORD))
        assert phone.send("POST", f"{SESSION}/step-up", {"password": "wrong"}).status_code == 401
        assert _asked(phone.send("GET", RECORD))
        assert phone.send("POST", f"{SESSION}/step-up", {"password": PASSWORD}).status_code == 200
        assert phone.send("GET", RECORD).status_code == 200
        with _later(minutes=31):
            assert _asked(phone.send("GET", RECORD))
            assert phone.send("GET", MINE).status_code == 200


def test_sec_sess_02_a_remembered_phone_changes_nothing_of_others(phone: Bound) -> None:
    with _later(hours=1):
        answers = [
            phone.send("POST", "/api/v1/foundation/todos/01890000-0000-7000-8000-000000000000/complete", {}),
            phone.send("POST", "/api/v1/ops/my-data/exports", {"file_format": "json"}),
            phone.send("GET", "/api/v1/ops/my-data"),
        ]
        assert [_asked(answer) for answer in answers] == [True] * 3


def test_sec_sess_02_thirty_days_and_not_one_more(phone: Bound) -> None:
    with _later(days=29, hours=23):
        assert phone.send("GET", MINE).status_code == 200
    with _later(days=30):
        assert phone.send("GET", MINE).status_code == 401
        assert not _asked(phone.send("GET", MINE))


@pytest.mark.parametrize("surface", ["console", "portal", "screen"])
def test_sec_sess_02_other_surfaces_are_not_remembered(world: World, surface: str) -> None:
    browser = Bound()
    browser.sign_in(SECRETARY, surface=surface)
    browser.bind()
    assert WebSession.objects.get().full_until is None
    with _later(minutes=31):
        assert browser.stage() == "none"


def test_sec_sess_02_a_phone_without_a_key_is_not_remembered(world: World) -> None:
    browser = Bound()
    browser.sign_in(SECRETARY, surface="phone")
    with _later(minutes=31):
        assert browser.stage() == "none"


def test_sec_sess_02_who_becomes_an_administrator_is_not_remembered(world: World, phone: Bound) -> None:
    account = Account.objects.across_tenants("arrangement").get(login_key=SECRETARY)
    with building(world.tenant_id):
        RoleGrant.objects.unscoped("arrangement").filter(person_id=account.person_id).delete()
        _role_grant(world.here, "secretary", "administrator", None).save(force_insert=True)
        Account.objects.across_tenants("arrangement").filter(pk=account.pk).update(
            grants_version=account.grants_version + 1, second_factor_at=clock.now()
        )
    with _later(minutes=31):
        answer = phone.send("GET", MINE)
        assert answer.status_code == 401
        assert not _asked(answer)


def test_sec_sess_02_rules_of_a_remembered_phone() -> None:
    assert may_be_remembered(surface="phone", administrator=False, demo=False)
    assert not may_be_remembered(surface="console", administrator=False, demo=False)
    assert not may_be_remembered(surface="phone", administrator=True, demo=False)
    assert not may_be_remembered(surface="phone", administrator=False, demo=True)
    began = clock.now()
    assert full_until(used_at=began + timedelta(hours=11, minutes=50), auth_at=began) == began + timedelta(hours=12)

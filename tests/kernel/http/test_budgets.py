"""Limits on calls: by person, by address, by costly operation (SEC-IN-06)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dangjian.kernel import clock
from dangjian.kernel.errors import TooMany
from dangjian.kernel.http import budgets
from dangjian.kernel.http.budgets import Budget, spend
from dangjian.kernel.http.router import operations
from tests.contracts.conversation import is_problem
from tests.world import SignedInClient, World

SESSION = "/api/v1/identity/session"
EXPORT = "/api/v1/directory/member-export?columns=name&form=csv"
SMALL = Budget("small", 3, timedelta(seconds=10))


@pytest.fixture(autouse=True)
def limits_are_on(settings: Any) -> Iterator[None]:
    """As in an installation; nobody has spent anything yet."""
    settings.CALL_LIMITS = True
    budgets.forget()
    yield
    budgets.forget()


def _limited(answer: Any) -> int:
    """The seconds to wait that a refusal names."""
    assert (answer.status_code, is_problem(answer)) == (429, True)
    assert answer.json()["code"] == "kernel.too_many_calls"
    return int(answer["Retry-After"])


def test_sec_in_06_budget_comes_back_after_its_time(world: World) -> None:
    for _ in range(3):
        spend(SMALL, "a")
    with pytest.raises(TooMany) as refused:
        spend(SMALL, "a")
    spend(SMALL, "b")

    assert refused.value.extra == {"retry_after": 10}
    with clock.frozen(clock.now() + timedelta(seconds=9)), pytest.raises(TooMany):
        spend(SMALL, "a")
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        spend(SMALL, "a")


def test_sec_in_06_burst_of_one_person_is_stopped_and_others_are_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangjian.identity.accounts.middleware.PERSON", Budget("person", 5, timedelta(minutes=1)))
    secretary, member = world.client("secretary"), world.client("member")
    answers = [secretary.fetch(SESSION) for _ in range(6)]

    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    assert _limited(answers[5]) == 60
    assert member.fetch(SESSION).status_code == 200


def test_sec_in_06_burst_from_one_address_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dangjian.identity.accounts.middleware.ADDRESS", Budget("address", 4, timedelta(minutes=1)))
    here, there, signed_in = Client(REMOTE_ADDR="192.0.2.10"), Client(REMOTE_ADDR="192.0.2.11"), world.client("member")
    answers = [here.get(SESSION) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert _limited(answers[4]) == 60
    assert there.get(SESSION).status_code == 200
    assert signed_in.fetch(SESSION).status_code == 200  # known people at the same address go on


def test_sec_in_06_exports_have_a_budget_of_their_own(office_client: SignedInClient) -> None:
    answers = [office_client.fetch(EXPORT) for _ in range(budgets.EXPORTS.calls + 1)]

    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert _limited(answers[-1]) == 600
    assert office_client.fetch(SESSION).status_code == 200


def test_sec_in_06_costly_operations_are_declared() -> None:
    costly = {operation.operation_id: operation.budget for operation in operations if operation.budget}

    assert costly == {
        "directory_members_ask_member_export": budgets.EXPORTS,
        "directory_members_export_members": budgets.EXPORTS,
        "directory_rosters_export_roster": budgets.EXPORTS,
        "foundation_search_search": budgets.SEARCHES,
        "work_transfer_look_at_letter": budgets.CODES,
        "work_transfer_receive_by_code": budgets.CODES,
        "work_transfer_send_back_by_code": budgets.CODES,
        "kernel_files_upload_file": budgets.UPLOADS,
        "ops_privacy_ask_my_data": budgets.EXPORTS,
        "ops_settings_export_audit": budgets.EXPORTS,
    }


def test_sec_in_06_normal_use_is_never_limited(world: World) -> None:
    """Eight hours of a hard-working person: a page of 20 questions every five seconds."""
    start = clock.now()
    for page in range(8 * 60 * 12):
        with clock.frozen(start + timedelta(seconds=5 * page)):
            for _ in range(20):
                spend(budgets.PERSON, "worker")


def test_sec_in_06_memory_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "KEPT", 10)
    for number in range(35):
        spend(SMALL, f"caller-{number}")

    assert len(budgets._spent) <= 10

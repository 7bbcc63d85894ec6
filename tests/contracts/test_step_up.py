"""Operations that need a fresh authentication, from the catalogue (SEC-AUTH-06)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from dangjian.kernel import clock
from dangjian.kernel.http.router import operations
from tests.contracts.catalogue import caller, known, rows_named
from tests.contracts.conversation import send
from tests.contracts.rows import fill_empty_tables
from tests.contracts.test_generated import _parameters, _right_cases
from tests.world import World

STEP_UP = sorted(operation.operation_id for operation in operations if operation.step_up)
SENSITIVE = re.compile(
    r"_(reveal|export)_|_(ask_member_export|ask_my_data|decide_export|get_export_file|export_audit)$|_(grant_role|revoke_grant|issue_links?)$|_(begin|confirm)_enrolment|_(create|delete|begin)_passkey"
    r"|_(delete_own_second_factor|create_recovery_codes|update_account|set_expiry|request_reset|approve_reset)$"
)
"""Names of operations that reveal, export, grant, or change factors, phones and other people's passwords."""


def _answer(name: str, world: World, minutes: float) -> Any:
    """What the operation answers somebody whose last authentication is so many minutes old."""
    fill_empty_tables(world)
    client = caller(world, known()[name])
    ids = {p: rows_named(p, world.tenant_id)[0] for p in _parameters(name) if p.endswith("_id")}
    found = None
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        for case in _right_cases(name):
            case.path_parameters = dict(case.path_parameters or {}) | ids
            found = send(client, case)
            if found.status_code != 422:
                break
    return found


def test_sec_auth_06_every_sensitive_operation_is_declared() -> None:
    sensitive = {operation.operation_id for operation in operations if SENSITIVE.search(operation.operation_id)}

    assert sensitive <= set(STEP_UP)
    assert len(STEP_UP) >= 23


@pytest.mark.parametrize("name", STEP_UP)
def test_sec_auth_06_older_authentication_is_asked_for_again(name: str, world: World) -> None:
    answer = _answer(name, world, minutes=5)

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.step_up_required")


@pytest.mark.parametrize("name", STEP_UP)
def test_sec_auth_06_fresh_authentication_is_enough(name: str, world: World) -> None:
    assert _answer(name, world, minutes=4.9).status_code != 401

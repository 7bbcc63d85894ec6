"""Generated requests against every operation of the contract: right ones, wrong ones, and a stranger's.

Requests go through the whole application (middleware, rights, commands) in the test's own data base, so that the same
checks run on SQLite and on PostgreSQL, each with requests of its own; SCHEMA_EXAMPLES sets how many an operation gets.
Wrong requests are refused before a data base has to do with them: without SCHEMA_EXAMPLES they are sent on SQLite only;
what PostgreSQL alone would stumble over (too long, too large, NUL) is right by the schema and sent on both.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from dangjian.kernel.permissions import Action, Public
from tests.contracts.catalogue import caller, can_be_wrong, generated, known, replace_ids, rows_named
from tests.contracts.conversation import is_problem, send
from tests.contracts.rows import fill_empty_tables
from tests.world import SignedInClient, World

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "3" if os.environ.get("DANGJIAN_TEST_DB") else "4"))
ROLES = ("member", "secretary", "chief", "administrator")
"""A member, a branch secretary, a Party-affairs worker over everything, an administrator (SEC-IN-01: four roles)."""
OPERATIONS = sorted(generated())
WITH_IDS = [
    name for name in OPERATIONS if "_id}" in generated()[name].path and not isinstance(known()[name].action, Public)
]
INPUT_FIRST = frozenset({"work_life_check_in", "identity_issuing_update_client"})
"""Operations that judge the input before any row is looked for: without the code on the screen nothing is told about a
meeting, and made-up addresses of a system never fit."""
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
CALLS = [(name, mode) for name in OPERATIONS for mode in (RIGHT, WRONG) if mode is RIGHT or can_be_wrong(name)]
"""Every operation is called rightly; wrongly wherever a parameter or a body can be wrong."""
SENT = (RIGHT, WRONG) if "SCHEMA_EXAMPLES" in os.environ or not os.environ.get("DANGJIAN_TEST_DB") else (RIGHT,)
SENT_CALLS = [(name, mode) for name, mode in CALLS if mode in SENT]
# The whole-application client needs the world of the test, built once for all examples of an operation.
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")


def _with_real_ids(case: Any, ids: dict[str, list[str]], world: World, pick: random.Random) -> Any:
    """The case with two thirds of its made-up ids replaced by ids of rows that exist."""

    def choose(name: str) -> str | None:
        if name not in ids:
            ids[name] = rows_named(name, world.tenant_id)
        return pick.choice(ids[name]) if ids[name] and pick.random() < 0.67 else None

    case.path_parameters = replace_ids(dict(case.path_parameters or {}), choose)
    case.query = replace_ids(dict(case.query or {}), choose)
    if isinstance(case.body, dict | list):
        case.body = replace_ids(case.body, choose)
    return case


@pytest.mark.parametrize(("name", "mode"), SENT_CALLS, ids=[f"{name}-{mode.value}" for name, mode in SENT_CALLS])
def test_sec_in_01_no_request_breaks_an_operation(name: str, mode: GenerationMode, world: World) -> None:
    """Whoever asks: half of the requests come from somebody who may, the others from each of the four roles."""
    operation, may = generated()[name], caller(world, known()[name])
    ids: dict[str, list[str]] = {}
    others: dict[str, SignedInClient] = {}
    strategy = operation.as_strategy(generation_mode=mode)

    @seed(20261121 + (connection.vendor == "postgresql"))
    @BOUNDED
    @given(case=strategy, number=st.integers(0, 2**32), role=st.sampled_from(ROLES))
    def check(case: Any, number: int, role: str) -> None:
        case = _with_real_ids(case, ids, world, random.Random(number))
        if number % 2 and role not in others:
            others[role] = world.client(role)
        response = send(others[role] if number % 2 else may, case, version=number % 3 or None)
        told = f"{role if number % 2 else ''} {case.method} {case.formatted_path} {case.query} {case.body!r:.2000}"
        assert response.status_code < 500, f"{told}\n{response.content[:2000]!r}"
        if response.status_code >= 400:
            assert is_problem(response), f"{told}\n{response.content[:2000]!r}"

    check()


def test_every_operation_is_covered() -> None:
    """No operation of the contract is left out, and none that takes anything is called rightly only."""
    assert set(OPERATIONS) == {name for name, mode in CALLS if mode is RIGHT}
    bare = set(OPERATIONS) - {name for name, mode in CALLS if mode is WRONG}
    assert all(known()[name].method in {"GET", "POST", "DELETE"} for name in bare)


def _parameters(name: str) -> list[str]:
    return [part[1:-1] for part in generated()[name].path.split("/") if part.startswith("{")]


def _what(name: str, parameter: str) -> str:
    """What a parameter names: `record_id` below `awards` an award."""
    if parameter != "record_id":
        return parameter
    above = generated()[name].path.partition("/{record_id}")[0].rpartition("/")[2]
    return f"{above.removesuffix('s')}_id"


@pytest.mark.parametrize("name", WITH_IDS)
def test_stranger_of_another_tenant_finds_nothing(name: str, world: World) -> None:
    """Every id of ours is 404 for the strangers, who hold every role at home between them: as if it did not exist."""
    operation = known()[name]
    assert isinstance(operation.action, Action)
    fill_empty_tables(world)
    world.client("member")  # somebody of ours has a session
    rows = {parameter: rows_named(_what(name, parameter), world.tenant_id) for parameter in _parameters(name)}
    assert all(rows.values()), "the small world has no such row: add one in tests/contracts/rows.py"
    who = world.stranger_who_may(operation.action)
    stranger = world.there.client(who)
    # A right that the stranger holds nowhere is refused before any row is looked for.
    expected = 404 if world.there.actor(who).may(operation.action) else 403
    before = _fingerprint(world)

    for number in range(max(len(found) for found in rows.values())):
        ids = {parameter: found[number % len(found)] for parameter, found in rows.items()}
        statuses = {}
        for case in _right_cases(name):
            case.path_parameters = ids
            response = send(stranger, case)
            statuses[response.status_code] = response.content
            if response.status_code != 422:
                break
        # Some bodies fail a rule before the row is looked for; one of them must come as far as the row.
        allowed = [{expected}, set()] if name in INPUT_FIRST else [{expected}]
        assert set(statuses) - {422} in allowed, (ids, statuses)

    assert _fingerprint(world) == before


def _right_cases(name: str) -> list[Any]:
    """A few requests that pass the schema, so that the answer is about the id and not about the body."""
    found: list[Any] = []

    @seed(7)
    @settings(BOUNDED, max_examples=8)
    @given(case=generated()[name].as_strategy())
    def take(case: Any) -> None:
        found.append(case)

    take()
    return found


def _fingerprint(world: World) -> dict[str, str]:
    """What our people's rows look like, to see whether anything was changed."""
    from dangjian.directory.members.models import Person
    from tests.world import building

    with building(world.tenant_id):
        return {str(row.pk): f"{row.version} {row.name} {row.org_path}" for row in Person.objects.all()}


@pytest.mark.parametrize("name", WITH_IDS)
def test_nobody_signed_in_gets_nowhere(name: str, world: World) -> None:
    case = _right_cases(name)[0]
    case.path_parameters = dict.fromkeys(_parameters(name), "01890000-0000-7000-8000-000000000000")

    response = send(world.client("anybody"), case)

    assert (response.status_code, is_problem(response)) == (401, True)

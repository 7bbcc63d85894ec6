"""Requests caused by other sites are refused, and reading changes nothing, for every operation (SEC-SESS-03)."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from dangjian.kernel.http.router import operations
from tests.contracts.catalogue import caller, generated, known, rows_named
from tests.contracts.conversation import send
from tests.contracts.rows import fill_empty_tables
from tests.contracts.test_generated import _parameters, _right_cases
from tests.roles import as_owner
from tests.world import TODAY, SignedInClient, World

MONTH = f"{TODAY:%Y-%m}"
ID = "01890000-0000-7000-8000-000000000000"
UNSAFE = [operation for operation in operations if operation.method != "GET"]
READS = sorted(operation.operation_id for operation in operations if operation.method == "GET")
FOREIGN: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"},
    {"Sec-Fetch-Site": "none", "Origin": "http://testserver"},
)
READ_AUDIT = frozenset(
    {
        "directory_members_list_corrections",
        *("directory_members_export_members", "directory_rosters_export_roster"),
        *("foundation_exports_get_export_file", "ops_settings_export_audit", "ops_settings_list_audit"),
        *("work_life_get_attendance_file", "work_life_get_handbook", "ops_audit_get_overview"),
        *("work_dues_list_bank", "work_dues_list_bases", "work_dues_get_history", "work_dues_get_sheet"),
        *("work_dues_list_payments", "work_dues_list_late", "work_dues_get_statement_file", "work_dues_list_money"),
        *("work_tasks_get_file", "work_documents_get_readers_file"),
        *("work_transfer_get_letter", "work_transfer_get_receipt"),
        *("work_development_list_notes", "work_development_get_paper", "work_development_get_archive"),
    }
)
"""Reads that leave a line in the audit trail, and nothing else: taking files away, reading the trail itself, looking at
what people pay and at what was noted about candidates."""


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_sec_sess_03_every_unsafe_operation_refuses_foreign_pages(headers: dict[str, str], world: World) -> None:
    client = world.client("chief")
    before = _counts()
    for operation in UNSAFE:
        url = "/".join(ID if "{" in part else part for part in operation.url.split("/"))
        sent = {**headers, "X-CSRF-Token": client._csrf}
        answer = client.generic(operation.method, url, b"{}", "application/json", headers=sent)
        assert (answer.status_code, answer.json()["code"]) == (403, "identity.foreign_site"), operation.operation_id

    assert len(UNSAFE) > 100
    assert _counts() == before


def test_sec_sess_03_every_unsafe_operation_needs_the_token_of_the_session(world: World) -> None:
    client = world.client("chief")
    for operation in UNSAFE:
        url = "/".join(ID if "{" in part else part for part in operation.url.split("/"))
        for token in ({}, {"X-CSRF-Token": "x" * 43}):
            answer = client.generic(operation.method, url, b"{}", "application/json", headers=token)
            assert (answer.status_code, answer.json()["code"]) == (403, "identity.csrf_token"), operation.operation_id


def test_sec_sess_03_reading_changes_nothing_but_listed_read_audit(world: World) -> None:
    fill_empty_tables(world)
    pick, answered = random.Random(7), set()
    wrote: dict[str, set[str]] = {}
    clients: dict[str, SignedInClient] = {}
    for name in READS:
        client = caller(world, known()[name], clients)
        ids = {p: rows_named(p, world.tenant_id) for p in _parameters(name) if p.endswith("_id")}
        before = _counts()
        for case in _right_cases(name)[:4]:
            case.path_parameters = dict(case.path_parameters or {}) | {p: pick.choice(rows) for p, rows in ids.items()}
            asked = {p: pick.choice(rows_named(p, world.tenant_id)) for p in case.query or () if p.endswith("_id")}
            asked |= {p: MONTH for p in case.query or () if p in {"period", "first_month", "last_month"}}
            case.query = dict(case.query or {}) | asked
            if send(client, case).status_code < 300:
                answered.add(name)
            elif name not in answered:  # filters that say nothing sensible together: the same without them
                case.query = asked
                if send(client, case).status_code < 300:
                    answered.add(name)
        changed = {table for table, count in _counts().items() if count != before[table]}
        if changed:
            wrote[name] = changed

    assert set(READS) >= READ_AUDIT
    assert wrote == {name: {"kernel_audit_entry"} for name in READ_AUDIT & (answered | set(wrote))}
    assert len(wrote) >= 0.7 * len(READ_AUDIT), wrote
    assert len(answered) >= 0.8 * len(READS), sorted(set(READS) - answered)


def _counts() -> dict[str, Any]:
    """How many rows each table has, but for sessions opened by the test's own clients, and keys, which are made when a
    value is first sealed."""
    tables = sorted({m._meta.db_table for m in apps.get_models()} - {"identity_session", "kernel_data_key"})
    counts = {}
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def test_every_read_is_looked_at() -> None:
    assert len(READS) == sum(operation.method == "GET" for operation in operations) > 80
    assert set(READS) <= set(generated())

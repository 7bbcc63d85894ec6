"""The data-base insider who has the password of one process: what each role is refused (SEC-AC-11, SEC-AUD-02)."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from dangjian.kernel.rowlevel.roles import APP, AUDITOR, BACKUP, SEALER, WORKER
from tests.roles import acting_role
from tests.world import World

_NEVER = {
    # The audit trail, by the one who writes it.
    "update audit": "UPDATE kernel_audit_entry SET note = 'x'",
    "delete audit": "DELETE FROM kernel_audit_entry",
    "truncate audit": "TRUNCATE kernel_audit_entry",
    "update block": "UPDATE kernel_audit_block SET size = 1",
    "delete block": "DELETE FROM kernel_audit_block",
    "update checkpoint": "UPDATE kernel_audit_checkpoint SET text = ''",
    "delete checkpoint": "DELETE FROM kernel_audit_checkpoint",
    "drop trigger": "DROP TRIGGER kernel_audit_entry_no_update ON kernel_audit_entry",
    "disable triggers": "ALTER TABLE kernel_audit_entry DISABLE TRIGGER ALL",
    "replace the trigger's function": (
        "CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$"
    ),
    "act as a replica, without triggers": "SET session_replication_role = replica",
    # Row-level security itself.
    "row level off": "ALTER TABLE directory_person DISABLE ROW LEVEL SECURITY",
    "row level not forced": "ALTER TABLE directory_person NO FORCE ROW LEVEL SECURITY",
    "drop policy": "DROP POLICY dj_reach ON directory_person",
    "wider policy": "CREATE POLICY mine ON directory_person USING (true)",
    "take the table": "ALTER TABLE directory_person OWNER TO CURRENT_USER",
    # The server.
    "become the owner": "SET ROLE postgres",
    "become the backup": "SET ROLE dangjian_backup",
    "make a role": "CREATE ROLE mine SUPERUSER",
    "grow": "ALTER ROLE CURRENT_USER BYPASSRLS",
    "give itself more": "GRANT dangjian_sealer TO CURRENT_USER",
    "table of one's own": "CREATE TABLE mine (id int)",
    "temporary table": "CREATE TEMPORARY TABLE mine (id int)",
    "extension": "CREATE EXTENSION adminpack",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'cat'",
    "read a file": "SELECT pg_read_file('/etc/passwd')",
    "passwords of roles": "SELECT * FROM pg_authid",
    "truncate people": "TRUNCATE directory_person CASCADE",
    "drop people": "DROP TABLE directory_person CASCADE",
    "destroy a key": "DELETE FROM kernel_data_key",
    "close a tenant": "DELETE FROM kernel_tenant",
    "rights of the library": "INSERT INTO auth_group (name) VALUES ('x')",
}
"""For every role alike."""
_OF_ROLE = {
    APP: {
        "seal a block": "INSERT INTO kernel_audit_block DEFAULT VALUES",
        "sign a checkpoint": "INSERT INTO kernel_audit_checkpoint DEFAULT VALUES",
        "move the seal": "UPDATE kernel_seal_state SET row_id = 0",
        "move a log": "UPDATE kernel_sealed_log SET size = 0",
        "exchange the signing key": "UPDATE kernel_signing_key SET retired_at = now()",
        "rewrite history": "UPDATE kernel_field_change SET old_value = ''",
        "remove history": "DELETE FROM kernel_field_change",
        "spoil a key": "UPDATE kernel_data_key SET wrapped = ''",
        "remove a job": "DELETE FROM kernel_job",
        "take a slot": "INSERT INTO kernel_job_period DEFAULT VALUES",
        "remove an event": "DELETE FROM kernel_outbox_event",
        "free a name": "DELETE FROM identity_taken_name",
        "become the worker": "SET ROLE dangjian_worker",
        "become the sealer": "SET ROLE dangjian_sealer",
        "past the policies": "SET row_security = off; SELECT count(*) FROM directory_person",
    },
    WORKER: {
        "seal a block": "INSERT INTO kernel_audit_block DEFAULT VALUES",
        "move the seal": "UPDATE kernel_seal_state SET row_id = 0",
        "exchange the signing key": "UPDATE kernel_signing_key SET retired_at = now()",
        "rewrite history": "UPDATE kernel_field_change SET old_value = ''",
        "open a session": "INSERT INTO identity_session DEFAULT VALUES",
        "open a tenant": "INSERT INTO kernel_tenant DEFAULT VALUES",
        "register a factor": "INSERT INTO mfa_authenticator DEFAULT VALUES",
        "become the web process": "SET ROLE dangjian_app",
        "past the policies": "SET row_security = off; SELECT count(*) FROM directory_person",
    },
    SEALER: {
        "read people": "SELECT id FROM directory_person",
        "read sessions": "SELECT token_hash FROM identity_session",
        "read accounts": "SELECT id FROM identity_account",
        "write audit": "INSERT INTO kernel_audit_entry DEFAULT VALUES",
        "reach across": "SET ROLE dangjian_across",
    },
    AUDITOR: {
        "read people": "SELECT id FROM directory_person",
        "read keys": "SELECT wrapped FROM kernel_data_key",
        "read files": "SELECT id FROM kernel_stored_file",
        "write audit": "INSERT INTO kernel_audit_entry DEFAULT VALUES",
        "seal a block": "INSERT INTO kernel_audit_block DEFAULT VALUES",
        "reach across": "SET ROLE dangjian_across",
    },
    BACKUP: {
        "write people": "UPDATE directory_person SET name = ''",
        "remove people": "DELETE FROM directory_person",
        "write audit": "INSERT INTO kernel_audit_entry DEFAULT VALUES",
        "take out sessions": "DELETE FROM identity_session",
        "become the web process": "SET ROLE dangjian_app",
        "reach across": "SET ROLE dangjian_across",
    },
}
CASES = [
    pytest.param(role, statement, id=f"{role}: {name}")
    for role, own in _OF_ROLE.items()
    for name, statement in {**_NEVER, **own}.items()
    if not (role == BACKUP and name == "become the backup")
]


def test_sec_ac_11_at_least_forty_statements_are_tried_for_each_of_app_and_worker() -> None:
    tried = {role: sum(case.values[0] == role for case in CASES) for role in _OF_ROLE}

    assert (tried[APP] >= 45, tried[WORKER] >= 40, min(tried.values()) >= 35) == (True, True, True)


@pytest.mark.parametrize(("role", "statement"), CASES)
def test_sec_ac_11_sec_aud_02_forbidden_statement_is_refused(role: str, statement: str, world: World) -> None:
    raw = connection.connection
    with acting_role(role):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            raw.execute(statement)
        # What refused was the right, not a mistake in the statement: the same role may do something.
        assert raw.execute("SELECT 1").fetchone() == (1,)

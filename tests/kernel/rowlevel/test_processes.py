"""Each command and process starts under its own role, on a data base whose owner is no superuser (SEC-AC-11)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from dangjian.kernel.rowlevel.roles import APP, AUDITOR, BACKUP, SEALER, WORKER
from dangjian.kernel.rowlevel.statements import role_names

OWNER = "dangjian_owner"
NAME = f"apart_{os.getpid()}"


class Installation:
    """A data base of its own, and the programs of the platform under different roles."""

    def __init__(self, host: str, port: str, folder: Path) -> None:
        self.host, self.port, self.folder = host, port, folder

    def address(self, role: str, name: str = NAME) -> str:
        return f"postgresql://{role}@/{name}?host={self.host}" + (f"&port={self.port}" if self.port else "")

    def run(self, role: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DANGJIAN", "DJANGO"))}
        environment |= {"DANGJIAN_DB": self.address(role), "DANGJIAN_DATA": str(self.folder), "PYTHONWARNINGS": ""}
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        return subprocess.run(
            command, env=environment | more, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )

    def well(self, role: str, *arguments: str, **more: str) -> str:
        done = self.run(role, *arguments, **more)
        assert done.returncode == 0, f"{role}: {arguments}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture
def installation(db: None, tmp_path: Path) -> Iterator[Installation]:
    host, port = str(connection.settings_dict["HOST"]), str(connection.settings_dict["PORT"])
    found = Installation(host, port, tmp_path / "data")
    found.folder.mkdir(mode=0o700)
    with psycopg.connect(found.address("postgres", "postgres"), autocommit=True) as server:
        server.execute(f"DO $$ BEGIN CREATE ROLE {OWNER} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        server.execute(f"CREATE DATABASE {NAME} OWNER {OWNER}")
        try:
            yield found
        finally:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.timeout(1800)  # fifteen processes start one after another, two of them to migrate
def test_sec_ac_11_every_process_runs_under_its_own_role(installation: Installation) -> None:
    roles = role_names()
    as_owner = {"DANGJIAN_DB_OWNER": installation.address(OWNER)}
    installation.well(roles[APP], "migrate", "-v0", **as_owner)
    with psycopg.connect(installation.address("postgres"), autocommit=True) as server:
        server.execute(installation.well(roles[APP], "database_roles", "--print", **as_owner))
    installation.well(roles[APP], "database_roles", "--apply", **as_owner)
    checked = installation.well(roles[APP], "database_roles", "--check", **as_owner)
    assert OWNER in checked

    assert "激活链接" in installation.well(roles[APP], "first_start", "--login-name", "diyiren")
    installation.well(roles[WORKER], "worker", "--once")
    with psycopg.connect(installation.address("postgres")) as server:
        assert _count(server, "kernel_audit_block") == 0, "the worker must not seal under its role"
    installation.well(roles[SEALER], "sealer", "--once")
    with psycopg.connect(installation.address("postgres")) as server:
        assert _count(server, "kernel_audit_block") > 0
        assert _count(server, "kernel_audit_checkpoint") > 0
    installation.well(roles[AUDITOR], "audit_verify")
    installation.well(roles[APP], "migrate", "-v0", **as_owner)
    assert "与程序一致" in installation.well(roles[APP], "database_roles", "--check", **as_owner)

    assert installation.run(roles[APP], "database_roles", "--apply").returncode != 0
    assert "无权封存" in installation.run(roles[WORKER], "sealer", "--once").stderr
    _backed_up(installation, roles[BACKUP])
    _owner_without_purpose(installation)


def _count(server: psycopg.Connection[tuple[int]], table: str) -> int:
    found = server.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return found[0]


def _backed_up(installation: Installation, role: str) -> None:
    """The backup has every row, past the policies, and can write none."""
    program = shutil.which("pg_dump") or str(next(Path("/usr/lib/postgresql").glob("*/bin/pg_dump")))
    dump = subprocess.run([program, installation.address(role)], capture_output=True, text=True, check=False)
    assert (dump.returncode, dump.stderr) == (0, "")
    assert "diyiren" in dump.stdout


def _owner_without_purpose(installation: Installation) -> None:
    """An application that signs in as the owner by mistake gets errors, not everybody's rows."""
    with (
        psycopg.connect(installation.address(OWNER)) as owner,
        pytest.raises(psycopg.errors.UndefinedObject, match=r"dj\.migration"),
    ):
        owner.execute("SELECT * FROM identity_account")

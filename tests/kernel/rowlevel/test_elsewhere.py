"""Where there is no row-level security the command says so."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection


@pytest.mark.skipif(connection.vendor == "postgresql", reason="there it has")
def test_sec_ac_03_other_data_bases_are_said_to_have_one_line_only() -> None:
    out = StringIO()
    call_command("database_roles", check=True, stdout=out)

    assert "只有程序自身的范围检查" in out.getvalue()
    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("database_roles", apply=True)

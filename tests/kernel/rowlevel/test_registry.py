"""The data base and the code say the same, and no table is forgotten (SEC-AC-03, SEC-AC-11)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from dangjian.kernel.models.base import ScopedModel, TenantModel
from dangjian.kernel.rowlevel import applying, roles
from dangjian.kernel.rowlevel.statements import role_names
from dangjian.kernel.rowlevel.tables import guarded, tenant_only
from tests.roles import SUITE, as_owner, is_held

SPOILED = {
    "row level off": ("ALTER TABLE kernel_calendar_day DISABLE ROW LEVEL SECURITY", "没有启用行级安全"),
    "not forced": ("ALTER TABLE kernel_setting NO FORCE ROW LEVEL SECURITY", "没有启用行级安全"),
    "policy dropped": ("DROP POLICY dj_reach ON kernel_setting", "缺少策略 dj_reach"),
    "policy widened": ("ALTER POLICY dj_reach ON kernel_setting USING (true)", "与程序不一致"),
    "policy for everybody": ("ALTER POLICY dj_across ON kernel_setting TO PUBLIC", "与程序不一致"),
    "another policy": ("CREATE POLICY mine ON kernel_setting USING (true)", "计划外的策略 mine"),
    "a right too many": ("GRANT UPDATE ON kernel_audit_entry TO dangjian_app", "多了对 kernel_audit_entry 的 UPDATE"),
    "a right for everybody": ("GRANT SELECT ON directory_person TO PUBLIC", "PUBLIC 多了对 directory_person"),
    "a right missing": ("REVOKE INSERT ON kernel_audit_entry FROM dangjian_app", "缺少对 kernel_audit_entry 的 INSERT"),
    "a trigger missing": ("DROP TRIGGER kernel_audit_entry_no_update ON kernel_audit_entry", "缺少触发器"),
    "a member too many": ("GRANT dangjian_backup TO dangjian_app", "dangjian_app 不应属于 dangjian_backup"),
    "an application that owns": ("ALTER TABLE kernel_setting OWNER TO dangjian_app", "不应是应用角色"),
    "above the policies": ("ALTER ROLE dangjian_app BYPASSRLS", "BYPASSRLS 应为 False"),
    "inheriting": ("ALTER ROLE dangjian_app INHERIT", "应为 NOINHERIT"),
}


def test_sec_ac_03_every_table_of_a_tenant_is_guarded() -> None:
    tenants = {m._meta.db_table for m in apps.get_models() if issubclass(m, TenantModel)}
    places = {m._meta.db_table for m in apps.get_models() if issubclass(m, ScopedModel)}

    assert set(guarded()) == tenants
    assert {name for name, table in guarded().items() if table.by_place} == places - set(tenant_only())
    assert set(tenant_only()) <= places
    assert all(len(reason) >= 20 for reason in tenant_only().values())


def test_sec_ac_11_every_table_stands_in_the_list_of_grants() -> None:
    assert set(roles.privileges()) == set(roles.all_tables())
    assert set(roles._ON_OTHERS) <= set(roles.all_tables()) - set(guarded())


def test_sec_ac_11_a_table_that_nobody_thought_of_stops_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(roles._ON_OTHERS, "kernel_job")

    with pytest.raises(LookupError, match="kernel_job"):
        roles.privileges()


def test_sec_ac_03_the_data_base_says_what_the_code_says(db: None) -> None:
    with as_owner():
        assert applying.check().problems == []
        applying.apply()
        assert applying.check().problems == []


@pytest.mark.parametrize("name", SPOILED)
def test_sec_ac_03_what_differs_is_named_and_mended(name: str, db: None) -> None:
    statement, told = SPOILED[name]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
        problems = applying.check().problems
        assert [problem for problem in problems if told in problem], problems
        with pytest.raises(CommandError, match="不一致"):
            call_command("database_roles", check=True, stdout=StringIO())
        if "ROLE" not in statement and "GRANT dangjian" not in statement and "OWNER" not in statement:
            applying.apply()
            assert applying.check().problems == []


def test_sec_ac_03_without_row_level_security_the_check_says_so(db: None) -> None:
    out = StringIO()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_setting DISABLE ROW LEVEL SECURITY")
        call_command("database_roles", check=True, stdout=out)
    assert "没有启用行级安全" in out.getvalue()


def test_sec_ac_11_the_printed_statements_make_every_role() -> None:
    out = StringIO()
    call_command("database_roles", print=True, stdout=out)

    assert all(f'CREATE ROLE "{name}"' in out.getvalue() for name in role_names().values())


def test_sec_ac_03_the_suite_itself_is_held(db: None) -> None:
    assert is_held()
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, row_security_active('directory_person')")
        assert cursor.fetchone() == (SUITE, True)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
        assert cursor.fetchone() == (False,)

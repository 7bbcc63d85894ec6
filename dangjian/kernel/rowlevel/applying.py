"""Brings the data base to what `roles` and `tables` say, and tells what differs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from dangjian.kernel import booked
from dangjian.kernel.rowlevel import roles, statements
from dangjian.kernel.rowlevel.statements import Policy, quoted, role_names
from dangjian.kernel.rowlevel.tables import guarded
from dangjian.kernel.sealing import triggers

_COMMENT = re.compile(r"dangjian (\w+) (\w+)\Z")


@dataclass
class Findings:
    """What a check found. `problems` must be mended; `notes` are said for honesty."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def apply() -> None:
    """Grants, policies and triggers, in one transaction, by the owner. May run again at any time.

    Raises LookupError for a table that no list names, and the data base's error when a role is missing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements.grant_statements(_database(cursor), _present()):
            cursor.execute(statement)
        wanted = statements.policies(_owner(cursor))
        for name in guarded():
            cursor.execute(f"ALTER TABLE {quoted(name)} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {quoted(name)} FORCE ROW LEVEL SECURITY")
        for table, name in _foreign_policies(cursor, wanted):
            cursor.execute(f"DROP POLICY {quoted(name)} ON {quoted(table)}")
        for policy in wanted:
            for statement in policy.sql():
                cursor.execute(statement)
        _remember(cursor, wanted)
    triggers.install()


def make_roles() -> None:
    """Make the roles that are missing; for a superuser."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements.role_statements():
            cursor.execute(statement)


def is_applied() -> bool:
    """Whether this data base has row-level security at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass('kernel_setting')")
        found = cursor.fetchone()
    return bool(found and found[0])


def check() -> Findings:
    """Compare roles, grants, policies and triggers with what the code says."""
    found = Findings()
    with connection.cursor() as cursor:
        owner = _owner(cursor)
        found.problems += _roles(cursor)
        found.problems += _row_level(cursor)
        found.problems += _policies(cursor, statements.policies(owner))
        found.problems += _grants(cursor)
        found.notes += [f"当前连接的数据库角色：{_value(cursor, 'SELECT current_user')}；表的所有者：{owner}"]
    found.problems += [f"缺少触发器 {name}" for name in triggers.missing() + booked.missing()]
    return found


def _value(cursor: Any, sql: str) -> Any:
    cursor.execute(sql)
    row = cursor.fetchone()
    return row[0] if row else None


def _database(cursor: Any) -> str:
    return str(_value(cursor, "SELECT current_database()"))


def _present() -> set[str]:
    return set(connection.introspection.table_names())


def _owner(cursor: Any) -> str:
    found = _value(cursor, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('kernel_setting')")
    if found is None:
        raise LookupError("数据库还没有建立，请先运行 manage.py migrate。")
    return str(found)


def _roles(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolinherit, rolcreaterole, rolcreatedb FROM pg_roles"
    )
    known = {row[0]: row[1:] for row in cursor.fetchall()}
    problems = []
    for role in roles.ROLES:
        if role.name not in known:
            problems.append(f"缺少角色 {role.name}（{role.purpose}）")
            continue
        superuser, bypass, login, inherit, makes_roles, makes_databases = known[role.name]
        if superuser or makes_roles or makes_databases:
            problems.append(f"角色 {role.name} 不应有 SUPERUSER、CREATEROLE 或 CREATEDB")
        if bypass != ("BYPASSRLS" in role.attributes.split()):
            problems.append(f"角色 {role.name} 的 BYPASSRLS 应为 {not bypass}")
        if "NOINHERIT" in role.attributes and inherit:
            problems.append(f"角色 {role.name} 应为 NOINHERIT")
        if login and not role.login:
            problems.append(f"角色 {role.name} 不应能登录")
    cursor.execute("SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members")
    names = role_names()
    allowed = {(names[key], names[roles.ACROSS]) for key in roles.MEMBERS_OF_ACROSS}
    held = {pair for pair in cursor.fetchall() if pair[0] in names.values()}
    problems += [f"角色 {member} 不应属于 {group}" for member, group in sorted(held - allowed)]
    problems += [f"角色 {member} 应属于 {group}" for member, group in sorted(allowed - held)]
    return problems


def _row_level(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname, relrowsecurity AND relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    known = {name: (held, owner) for name, held, owner in cursor.fetchall()}
    missing = [name for name in guarded() if not known.get(name, (False, ""))[0]]
    processes = set(role_names().values())
    owned = [name for name, (_, owner) in known.items() if owner in processes]
    return [f"表 {name} 没有启用行级安全" for name in missing] + [f"表 {name} 的所有者不应是应用角色" for name in owned]


def _policies(cursor: Any, wanted: list[Policy]) -> list[str]:
    stored = _stored(cursor)
    problems = [f"表 {table} 上有计划外的策略 {name}" for table, name in _foreign_policies(cursor, wanted)]
    for policy in wanted:
        comment, now = stored.get((policy.table, policy.name), ("", ""))
        match = _COMMENT.match(comment or "")
        if not now:
            problems.append(f"表 {policy.table} 缺少策略 {policy.name}")
        elif match is None or match.group(1) != policy.fingerprint or match.group(2) != now:
            problems.append(f"表 {policy.table} 的策略 {policy.name} 与程序不一致")
    return problems


def _foreign_policies(cursor: Any, wanted: list[Policy]) -> list[tuple[str, str]]:
    ours = {(policy.table, policy.name) for policy in wanted}
    return [key for key in _stored(cursor) if key[0] in guarded() and key not in ours]


def _stored(cursor: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """By table and policy: its comment, and a fingerprint of what the data base holds of it."""
    cursor.execute(
        "SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy'), left(md5(concat_ws('|', p.polcmd,"
        " p.polpermissive,"
        " (SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE oid = ANY(p.polroles)),"
        " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))), 16)"
        " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
    )
    return {(table, name): (comment, print_) for table, name, comment, print_ in cursor.fetchall()}


def _remember(cursor: Any, wanted: list[Policy]) -> None:
    """Beside each policy: of which definition it was made, and what the data base made of it."""
    stored = _stored(cursor)
    for policy in wanted:
        text = f"dangjian {policy.fingerprint} {stored[policy.table, policy.name][1]}"
        cursor.execute(f"COMMENT ON POLICY {policy.name} ON {quoted(policy.table)} IS '{text}'")


def _grants(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT c.relname, COALESCE(pg_get_userbyid(NULLIF(a.grantee, 0)), 'PUBLIC'), a.privilege_type"
        " FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace"
    )
    names, present = role_names(), _present()
    watched = {*names.values(), "PUBLIC"}
    held = {row for row in cursor.fetchall() if row[1] in watched}
    wanted = {
        (table, names[key], roles.VERBS[letter])
        for table, by_role in roles.privileges().items()
        if table in present
        for key, letters in by_role.items()
        for letter in letters
    }
    problems = [f"{role} 多了对 {table} 的 {verb} 权限" for table, role, verb in sorted(held - wanted)]
    return problems + [f"{role} 缺少对 {table} 的 {verb} 权限" for table, role, verb in sorted(wanted - held)]

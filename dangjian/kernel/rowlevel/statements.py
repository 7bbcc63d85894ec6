"""The SQL of roles, grants and policies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dangjian.kernel.rowlevel import roles
from dangjian.kernel.rowlevel.tables import Guarded, guarded

MIGRATION = "dj.migration"
"""What the owner must set to see rows: an application that runs as owner by mistake sees none and gets errors."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of one table."""

    name: str
    table: str
    to: tuple[str, ...]
    condition: str

    @property
    def fingerprint(self) -> str:
        text = f"{sorted(self.to)} {self.condition}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def sql(self) -> list[str]:
        """Make the policy anew."""
        names = ", ".join(quoted(name) for name in self.to)
        return [
            f"DROP POLICY IF EXISTS {self.name} ON {quoted(self.table)}",
            f"CREATE POLICY {self.name} ON {quoted(self.table)} TO {names} USING ({self.condition})",
        ]


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


def role_names() -> dict[str, str]:
    """The full name of each role by its key."""
    return {role.key: role.name for role in roles.ROLES}


def role_statements() -> list[str]:
    """Make the roles and what binds them; for a superuser (BYPASSRLS of the backup role can be given by no other)."""
    found = []
    for role in roles.ROLES:
        options = " ".join(part for part in ("LOGIN" if role.login else "NOLOGIN", role.attributes) if part)
        found.append(
            f"DO $$ BEGIN CREATE ROLE {quoted(role.name)} {options}; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        found.append(f"COMMENT ON ROLE {quoted(role.name)} IS '{role.purpose}'")
    names = role_names()
    members = ", ".join(quoted(names[key]) for key in roles.MEMBERS_OF_ACROSS)
    return [*found, f"GRANT {quoted(names[roles.ACROSS])} TO {members}"]


def grant_statements(database: str, present: set[str], schema: str = "public") -> Iterator[str]:
    """Who may do what with which of the tables that are `present`, and nothing else; for the owner."""
    names = role_names()
    everybody = ", ".join(quoted(name) for name in names.values())
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {quoted(schema)} FROM PUBLIC, {everybody}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {quoted(schema)} FROM PUBLIC, {everybody}"
    yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {quoted(schema)} TO {quoted(names[roles.BACKUP])}"
    yield f"REVOKE CREATE ON SCHEMA {quoted(schema)} FROM PUBLIC, {everybody}"
    yield f"REVOKE TEMPORARY ON DATABASE {quoted(database)} FROM PUBLIC, {everybody}"
    yield f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {everybody}"
    yield f"GRANT CONNECT ON DATABASE {quoted(database)} TO {everybody}"
    for table, held in roles.privileges().items():
        for key, letters in held.items() if table in present else ():
            verbs = ", ".join(roles.VERBS[letter] for letter in letters)
            yield f"GRANT {verbs} ON {quoted(table)} TO {quoted(names[key])}"


def policies(owner: str) -> list[Policy]:
    """Every policy of every guarded table."""
    names = role_names()
    processes = (names[roles.APP], names[roles.WORKER])
    found = []
    for table in guarded().values():
        found += [
            Policy("dj_reach", table.name, processes, _of_place(table) if table.by_place else _OF_TENANT),
            Policy("dj_across", table.name, (names[roles.ACROSS],), "true"),
            Policy("dj_owner", table.name, (owner,), f"current_setting('{MIGRATION}') = 'on'"),
        ]
    return found


_OF_TENANT = "tenant_id = current_setting('dj.tenant')::uuid"


def _of_place(table: Guarded) -> str:
    """One range, which an index serves; the pattern only where places lie apart; one's own rows beside it.

    A setting that was never told is an error, as is the empty text for the tenant.
    """

    def told(name: str) -> str:
        return f"current_setting('{table.settings}_{name}')"

    path = quoted(table.path)
    places = f"{path} >= {told('low')} AND {path} < {told('high')}"
    places += f" AND ({told('among')} = '' OR {path} ~ {told('among')})"
    own = f" OR {quoted(table.own)} = NULLIF({told('own')}, '')::uuid" if table.own else ""
    return f"tenant_id = {told('of')}::uuid AND (({places}){own})"

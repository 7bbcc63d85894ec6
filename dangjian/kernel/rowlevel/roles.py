"""The data base roles, and what each may do with which table: the one file of grants (SEC-AC-11, SEC-AUD-02).

The owner of the tables migrates and is no role of this list. A table that stands in no list stops the command and its
test: who adds a table says who needs it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

from dangjian.kernel.rowlevel.tables import guarded

APP, WORKER, SEALER, AUDITOR, BACKUP, ACROSS = "app", "worker", "sealer", "auditor", "backup", "across"

VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
_ALL = "SIUD"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: what it is for, and whether a process signs in as it."""

    key: str
    purpose: str
    login: bool = True
    attributes: str = ""

    @property
    def name(self) -> str:
        return f"{settings.DATABASE_ROLE_PREFIX}_{self.key}"


ROLES = (
    # NOINHERIT: the right to reach across tenants is taken on for single statements only.
    Role(APP, "网站进程", attributes="NOINHERIT"),
    Role(WORKER, "后台进程", attributes="NOINHERIT"),
    Role(SEALER, "日志封存进程"),
    Role(AUDITOR, "日志核验"),
    Role(BACKUP, "备份（只读，读取所有行）", attributes="BYPASSRLS"),
    Role(ACROSS, "跨单位的语句（登录之前、全系统清理）", login=False),
)
MEMBERS_OF_ACROSS = (APP, WORKER)

_ON_GUARDED = {APP: _ALL, WORKER: _ALL, ACROSS: _ALL, BACKUP: "S"}
"""Tables of tenants: row-level security narrows the rows."""

_ON_OTHERS: dict[str, dict[str, str]] = {
    # Append-only: nobody but the owner has UPDATE, DELETE or TRUNCATE, and triggers refuse the owner.
    "kernel_audit_entry": {APP: "SI", WORKER: "SI", SEALER: "S", AUDITOR: "S"},
    "kernel_audit_block": {APP: "S", WORKER: "S", SEALER: "SI", AUDITOR: "S"},
    "kernel_audit_checkpoint": {APP: "S", WORKER: "S", SEALER: "SI", AUDITOR: "S"},
    "kernel_seal_state": {APP: "S", WORKER: "S", SEALER: "SIU", AUDITOR: "S"},
    "kernel_sealed_log": {APP: "S", WORKER: "S", SEALER: "SIU", AUDITOR: "S"},
    "kernel_signing_key": {APP: "S", WORKER: "S", SEALER: "SIU", AUDITOR: "S"},
    # History is written and read, never changed.
    "kernel_field_change": {APP: "SI", WORKER: "SI"},
    "kernel_tenant": {APP: "SIU", WORKER: "S", SEALER: "S", AUDITOR: "S", ACROSS: "S"},
    "kernel_data_key": {APP: "SI", WORKER: "SIU", SEALER: "SI"},
    "kernel_idempotency_key": {APP: _ALL, WORKER: "SUD"},
    "kernel_job": {APP: "SIU", WORKER: _ALL},
    "kernel_job_period": {WORKER: _ALL},
    "kernel_outbox_event": {APP: "SI", WORKER: _ALL},
    "kernel_handler_receipt": {APP: "SIU", WORKER: _ALL},
    "identity_session": {APP: _ALL, WORKER: "SUD", ACROSS: "S"},
    "identity_device_key": {APP: _ALL, WORKER: "SD"},
    "identity_pending_sign_on": {APP: "SID", WORKER: "SD"},
    "identity_taken_name": {APP: "SI", WORKER: "SI"},
    "identity_login_counter": {APP: _ALL, WORKER: "SD"},
    "identity_address_failure": {APP: "SI", WORKER: "SD"},
    "mfa_authenticator": {APP: _ALL, WORKER: "SUD"},
    # Tables of libraries that our code does not use; the owner fills them when it migrates.
    "account_emailaddress": {APP: "S"},
    "account_emailconfirmation": {},
    "auth_group": {},
    "auth_group_permissions": {},
    "auth_permission": {},
    "django_content_type": {},
    "django_migrations": {APP: "S", WORKER: "S"},
}


def privileges() -> dict[str, dict[str, str]]:
    """Letters of `VERBS` by table and role. Raises LookupError for a table that nobody has thought of."""
    found: dict[str, dict[str, str]] = {}
    for table in all_tables():
        if table in guarded():
            found[table] = _ON_GUARDED
        elif table in _ON_OTHERS:
            found[table] = {**_ON_OTHERS[table], BACKUP: "S"}
        else:
            raise LookupError(f"{table}: say in kernel/rowlevel/roles.py which role needs it")
    return found


def all_tables() -> list[str]:
    """Every table of the installation."""
    own = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return sorted(own | {"django_migrations"})

"""Opening, changing and disabling accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.identity.accounts import attempts, sessions
from dangjian.identity.accounts.credentials import phone_index
from dangjian.identity.accounts.directory import everywhere, free_login_name, free_phone, take_name
from dangjian.identity.accounts.grants import is_administrator
from dangjian.identity.accounts.limits import grants_of_account, require_not_above, shut_out
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.permissions import DISABLE_ACCOUNT, ISSUE_LINK
from dangjian.identity.accounts.ports import PersonForAccount
from dangjian.identity.accounts.rules.names import fold_name, fold_phone, login_name_flaw
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict

SYSTEM_IDLE_REASON = "长期未登录，自动停用"


@command(ISSUE_LINK)
def create_account(
    unit: Unit,
    *,
    login_name: str,
    display_name: str,
    person_id: UUID | None = None,
    org_path: str = "",
    phone: str = "",
    is_demo: bool = False,
    demo_note: str = "",
) -> Account:
    """Open an account without a password: only a one-time link lets its person in.

    Raises BadInput for an impossible name or phone, Conflict when the name was ever given out (SEC-AUTH-01), or the
    phone number or the person has an account.
    """
    flaw = login_name_flaw(login_name)
    if flaw:
        raise BadInput("identity.account.login_name", flaw, field="login_name")
    take_name(unit, fold_name(login_name))
    number = free_phone(phone)
    if person_id is not None and everywhere().filter(person_id=person_id).exists():
        raise Conflict("identity.account.person_has_one", "此人已有账号，一人只能有一个账号。", field="person_id")
    account = Account(
        login_name=login_name.strip(),
        login_key=fold_name(login_name),
        display_name=display_name,
        person_id=person_id,
        org_path=org_path,
        is_demo=is_demo,
        demo_note=demo_note,
        activated_at=unit.now if is_demo else None,  # entered by one click: there is nothing to activate
    )
    account.tenant_id = unit.tenant_id
    account.phone = number
    account.set_unusable_password()
    return unit.create(account)


@command(ISSUE_LINK)
def create_accounts_for(unit: Unit, *, people: list[PersonForAccount]) -> list[Account]:
    """Open accounts for people who have none; the account name is the name in pinyin, numbered where taken.

    A phone number that another account uses is left out. Returns the new accounts in the order of `people`.
    """
    known = set(everywhere().filter(person_id__in=[p.person_id for p in people]).values_list("person_id", flat=True))
    made = []
    for person in people:
        if person.person_id in known:
            continue
        phone = fold_phone(person.phone) or ""
        if phone and everywhere().filter(phone_index=phone_index(phone)).exists():
            phone = ""
        made.append(
            create_account(
                login_name=free_login_name(person.name),
                display_name=person.name,
                person_id=person.person_id,
                org_path=person.org_path,
                phone=phone,
            )
        )
    return made


@command(ISSUE_LINK)
def update_account(
    unit: Unit, *, account_id: UUID, expected_version: int, login_name: str | None, phone: str | None
) -> Account:
    """Change account name or phone number (None leaves it, "" takes the phone off).

    Raises as `create_account`; StaleEdit when somebody was faster.
    """
    account = unit.get(Account, account_id, expected_version=expected_version)
    require_not_above(unit, account)
    changes: dict[str, Any] = {}
    if login_name is not None and login_name.strip() != account.login_name:
        flaw = login_name_flaw(login_name)
        if flaw:
            raise BadInput("identity.account.login_name", flaw, field="login_name")
        key = fold_name(login_name)
        if key != account.login_key:
            take_name(unit, key)
        changes |= {"login_name": login_name.strip(), "login_key": key}
    if phone is not None:
        changes["phone"] = free_phone(phone, but=account.pk)
    return unit.update(account, **changes)


@command(DISABLE_ACCOUNT)
def disable_account(unit: Unit, *, account_id: UUID, reason: str) -> Account:
    """Disable an account: its sessions and open links end at once (SEC-AUTH-07). Raises Conflict for one's own."""
    account = unit.get(Account, account_id)
    require_not_above(unit, account)
    if account.pk == unit.actor.account_id:
        raise Conflict("identity.account.own", "不能停用自己的账号，请由其他管理员办理。")
    if account.disabled_at is None:
        unit.update(account, disabled_at=unit.now, disabled_reason=reason, note=reason)
        shut_out(unit, [account.pk])
    return account


@command(DISABLE_ACCOUNT)
def enable_account(unit: Unit, *, account_id: UUID) -> Account:
    """Let a disabled account in again, with its password and second factor as they were."""
    account = unit.get(Account, account_id)
    require_not_above(unit, account)
    return unit.update(account, disabled_at=None, disabled_reason="", last_login_at=unit.now)


@command(DISABLE_ACCOUNT)
def end_sessions(unit: Unit, *, account_id: UUID) -> int:
    """End all sessions of somebody. Returns how many (SEC-SESS-02)."""
    account = unit.get(Account, account_id, lock=False)
    require_not_above(unit, account)
    count = sessions.end_sessions_of(account.pk)
    unit.note(f"结束 {account.login_name} 的全部登录，共 {count} 个")
    return count


@command(DISABLE_ACCOUNT)
def unlock_account(unit: Unit, *, account_id: UUID) -> Account:
    """Take the lock of too many failures off an account."""
    account = unit.get(Account, account_id, lock=False)
    require_not_above(unit, account)
    attempts.unlock(account.pk)
    unit.note(f"解除 {account.login_name} 的登录锁定")
    return account


@command(DISABLE_ACCOUNT)
def disable_idle(unit: Unit, *, administrators_after: timedelta, others_after: timedelta) -> int:
    """Disable accounts that nobody has used for long (90 d for administrators, 180 d for others; SEC-AUTH-07)."""
    used = Q(last_login_at__lt=unit.now - min(administrators_after, others_after))
    idle = []
    for account in Account.objects.filter(used, disabled_at=None, is_demo=False):
        allowed = administrators_after if is_administrator(grants_of_account(account)) else others_after
        if account.last_login_at < unit.now - allowed:
            unit.update(account, disabled_at=unit.now, disabled_reason=SYSTEM_IDLE_REASON, note=SYSTEM_IDLE_REASON)
            idle.append(account.pk)
    shut_out(unit, idle)
    return len(idle)

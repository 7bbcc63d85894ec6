"""Telling people of unusual log-ins by the message centre, in the transaction of the log-in (SEC-AUTH-11).

Demo people are shared by everyone who tries the system: nobody is told of their log-ins.
"""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.messaging.commands import send_message
from dangjian.identity.accounts.attempts import Attempt
from dangjian.identity.accounts.devices import device_nonce
from dangjian.identity.accounts.models import Account, AddressFailure
from dangjian.identity.accounts.networks import is_outside
from dangjian.identity.accounts.ports import administrators_of
from dangjian.identity.accounts.rules import alerts as rules
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.models import AuditEntry

KIND = "sign_in_alert"
COMPLETED = ("identity.accounts.commands.sign_in.enter", "identity.accounts.commands.sign_in.complete")
COMPLETED_NOTE = "登录："
"""By what the audit trail knows a completed log-in."""
ADVICE = "如不是本人操作，请立即修改密码、退出其他登录，并告诉党务工作者。"


def tell_of_log_in(visit: Visit, account: Account, *, is_administrator: bool) -> None:
    """A log-in was completed: what is unusual about it is told in one message.

    A new device (not told of the very first log-in), another network or hour than usual, an administrator from outside
    the allowed networks. Administrators are told too, but not of every member's new telephone.
    """
    if account.is_demo:
        return
    reasons: list[tuple[str, str]] = []
    if is_administrator and is_outside(account.tenant_id, visit.address):
        reasons.append(("在允许的网络范围之外登录", "不在系统参数“管理员登录网络”的范围内"))
    seldom = _seldom(visit, account)
    new = account.last_login_at is not None and not device_nonce(visit.device, account.pk)
    if new:
        reasons.append(("在新设备上登录", "此前没有在这台设备上登录过"))
    reasons += seldom
    if not reasons:
        return
    people, administrators = _owner(account), administrators_of(account.tenant_id)
    if is_administrator or len(reasons) > new:
        people |= administrators
    why = "；".join(text for _, text in reasons)
    _tell(
        people,
        title=f"账号 {account.login_name} {reasons[0][0]}",
        text=f"时间：{_now()}，地址：{visit.address or '未知'}。{why}。{ADVICE}",
    )


def _seldom(visit: Visit, account: Account) -> list[tuple[str, str]]:
    """Whether network and hour are others than those of the last three months. One statement."""
    lines = AuditEntry.objects.filter(
        tenant_id=account.tenant_id,
        account_id=account.pk,
        at__gte=clock.now() - rules.HISTORY,
        intent__in=COMPLETED,
        note__startswith=COMPLETED_NOTE,
    )
    rows = lines.order_by("-at").values_list("at", "address")[: rules.LOG_INS_LOOKED_AT]
    history = [rules.LogIn(clock.local_time(at).hour, address) for at, address in rows]
    hour = clock.local_time(clock.now()).hour
    found = []
    if rules.is_unusual_network(visit.address, history):
        found.append(("从不常用的网络登录", "近三个月没有从这个网络登录过"))
    if rules.is_unusual_hour(hour, history):
        found.append(("在不常用的时间登录", "近三个月没有在夜间这个时段登录过"))
    return found


def tell_of_guessing(visit: Visit, account: Account, attempt: Attempt) -> None:
    """A password or code was right after several that were not."""
    if account.is_demo or not rules.succeeded_after_guessing(attempt.failures):
        return
    _tell(
        _owner(account) | administrators_of(account.tenant_id),
        title=f"账号 {account.login_name} 多次输错后登录成功",
        text=f"时间：{_now()}，地址：{visit.address or '未知'}，此前连续输错 {attempt.failures} 次。{ADVICE}",
    )


def note_failure(visit: Visit, attempt: Attempt, tenant_id: UUID | None) -> None:
    """Remember which name an address failed with; administrators of the accounts concerned are told once a day that
    it tries many. The same statements run for names that do not exist."""
    now = clock.now()
    AddressFailure.objects.create(address_key=attempt.address_key, key=attempt.key, tenant_id=tenant_id, failed_at=now)
    recent = AddressFailure.objects.filter(address_key=attempt.address_key, failed_at__gt=now - rules.WINDOW)
    tried = recent.values("key").distinct().count()
    if not rules.tries_many(tried):
        return
    known = recent.exclude(tenant_id=None).values_list("tenant_id", flat=True)
    for concerned in {tenant_id for tenant_id in known if tenant_id is not None}:
        with acting_as(system_actor(concerned, "登录防护")):
            _tell(
                administrators_of(concerned),
                title=f"同一地址 15 分钟内尝试登录多个账号（{tried} 个）",
                text=f"地址：{visit.address or '未知'}。如不是本单位出口，请在防火墙中封禁，并提醒相关人员检查密码。",
                dedupe_key=f"sign-in-address-{attempt.address_key[:40]}-{clock.today()}",
            )


def remove_old() -> int:
    """Forget failures of addresses. Returns how many."""
    count, _ = AddressFailure.objects.filter(failed_at__lt=clock.now() - rules.REMEMBERED).delete()
    return count


def _owner(account: Account) -> set[UUID]:
    return {account.person_id} if account.person_id is not None else set()


def _tell(people: set[UUID], *, title: str, text: str, dedupe_key: str | None = None) -> None:
    if people:
        send_message(person_ids=people, kind=KIND, title=title, text=text, dedupe_key=dedupe_key, is_urgent=True)


def _now() -> str:
    return f"{clock.local_time(clock.now()):%Y-%m-%d %H:%M}"

"""Figures of the audit trail, and warnings by rules over its last day."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from dangjian.kernel import clock, workdays
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.permissions import registry
from dangjian.kernel.sealing.status import status_of
from dangjian.ops.audit import thresholds
from dangjian.ops.audit.permissions import VIEW_AUDIT
from dangjian.ops.audit.rules import Alarm, is_out_of_hours, longest_run
from dangjian.ops.settings.words import command_title, short_intent

WINDOW = timedelta(days=1)
SIGN_IN = "identity.accounts.sign_in"
READING = "ops.settings.read_audit"
_KINDS_SHOWN = 12
_PEOPLE_LOOKED_AT = 50
_LINES_LOOKED_AT = 1000
_ADMINISTRATION = 2000
_EXPORTS = (
    "foundation.exports.ask_export", "foundation.exports.download_export", "directory.members.export_members",
    "directory.rosters.export_roster", "ops.settings.note_audit_export",
)  # fmt: skip


def _lines() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(tenant_id=current_actor().tenant_id).order_by()


@query(VIEW_AUDIT)
def figures(*, days: int) -> dict[str, Any]:
    """What people did in the last `days` local days: by day, by hour, by kind. Two statements."""
    today = clock.today()
    since = today - timedelta(days=days - 1)
    rows = _lines().filter(at__gte=clock.at_local(since)).exclude(actor_kind="system").exclude(intent=READING)
    by_time = rows.values_list(
        TruncDate("at", tzinfo=clock.ZONE), ExtractHour("at", tzinfo=clock.ZONE), "outcome"
    ).annotate(number=Count("id"))
    days_of: Counter[tuple[Any, str]] = Counter()
    hours: Counter[int] = Counter()
    for day, hour, outcome, number in by_time:
        days_of[day, outcome] += number
        hours[hour] += number
    kinds: Counter[str] = Counter()
    for intent, number in rows.values_list("intent").annotate(number=Count("id")).order_by("-number")[:500]:
        kinds[command_title(intent) or short_intent(intent)] += number
    all_days = [since + timedelta(days=offset) for offset in range(days)]
    return {
        "since": since,
        "until": today,
        "days": [{"day": day, "done": days_of[day, "done"], "refused": days_of[day, "refused"]} for day in all_days],
        "hours": [hours[hour] for hour in range(24)],
        "kinds": [{"title": title, "number": number} for title, number in kinds.most_common(_KINDS_SHOWN)],
    }


@query(VIEW_AUDIT)
def warnings() -> list[Alarm]:
    """What deserves a look in the last 24 hours, gravest first. A bounded number of statements."""
    found = [*_seal(), *_sign_ins(), *_refusals(), *_much(), *_out_of_hours()]
    return sorted(found, key=lambda item: (item.level != "late", item.rule))


def _recent() -> QuerySet[AuditEntry]:
    return _lines().filter(at__gte=clock.now() - WINDOW)


def _days() -> dict[str, str]:
    now = clock.now()
    return {"since": str(clock.local_date(now - WINDOW)), "until": str(clock.local_date(now)), "with_system": "true"}


def _seal() -> list[Alarm]:
    tenant_id = current_actor().tenant_id
    problems = status_of(tenant_id, tenant_id).problems
    return [Alarm("seal", "late", "日志封存", text, 1, who=text[:40]) for text in problems]


def _sign_ins() -> list[Alarm]:
    limit = thresholds.FAILED_SIGN_INS.value()
    failed = _recent().filter(intent=SIGN_IN, outcome="refused")
    found = []
    by_person = failed.exclude(account_id=None).values_list("account_id", "actor_name")
    for account_id, name, number in _many(by_person, limit):
        filters = {**_days(), "account_id": str(account_id), "outcome": "refused"}
        text = f"{name} 的账号 24 小时内登录失败 {number} 次，请确认是否本人操作。"
        found.append(Alarm("sign_in", "late", "登录失败过多", text, number, filters, str(account_id)))
    by_address = failed.exclude(address="").values_list("address")
    for address, number in _many(by_address, limit):
        filters = {**_days(), "address": address, "outcome": "refused"}
        text = f"地址 {address} 24 小时内登录失败 {number} 次，如不是本单位出口请封禁。"
        found.append(Alarm("sign_in", "late", "登录失败过多", text, number, filters, address))
    return found


def _many(rows: Any, limit: int) -> list[tuple[Any, ...]]:
    """Groups of lines that are at least so many, largest first; a bounded number."""
    return list(rows.annotate(number=Count("id")).filter(number__gte=limit).order_by("-number")[:_PEOPLE_LOOKED_AT])


def _refusals() -> list[Alarm]:
    limit = thresholds.REFUSALS.value()
    refused = _recent().filter(outcome="refused").exclude(account_id=None).exclude(intent=SIGN_IN)
    people = _many(refused.values_list("account_id", "actor_name"), limit)
    outcomes: dict[Any, list[str]] = {account_id: [] for account_id, *_ in people}
    lines = _recent().filter(account_id__in=list(outcomes)).exclude(intent=SIGN_IN).order_by("id")
    for account_id, outcome in lines.values_list("account_id", "outcome")[: _LINES_LOOKED_AT * _PEOPLE_LOOKED_AT]:
        outcomes[account_id].append(outcome)
    found = []
    for account_id, name, number in people:
        run = longest_run(outcomes[account_id])
        if run >= limit:
            filters = {**_days(), "account_id": str(account_id), "outcome": "refused"}
            text = f"{name} 24 小时内被拒绝 {number} 次，其中连续 {run} 次，可能在尝试越权。"
            found.append(Alarm("refusals", "late", "连续越权", text, number, filters, str(account_id)))
    return found


def _much() -> list[Alarm]:
    """Reveals and exports by one person."""
    found = []
    exports = Q()
    for intent in _EXPORTS:
        module, app, name = intent.split(".")
        exports |= Q(intent__startswith=f"{module}.{app}.", intent__contains=f".{name}")
    for rule, title, verb, lines, limit in (
        ("reveals", "查看敏感信息过多", "查看敏感信息", Q(intent__contains=".reveal_"), thresholds.REVEALS.value()),
        ("exports", "导出数据过多", "申请和下载导出", exports, thresholds.EXPORTS.value()),
    ):
        rows = _recent().filter(lines, outcome="done").exclude(account_id=None).values_list("account_id", "actor_name")
        for account_id, name, number in _many(rows, limit + 1):
            text = f"{name} 24 小时内{verb} {number} 次，请核实是否工作需要。"
            filters = {**_days(), "account_id": str(account_id)}
            found.append(Alarm(rule, "late", title, text, number, filters, str(account_id)))
    return found


def _out_of_hours() -> list[Alarm]:
    start, end = (time.fromisoformat(item.value()) for item in (thresholds.WORK_FROM, thresholds.WORK_UNTIL))
    names = [name for name, action in registry.actions().items() if _is_administration(action)]
    rows = _recent().filter(action__in=names, outcome="done").exclude(account_id=None).exclude(intent=READING)
    counted: Counter[tuple[Any, str]] = Counter()
    for account_id, name, at in rows.order_by("-id").values_list("account_id", "actor_name", "at")[:_ADMINISTRATION]:
        local = clock.local_time(at)
        if is_out_of_hours(local, start=start, end=end, is_working=workdays.is_working_day(local.date())):
            counted[account_id, name] += 1
    return [
        Alarm(
            "out_of_hours",
            "due",
            "非工作时间管理操作",
            f"{name} 24 小时内在非工作时间做了 {number} 次管理操作。",
            number,
            {**_days(), "account_id": str(account_id)},
            str(account_id),
        )
        for (account_id, name), number in counted.most_common(_PEOPLE_LOOKED_AT)
    ]


def _is_administration(action: Any) -> bool:
    """What administrators alone may do."""
    return bool(action.roles) and all("administrator" in role for role in action.roles)

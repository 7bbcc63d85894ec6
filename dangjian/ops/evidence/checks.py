"""Live checks: what the running system shows about a control, at the moment of the report.

A check never makes a control better than it is declared; one that fails makes it worse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core import checks as django_checks

from dangjian.directory.grants.queries import seal_figures
from dangjian.identity.accounts.queries import security_figures
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.crypto import health, primitives
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.crypto.keyring import keyring
from dangjian.kernel.database import embedded_settings, tables_with_forced_row_security
from dangjian.kernel.http.budgets import ADDRESS, PERSON
from dangjian.kernel.http.router import operations
from dangjian.kernel.models import AuditCheckpoint, AuditEntry, AuditVerification, DataKey
from dangjian.kernel.permissions import Public
from dangjian.kernel.privacy import entries
from dangjian.kernel.sealing import copies, sealer, triggers
from dangjian.kernel.sealing.gate import STOP, WHEN_UNSEALED
from dangjian.kernel.sealing.status import LAG_WARNS, status_of

VERIFIED_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen, in words, and whether it is as it should be."""

    is_fine: bool
    text: str


_checks: dict[str, Callable[[], Evidence]] = {}


def _about(*control_ids: str) -> Callable[[Callable[[], Evidence]], Callable[[], Evidence]]:
    def declare(check: Callable[[], Evidence]) -> Callable[[], Evidence]:
        _checks.update(dict.fromkeys(control_ids, check))
        return check

    return declare


def run() -> dict[str, Evidence]:
    """All checks, each once. One that breaks is a finding, not the end of the report."""
    seen: dict[Callable[[], Evidence], Evidence] = {}
    for check in _checks.values():
        if check not in seen:
            try:
                seen[check] = check()
            except Exception as error:  # whatever it is, the control is not shown to hold
                seen[check] = Evidence(False, f"检查未能完成：{type(error).__name__}")
    return {control_id: seen[check] for control_id, check in _checks.items()}


def checked() -> frozenset[str]:
    """Controls with a live check."""
    return frozenset(_checks)


@_about("AUTH-01")
def _accounts() -> Evidence:
    found = security_figures()
    without_person = found["without_person"]
    return Evidence(
        without_person == 0 and not found["has_superuser_column"],
        f"账号 {found['accounts']} 个，未对应到人的 {without_person} 个；数据库没有超级用户字段",
    )


@_about("AUTH-03")
def _hashing() -> Evidence:
    found = security_figures()["hashing"]
    fine = found["algorithm"].startswith("argon2") and found["memory_kib"] >= 19_456 and found["rounds"] >= 2
    weak = security_figures()["other_hashes"]
    text = f"{found['algorithm']}，内存 {found['memory_kib']} KiB，{found['rounds']} 轮；其他算法的口令 {weak} 个"
    return Evidence(fine and weak == 0, text)


@_about("AUTH-05")
def _factors() -> Evidence:
    found = security_figures()
    missing = found["administrators_without_factor"]
    return Evidence(missing == 0, f"管理员 {found['administrators']} 人，未启用第二因素的 {missing} 人")


@_about("AUTH-07")
def _idle() -> Evidence:
    number = security_figures()["idle"]
    return Evidence(number == 0, f"超过 180 天未登录而未停用的账号 {number} 个")


@_about("SESS-02")
def _sessions() -> Evidence:
    found = security_figures()
    text = f"当前登录 {found['sessions']} 个，超出并行数量的账号 {found['too_many_sessions']} 个"
    return Evidence(found["too_many_sessions"] == 0, text)


@_about("SESS-01")
def _cookies() -> Evidence:
    where = "启用" if settings.SECURE_COOKIES else "未启用（仅限正式环境启用）"
    return Evidence(settings.SECURE_COOKIES, f"会话 Cookie 的 __Host- 前缀和 Secure {where}；数据库只存令牌摘要")


@_about("AC-01")
def _operations() -> Evidence:
    errors = django_checks.run_checks(tags=["security"])
    public = sum(isinstance(operation.action, Public) for operation in operations)
    return Evidence(
        not [found for found in errors if found.is_serious()],
        f"操作 {len(operations)} 个，其中公开 {public} 个（与审定清单一致），未声明的 {len(errors)} 个",
    )


@_about("AC-03")
def _row_security() -> Evidence:
    number = tables_with_forced_row_security()
    if number is None:
        return Evidence(False, "当前数据库没有行级安全，只有应用层范围控制")
    return Evidence(number > 0, f"启用强制行级安全的表 {number} 个")


@_about("AUD-01")
def _written() -> Evidence:
    since = clock.now() - timedelta(days=1)
    number = AuditEntry.objects.filter(tenant_id=current_actor().tenant_id, at__gte=since).count()
    return Evidence(number > 0, f"最近 24 小时写入操作日志 {number} 条")


@_about("AUD-02")
def _append_only() -> Evidence:
    missing = triggers.missing()
    sealed = "封存" if sealer.can_seal() else "这种数据库不封存"
    return Evidence(not missing and sealer.can_seal(), f"防改触发器缺 {len(missing)} 个；{sealed}")


@_about("AUD-03")
def _checkpoints() -> Evidence:
    last = AuditCheckpoint.objects.filter(log_id=current_actor().tenant_id).order_by("-id").first()
    if last is None:
        return Evidence(False, "还没有检查点")
    arrived = sum(last.places.values())
    place = "本机以外" if copies.is_outside() else "只在本机"
    text = f"最近检查点 {_moment(last.at)}，送到 {arrived}/{len(last.places)} 处（{place}）"
    return Evidence(copies.is_outside() and arrived == len(last.places), text)


@_about("AUD-04")
def _verified() -> Evidence:
    last = AuditVerification.objects.order_by("-at", "-id").first()
    if last is None:
        return Evidence(False, "还没有核验过，请在“日志封存与核验”中核验")
    recent = clock.now() - last.at <= VERIFIED_WITHIN
    return Evidence(recent and last.found == 0, f"最近核验 {_moment(last.at)}，{last.lines} 条，不符 {last.found} 处")


@_about("AUD-06")
def _kept() -> Evidence:
    rows = AuditEntry.objects.filter(tenant_id=current_actor().tenant_id)
    oldest = rows.order_by("at").values_list("at", flat=True).first()
    return Evidence(True, f"最早一条 {_moment(oldest) if oldest else '—'}；没有删除日志的功能")


@_about("AUD-07")
def _lag() -> Evidence:
    tenant_id = current_actor().tenant_id
    waiting = status_of(tenant_id, tenant_id).waiting_since
    late = waiting is not None and clock.now() - waiting > LAG_WARNS
    stops = WHEN_UNSEALED.value() == STOP
    text = "停顿 10 分钟时暂停修改" if stops else "停顿时只告警"
    return Evidence(not late and stops, f"等待封存：{'超过 10 秒' if late else '没有超过 10 秒的'}；{text}")


@_about("CRY-01")
def _self_test() -> Evidence:
    try:
        primitives.self_test()
    except primitives.SelfTestFailed as error:
        return Evidence(False, f"算法自检不通过：{error}")
    return Evidence(True, "SM3、SM4-GCM、HMAC-SM3 已知答案自检通过")


@_about("CRY-02", "OPS-04")
def _provider() -> Evidence:
    broken = health()
    return Evidence(
        broken is None, broken or f"主密钥可用：第 {keyring.provider.version()} 版，{keyring.provider.describe()}"
    )


@_about("CRY-05", "CRY-03")
def _keys() -> Evidence:
    rows = DataKey.objects.exclude(state=DataKey.DESTROYED)
    late = rows.filter(state=DataKey.ACTIVE, ends_on__lt=clock.today()).count()
    nobody = rows.filter(owner="").count()
    oldest = rows.order_by("created_at").values_list("created_at", flat=True).first()
    since = _moment(oldest) if oldest else "—"
    text = f"数据密钥 {rows.count()} 个，最早 {since}，到期未换 {late} 个，无负责人 {nobody} 个"
    return Evidence(late == 0 and nobody == 0, text)


@_about("DATA-01")
def _register() -> Evidence:
    errors = [found for found in django_checks.run_checks() if "privacy" in (found.id or "")]
    return Evidence(not errors, f"登记 {len(list(entries()))} 个字段，缺登记 {len(errors)} 个")


@_about("DATA-02")
def _encrypted() -> Evidence:
    number = sum(
        isinstance(field, EncryptedTextField) for model in apps.get_models() for field in model._meta.concrete_fields
    )
    return Evidence(number > 0, f"加密字段 {number} 个（SM4-GCM，绑定表、列、单位和行）")


@_about("DATA-04")
def _seals() -> Evidence:
    checked, broken = seal_figures()
    return Evidence(broken == 0, f"授权 {checked} 条逐条核对封签，不符 {broken} 条")


@_about("IN-06")
def _limits() -> Evidence:
    on = settings.CALL_LIMITS
    return Evidence(on, f"频次限制{'已启用' if on else '未启用'}：个人 {PERSON.calls} 次、地址 {ADDRESS.calls} 次")


@_about("REL-06")
def _embedded() -> Evidence:
    found = embedded_settings()
    if found is None:
        return Evidence(True, "使用独立的数据库，不涉及")
    fine = found["journal_mode"] == "wal" and int(found["synchronous"]) >= 2 and found["foreign_keys"] == 1
    return Evidence(fine, "，".join(f"{name}={value}" for name, value in found.items()))


def _moment(at: object) -> str:
    return f"{clock.local_time(at):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]  # a moment of the data base

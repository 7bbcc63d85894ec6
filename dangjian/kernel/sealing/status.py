"""How the seal stands, for administrators: what is sealed, what waits, what was signed, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.actor import actor_or_none
from dangjian.kernel.crypto.checks import check_signatures
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.models.sealing import AuditCheckpoint, SealedLog, SealState
from dangjian.kernel.sealing import copies, keys, sealer, triggers
from dangjian.kernel.sealing.gate import STOP, WHEN_UNSEALED

LAG_WARNS = timedelta(seconds=10)
FEED_WARNS = timedelta(seconds=110)
_IDLE_FEED_WARNS = timedelta(minutes=65)


@dataclass(slots=True)
class Status:
    """Figures of one log, and problems in words with what to do."""

    is_sealed: bool
    size: int = 0
    blocks: int = 0
    sealed_at: datetime | None = None
    waiting_since: datetime | None = None
    checkpoint_at: datetime | None = None
    checkpoint_size: int = 0
    fingerprint: str = ""
    places: dict[str, bool] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def status_of(log_id: UUID, tenant_id: UUID | None) -> Status:
    """The state of a log. A handful of statements, independent of its size."""
    if not sealer.can_seal():
        return Status(False, problems=["这种数据库上的操作日志不封存，请改用 PostgreSQL 或内置数据库。"])
    found = Status(True)
    row = SealedLog.objects.filter(log_id=log_id).first()
    if row is not None:
        found.size, found.blocks, found.sealed_at = row.size, row.blocks, row.sealed_at
    _waiting(found, tenant_id)
    last = AuditCheckpoint.objects.filter(log_id=log_id).order_by("-id").first()
    if last is not None:
        found.checkpoint_at, found.checkpoint_size, found.places = last.at, last.size, last.places
    key = keys.current_key()
    found.fingerprint = keys.fingerprint(bytes(key.public)) if key else ""
    _judge_feed(found)
    _judge_gate(found)
    if triggers.missing():
        found.problems.append("数据库中防止修改日志的触发器不见了：请核查是谁删除的，并运行 manage.py migrate 恢复。")
    return found


def _waiting(found: Status, tenant_id: UUID | None) -> None:
    state = SealState.objects.filter(id=1).first() or SealState(id=1, floors=[])
    try:
        rows = sealer.sealable(state, sealer.horizon())
    except sealer.Restored:
        found.problems.append("数据库是从备份逻辑恢复的，封存已停止：请按管理员手册运行 manage.py audit_reanchor。")
        return
    rows = AuditEntry.objects.filter(id__gt=state.floors[-1]) if state.floors else AuditEntry.objects.all()
    mine = rows.filter(tenant_id=tenant_id)
    parts = (mine.filter(xid=state.xid, id__gt=state.row_id), mine.filter(xid__gt=state.xid))
    # By the order of sealing: by time, the planner would walk through all that is sealed.
    oldest = [part.order_by("xid", "id").values_list("at", flat=True).first() for part in parts]
    found.waiting_since = min((at for at in oldest if at is not None), default=None)
    if found.waiting_since is not None and clock.now() - found.waiting_since > LAG_WARNS:
        found.problems.append(
            "有操作日志超过 10 秒没有封存：请确认后台进程在运行；如有导入等长时间的任务，完成后会自动赶上。"
        )


def _judge_gate(found: Status) -> None:
    """Somebody who only wants to be warned has to be seen to have wished it."""
    if actor_or_none() is not None and WHEN_UNSEALED.value() != STOP:
        found.problems.append("系统参数已设为：封存停顿时只告警，不暂停新增和修改。请确认这是两人共同决定的临时措施。")


def _judge_feed(found: Status) -> None:
    problem = check_signatures()
    if problem:
        found.problems.append(problem)
    elif found.size and found.checkpoint_at is None:
        found.problems.append("还没有签名的检查点：请确认后台进程在运行，主密钥可用。")
    elif found.checkpoint_at is not None:
        limit = FEED_WARNS if found.size != found.checkpoint_size else _IDLE_FEED_WARNS
        if clock.now() - found.checkpoint_at > limit:
            found.problems.append("检查点已停止更新：请确认后台进程在运行，主密钥可用。")
    if away := [place for place, arrived in found.places.items() if not arrived and place != copies.LOG_LINE]:
        found.problems.append(f"最近的检查点没有送到 {'、'.join(away)}：请检查该位置能否写入。")
    if not copies.is_outside():
        found.problems.append(
            "检查点只保存在本机：请设置 DANGJIAN_CHECKPOINT_FOLDERS，把副本送到其他主机或一次写入的存储。"
        )

"""Telling administrators of what the rules found."""

from __future__ import annotations

from dangjian.foundation.messaging.commands import send_message
from dangjian.identity.accounts.permissions import AUDIT_ADMINISTRATOR, SYSTEM_ADMINISTRATOR
from dangjian.identity.accounts.ports import administrators_of
from dangjian.kernel.doors import Unit, command
from dangjian.ops.audit.permissions import VIEW_AUDIT
from dangjian.ops.audit.rules import Alarm

KIND = "audit_warning"


@command(VIEW_AUDIT)
def tell_of_warnings(unit: Unit, *, found: list[Alarm]) -> int:
    """Tell administrators of grave warnings, each once a day. Returns how many messages were sent."""
    people = administrators_of(unit.tenant_id, AUDIT_ADMINISTRATOR)
    sent = 0
    for item in found:
        if item.level == "late" and people:
            sent += send_message(
                person_ids=people,
                kind=KIND,
                title=f"审计告警：{item.title}",
                text=f"{item.text}详见“操作日志—统计与告警”。",
                dedupe_key=f"audit-{item.rule}-{item.who}-{unit.today}"[:80],
            )
    unit.note(f"检查审计告警，发现 {len(found)} 项，发出 {sent} 条提醒")
    return sent


@command(VIEW_AUDIT)
def note_integrity(unit: Unit, *, problems: list[str]) -> int:
    """Keep what the weekly look at the embedded data base found, and tell administrators where it is damaged.

    Returns how many messages were sent.
    """
    unit.note(f"检查数据库完整性：{'；'.join(problems)[:400]}" if problems else "检查数据库完整性：完好")
    people = administrators_of(unit.tenant_id, SYSTEM_ADMINISTRATOR, AUDIT_ADMINISTRATOR) if problems else set()
    if not people:
        return 0
    return send_message(
        person_ids=people,
        kind=KIND,
        title="数据库完整性检查发现问题",
        text=f"发现 {len(problems)} 处，例如：{problems[0][:200]}。请先停用，留存现有文件，用最近的备份核对后再启用。",
        dedupe_key=f"storage-{unit.today}",
    )

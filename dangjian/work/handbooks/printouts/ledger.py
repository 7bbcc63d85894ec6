"""The attendance ledger 考勤台账 and the overview of duties, as documents and as tables of the handbook."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.foundation.printing.document import (
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Section,
    Signatures,
    Span,
    Table,
)
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.models import Tenant
from dangjian.work.duties.rules.kinds import DutyStatus
from dangjian.work.handbooks.printouts.book import known_organisation
from dangjian.work.handbooks.queries import attendance_ledger
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import MeetingKind

LONGEST_DAYS = 366
_SIGNS = {
    DutyStatus.DONE: "√",
    DutyStatus.DUE: "○",
    DutyStatus.LATE: "△",
    DutyStatus.MISSING: "×",
    DutyStatus.NOT_OWED: "—",
    DutyStatus.UPCOMING: "",
}
_LEGEND = "√ 已完成　○ 待完成　△ 临期未安排　× 未完成　— 不要求　空白：未到时间"


@query(VIEW_MEETING)
def attendance_document(*, organisation_id: UUID, since: date, until: date, kind: str = "") -> Document:
    """The attendance ledger of an organisation between two days, for all kinds of meetings or one.

    Raises NotFound for an organisation out of reach, BadInput for an impossible span or kind.
    """
    organisation = known_organisation(organisation_id)
    if not 0 <= (until - since).days <= LONGEST_DAYS:
        raise BadInput("life.ledger.span", "考勤台账一次最多打印一年，请检查起止日期。", field="until")
    if kind and kind not in set(MeetingKind):
        raise BadInput("life.ledger.kind", "没有这种会议类别，请重新选择。", field="kind")
    rows = attendance_ledger(organisation_id=organisation_id, since=since, until=until, kind=kind)
    what = MeetingKind(kind).label if kind else "全部组织生活"
    blocks: tuple[Block, ...] = (
        Heading("党员参加组织生活考勤台账"),
        Paragraph((Span(f"党组织：{organisation.full_name}"),), indent=False),
        Paragraph((Span(f"期间：{since}至{until}　　范围：{what}"),), indent=False),
        attendance_table(rows),
        Signatures((("制表", ""), ("支部书记", ""))),
    )
    tenant = Tenant.objects.get(pk=current_actor().tenant_id)
    return Document(
        title="考勤台账",
        sections=(Section(blocks),),
        printed_at=clock.now(),
        header=organisation.short_name,
        author=organisation.short_name,
        mark="演示数据" if tenant.is_demo else "",
    )


def attendance_table(rows: list[dict[str, Any]]) -> Table:
    """Attendance by person, with a line of totals."""
    counts = ("due", "present", "remote", "leave", "absent", "exempt")
    body: list[tuple[Any, ...]] = [
        (number, row["person_name"], *(row[name] for name in counts), _rate(row["rate"]))
        for number, row in enumerate(rows, start=1)
    ]
    if rows:
        body.append(("", "合计", *(sum(row[name] for row in rows) for name in counts), ""))
    return Table(
        (
            Column("序号", 0.6, "centre"),
            Column("姓名", 1.3, "centre"),
            Column("应到", 0.8, "right", "参加情况（次）"),
            Column("到会", 0.8, "right", "参加情况（次）"),
            Column("其中线上", 0.9, "right", "参加情况（次）"),
            Column("请假", 0.8, "right", "参加情况（次）"),
            Column("缺席", 0.8, "right", "参加情况（次）"),
            Column("免考勤", 0.8, "right", "参加情况（次）"),
            Column("出勤率", 1.0, "right"),
        ),
        tuple(body),
        sheet="考勤台账",
        total_rows=1 if rows else 0,
    )


def _rate(value: Any) -> str:
    return "" if value is None else f"{value}%"


def duty_tables(states: list[dict[str, Any]]) -> tuple[Block, ...]:
    """Duties of a year: those of each month in one table, those of quarters and of the year in another."""
    monthly: dict[str, dict[int, str]] = {}
    others: list[tuple[Any, ...]] = []
    for state in states:
        sign = _SIGNS[DutyStatus(state["status"])]
        if "-" in state["period_key"]:
            monthly.setdefault(state["label"], {})[int(state["period_key"][-2:])] = sign
        else:
            done = f"{state['done']} / {state['required']}" if state["required"] else "—"
            others.append((state["label"], state["period_label"], done, state["status_label"], state["text"]))
    months = tuple((label, *(signs.get(month, "") for month in range(1, 13))) for label, signs in monthly.items())
    return (
        Table(
            (Column("项目", 2.2), *(Column(f"{month}月", 0.7, "centre") for month in range(1, 13))),
            months,
            caption="每月组织生活",
            sheet="每月组织生活",
        ),
        Paragraph((Span(_LEGEND),), note=True),
        Table(
            (
                Column("项目", 1.6),
                Column("周期", 1.4, "centre"),
                Column("完成 / 要求", 0.9, "centre"),
                Column("状态", 0.9, "centre"),
                Column("说明", 4.2),
            ),
            tuple(others),
            caption="每季度、每年组织生活",
            sheet="季度和年度组织生活",
        ),
    )

"""Branches set up for a time: somebody hears before their planned end (支部工作条例 第五条、第八条)."""

from __future__ import annotations

from datetime import timedelta

from dangjian.directory.organisations.commands.telling import tell_with_superior
from dangjian.directory.organisations.enums import BranchKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.kernel.doors import Unit, command

SOURCE = "directory.organisations.planned_end"
_NOTICE = timedelta(days=30)


@command(CHANGE_TREE)
def remind_of_planned_ends(unit: Unit) -> int:
    """Tell branch and superior of project and temporary branches that end within a month or should have ended, once
    before and once after the day; the superior gets a todo. Returns how many branches. May run twice a day."""
    rows = Organisation.objects.filter(
        dissolved_on=None,
        branch_kind__in=(BranchKind.PROJECT, BranchKind.TEMPORARY),
        planned_end_on__lte=unit.today + _NOTICE,
    )
    found = list(rows.order_by("org_path"))
    for row in found:
        _tell(row, is_over=row.planned_end_on is not None and row.planned_end_on < unit.today)
    return len(found)


def _tell(row: Organisation, *, is_over: bool) -> None:
    ending = "已于" if is_over else "将于"
    title = f"{row.short_name}计划{ending} {row.planned_end_on} 结束"
    text = "任务结束的请办理撤销并转走党员；需要延长的请更新计划终止日期。"
    tell_with_superior(
        row,
        action=CHANGE_TREE,
        source=SOURCE,
        kind="organisation",
        title=title,
        text=text,
        dedupe_key=f"planned-end-{row.pk}-{row.planned_end_on}-{'over' if is_over else 'near'}",
        due_on=row.planned_end_on,
        todo_title=f"{row.short_name}到期处理",
    )

"""The daily look: reports that are due, cases to open, cases whose months have passed. It decides nothing."""

from __future__ import annotations

from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.jobs import SLOW, JobContext, periodic
from dangjian.work.standing import commands, queries
from dangjian.work.standing.commands.following import AT_ONCE


@periodic("work.standing.watch", at="07:50", priority=SLOW)
def watch(ctx: JobContext) -> None:
    """Open and bring forward cases, remind of reports; each thing is said once, however often this runs."""
    look()


def look() -> None:
    """Everything the daily look does."""
    while commands.agree_with_register() == AT_ONCE:
        continue
    while commands.open_due_cases() == AT_ONCE:
        continue
    commands.bring_due_cases()
    for due in queries.reports_due():
        late = due.which != "soon"
        text = f"应于 {due.due_on} 前向党支部汇报思想、工作和参加组织生活情况（{due.clause}）。"
        key = f"standing.report.{due.stay_id}.{due.due_on}.{due.which}"
        send_message(
            person_ids=[due.person_id],
            kind="standing_report",
            title="流动党员汇报已逾期" if late else "请向党支部汇报流动期间的情况",
            text=text,
            subject_kind="own-stay",
            dedupe_key=key,
        )
        send_message(
            person_ids=queries.keepers_of(org_path=due.org_path),
            kind="standing_report",
            title=f"流动党员{'汇报已逾期' if late else '即将到期汇报'}：{due.person_name}",
            text=f"{text}请主动联系并登记；联系不上的，请登记失联并开始查找。",
            subject_kind="standing-stay",
            subject_id=due.stay_id,
            dedupe_key=f"{key}.home",
        )

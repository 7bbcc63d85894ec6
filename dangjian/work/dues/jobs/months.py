"""Background work of dues: the monthly run, and looking at what was not paid.

Reminding with tact: the member alone reads how much time has passed; no list, no rank, nothing public.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from dangjian.directory.grants.queries import grants_of_account
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import clock, ports
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.kernel.errors import Problem
from dangjian.kernel.jobs import SLOW, JobContext, LeaseLost, job, periodic
from dangjian.work.dues import commands, queries
from dangjian.work.dues.commands.runs import RUN_JOB
from dangjian.work.dues.models import DuesRun
from dangjian.work.dues.permissions import TAKE_PAYMENT
from dangjian.work.dues.queries.loading.arrears import Late
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.arrears import state_of
from dangjian.work.dues.rules.kinds import ArrearsState
from dangjian.work.dues.rules.months import month_of, words

ATTEMPTS = 3
TALK = "work.dues.talk"
TALKED_ABOUT = frozenset({ArrearsState.LATE_3, ArrearsState.WARNING})
DIED = "核定意外中断，没有写入任何数据。请重新核定。"


@job(RUN_JOB, max_attempts=ATTEMPTS)
def run_dues(ctx: JobContext, *, run_id: str) -> None:
    """Assess a month with the rights of whoever asked. Killed on the way it leaves nothing and is taken up again."""
    rows = DuesRun.objects.unscoped("a job looks up whose run it is")
    run = rows.filter(pk=UUID(run_id), state="waiting").first()
    if run is None:
        return
    with acting_as(operator_of(run)):
        try:
            commands.run_dues(run_id=run.pk, report=ctx.progress, confirm=ctx.confirm_lease)
        except Problem as problem:
            commands.fail_run(run_id=run.pk, text=problem.text)
            ctx.refuse(problem.text)
        except LeaseLost:
            raise
        except Exception:
            if ctx.attempt >= ATTEMPTS:
                commands.fail_run(run_id=run.pk, text=DIED)
            raise


def operator_of(run: DuesRun) -> Actor:
    """Who a run acts for: whoever asked, with the rights they hold when it is done."""
    if run.owner_account_id is None:
        return system_actor(run.tenant_id, "党费核定")
    held = grants_of_account(account_id=run.owner_account_id, person_id=run.owner_person_id, tenant_id=run.tenant_id)
    return Actor(
        kind="person",
        tenant_id=run.tenant_id,
        name=run.asked_by,
        account_id=run.owner_account_id,
        person_id=run.owner_person_id,
        surface="job",
        grants=held,
    )


@periodic("work.dues.watch", at="08:30", priority=SLOW)
def watch(ctx: JobContext) -> None:
    """Remind members of months that are over, and lay six months without payment before people."""
    remind()


def remind() -> None:
    """Say what follows from months that were not paid; each once a month, however often it runs.

    The first month: the member alone. The second: the leader of the cell. From the third: a talk for the secretary.
    From the sixth: a case for people to decide.
    """
    month = month_of(clock.today())
    late = queries.late_everywhere()
    groups: dict[tuple[int, str], list[UUID]] = defaultdict(list)
    for each in late:
        groups[each.run.months, each.run.since].append(each.person_id)
    for (months, since), person_ids in groups.items():
        text = (
            f"{words(since)}以来有 {months} 个月的党费还没有登记交纳。请与党支部联系交纳；"
            "如已交纳或有特殊情况，请告知支部书记核对。此提示只发给您本人。"
        )
        send_message(
            person_ids=person_ids,
            kind="dues_reminder",
            title="党费交纳提示",
            text=text,
            subject_kind="own-dues",
            dedupe_key=f"dues.late.{month}",
        )
    breach = book_of(month).breach_months
    _tell_cell_leaders([each for each in late if state_of(each.run.months, breach) is ArrearsState.LATE_2], month)
    for each in late:
        if state_of(each.run.months, breach) in TALKED_ABOUT:
            _ask_for_talk(each)
    commands.open_cases(late=[each for each in late if each.run.months >= breach])


def _tell_cell_leaders(late: list[Late], month: str) -> None:
    """From the second month the leader of the cell may remind in person; how much it is, is not said."""
    leaders = queries.cell_leaders(person_ids=[each.person_id for each in late])
    for each in late:
        if each.person_id in leaders:
            send_message(
                person_ids=[leaders[each.person_id]],
                kind="dues_reminder_cell",
                title=f"请提醒党员交纳党费：{each.person_name}",
                text="已有两个月的党费没有登记交纳，请您当面提醒并了解有无困难。此提示只发给您，请注意方式，不要公开。",
                dedupe_key=f"dues.cell.{each.person_id}.{month}",
            )


def _ask_for_talk(late: Late) -> None:
    holders: list[UUID] = ports.ask(NEAREST_HOLDERS, action=TAKE_PAYMENT, org_path=late.org_path)
    open_todo(
        person_ids=[person_id for person_id in holders if person_id != late.person_id],
        source=TALK,
        source_ref=f"{late.person_id}.{late.run.since}",
        title=f"与党员谈话了解情况：{late.person_name}",
        text=f"{words(late.run.since)}以来 {late.run.months} 个月未登记交纳党费，请当面了解情况、提醒交纳。",
        subject_kind="dues-arrears",
        org_path=late.org_path,
    )

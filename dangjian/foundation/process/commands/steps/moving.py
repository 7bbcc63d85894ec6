"""Entering steps, going on, joining, ending."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from dangjian.foundation.process.commands.steps.seating import ask, candidates
from dangjian.foundation.process.commands.steps.working import Working
from dangjian.foundation.process.definitions.document import END, Step
from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models import CaseDocument, StepRun
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.foundation.process.ports import actions
from dangjian.foundation.process.rules.clocks import dates_of, holds, next_look
from dangjian.foundation.process.rules.flow import must_wait, ways_on
from dangjian.foundation.process.rules.signing import outcome_of
from dangjian.foundation.process.rules.states import TO_ACT
from dangjian.kernel.errors import Conflict

MOST_AT_ONCE = 60
"""Steps that one move may enter; a definition that asks for more turns in a circle."""
_SLOT = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")


def enter(work: Working, step_key: str) -> None:
    """Enter a step: dates, holders. Waits that are over and system steps go on by themselves."""
    step = work.compiled.steps[step_key]
    if any(run.step_key == step_key and run.state == RunState.OPEN for run in work.runs):
        return
    if len(work.touched) > MOST_AT_ONCE:
        raise Conflict("process.circle", "流程在自动环节之间不停循环，请联系管理员检查流程定义。")
    today = work.unit.today
    dates = dates_of(step, work.names(today))
    seq = work.changes.get("next_seq", work.case.next_seq)
    work.changes["next_seq"] = seq + 1
    found = candidates(work, step)
    run = StepRun(
        case=work.case,
        step_key=step.key,
        title=step.title,
        seq=seq,
        round=1 + sum(run.step_key == step_key for run in work.runs),
        entered_on=today,
        earliest_on=dates.earliest_on,
        remind_on=dates.remind_on,
        due_on=dates.due_on,
        escalate_on=dates.escalate_on,
        is_provisional=dates.is_provisional,
        look_on=first_look(step, dates, today),
        is_unheld=step.holder is not None and not found,
    )
    work.unit.create(run)
    work.runs.append(run)
    work.touched[run.pk] = None
    if step.holder is not None:
        ask(work, run, step, found, source="holder")
        if run.is_unheld:
            work.record("unheld", "按流程找不到办理人，已显示为无人办理并通知上级。", run)
    elif step.kind == "system":
        text = actions()[step.action](
            case_id=work.case.pk, organisation_id=work.case.organisation_id, data=dict(work.data)
        )
        work.record("system", text, run)
        close(work, run, "done")
    elif is_over(step, run, work):
        close(work, run, "done")


def first_look(step: Step, dates: Any, today: date) -> date:
    """When the daily job looks at a step for the first time."""
    if step.kind == "wait":
        return max(today, dates.earliest_on) if dates.earliest_on else today
    return next_look(dates, today=today) or NO_DATE


def is_over(step: Step, run: StepRun, work: Working) -> bool:
    """Whether a wait is over."""
    if step.kind != "wait" or (run.earliest_on is not None and run.earliest_on > work.unit.today):
        return False
    return holds(step.until, work.names(run.entered_on))


def close(work: Working, run: StepRun, outcome: str, *, result: dict[str, Any] | None = None) -> None:
    """End a step and go on. Raises Conflict where no way leads on."""
    step = work.step(run)
    for part in work.parts_of(run):
        if part.state in TO_ACT:
            work.unit.update(part, state=PartState.CLOSED)
    work.unit.update(
        run,
        state=RunState.DONE,
        outcome=outcome,
        done_on=work.unit.today,
        done_at=work.unit.now,
        is_unheld=False,
        look_on=NO_DATE,
        result=result or {},
    )
    work.touched[run.pk] = None
    chosen = outcome_of(step, outcome)
    if chosen is None or chosen.agrees:
        _produce(work, run, step)
    ways = ways_on(step, outcome, work.names(run.entered_on))
    if not ways:
        raise Conflict("process.no_way", f"“{step.title}”之后的条件都不成立，流程不能继续。请联系管理员检查流程定义。")
    for way in ways:
        if way.to == END:
            work.results.append(way.result)
        elif work.compiled.steps[way.to].joins:
            work.changes["arrivals"] = list(dict.fromkeys([*work.arrivals, way.to]))
        else:
            enter(work, way.to)
    settle(work)


def settle(work: Working) -> None:
    """Enter joins that nothing leads to any more; end the case when nothing is open."""
    if "refused" in work.results:
        end(work, CaseState.REFUSED)
        return
    for key in list(work.arrivals):
        others = [other for other in work.arrivals if other != key]
        open_steps = [run.step_key for run in work.open_runs()]
        waits = must_wait(work.compiled, key, [*open_steps, *others])
        if key in work.arrivals and (not waits or not open_steps):
            work.changes["arrivals"] = others
            enter(work, key)
    if not work.open_runs() and not work.arrivals and work.case.state not in {CaseState.DONE, CaseState.REFUSED}:
        end(work, CaseState.DONE)


def end(work: Working, state: CaseState) -> None:
    """End the case; whatever is open is closed with it."""
    if work.changes.get("state") == state:
        return
    stop(work, work.open_runs(), RunState.CLOSED)
    work.changes |= {"state": state, "ended_at": work.unit.now, "arrivals": []}
    work.record("ended", f"事项{CaseState(state).label}。")


def stop(work: Working, runs: list[StepRun], state: RunState) -> None:
    """Break off open steps."""
    for run in runs:
        for part in work.parts_of(run):
            if part.state in TO_ACT:
                work.unit.update(part, state=PartState.CLOSED)
        work.unit.update(run, state=state, is_unheld=False, look_on=NO_DATE)
        work.touched[run.pk] = None


def _produce(work: Working, run: StepRun, step: Step) -> None:
    """Write the documents that a step produces: texts with the values of the case in their places."""
    shown = {
        **{key: str(value) for key, value in work.data.items() if value is not None},
        "case_title": work.case.title,
        "case_organisation": work.case.organisation_name,
        "case_starter": work.case.starter_name,
        "case_date": work.unit.today.isoformat(),
    }
    work.unit.create_many(
        [
            CaseDocument(
                case=work.case,
                run=run,
                step_key=step.key,
                document_key=item.key,
                title=item.title,
                text=_SLOT.sub(lambda match: shown.get(match[1], ""), item.body),
                added_by="系统",
                added_at=work.unit.now,
            )
            for item in step.produces
        ]
    )

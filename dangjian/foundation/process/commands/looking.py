"""What the clock does: early reminders, telling those above of what is late, ending waits. A batch at a time."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from dangjian.foundation.messaging.commands import send_message
from dangjian.foundation.process.commands.steps.moving import close, is_over
from dangjian.foundation.process.commands.steps.working import shown_name, take
from dangjian.foundation.process.definitions.compiled import Compiled, from_stored
from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models import CaseEntry, Part, StepRun
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.foundation.process.permissions import FROM_SYSTEM
from dangjian.foundation.process.ports import holders
from dangjian.foundation.process.reading import case_now
from dangjian.foundation.process.rules.clocks import Dates, dates_of, names_of, next_look
from dangjian.kernel.doors import Unit, command

BATCH = 500
Place = tuple[date, UUID]


@command(FROM_SYSTEM)
def look_at_deadlines(unit: Unit, *, after: Place | None = None) -> Place | None:
    """Look at up to 500 open steps whose day has come, behind `after`; returns where to go on, or None at the end.

    May run twice: each step gets a later day, and messages are sent once.
    """
    rows = StepRun.objects.filter(state=RunState.OPEN, look_on__lte=unit.today)
    if after is not None:
        rows = rows.filter(look_on__gte=after[0]).exclude(look_on=after[0], id__lte=after[1])
    found = list(rows.select_related("case__definition").order_by("look_on", "id")[:BATCH])
    if not found:
        return None
    last = (found[-1].look_on, found[-1].pk)
    asked: dict[UUID, list[Part]] = {}
    for part in Part.objects.filter(run__in=[run.pk for run in found], state=PartState.ASKED):
        asked.setdefault(part.run_id, []).append(part)
    entries: list[CaseEntry] = []
    for run in found:
        entries += _look(unit, run, asked.get(run.pk, []))
    unit.create_many(entries)
    unit.update_batch(found, ["look_on", "remind_on", "due_on", "escalate_on", "is_provisional"])
    return last if len(found) == BATCH else None


def _look(unit: Unit, run: StepRun, asked: list[Part]) -> list[CaseEntry]:
    """Remind or escalate about one step and set its next day."""
    step = _compiled(run).steps[run.step_key]
    if run.case.state == CaseState.PAUSED:
        run.look_on = unit.today + timedelta(days=1)
        return []
    if step.kind == "wait":
        run.look_on = unit.today + timedelta(days=1)
        return []
    if run.is_provisional:
        _count_again(run, unit.today)
    entries: list[CaseEntry] = []
    if run.due_on and run.remind_on and run.remind_on <= unit.today <= run.due_on:
        _tell(run, asked, "process_reminder", f"{run.case.title}：“{run.title}”{run.due_on:%m-%d} 到期", "remind")
    if run.escalate_on and run.escalate_on <= unit.today:
        entries = _escalate(unit, run)
        run.escalate_on = None
    run.look_on = next_look(_dates(run), today=unit.today) or NO_DATE
    return entries


def _compiled(run: StepRun) -> Compiled:
    definition = run.case.definition
    return from_stored(definition.document, definition.digest)


def _dates(run: StepRun) -> Dates:
    return Dates(run.earliest_on, run.remind_on, run.due_on, run.escalate_on, run.is_provisional)


def _count_again(run: StepRun, today: date) -> None:
    """Dates that were counted before the holidays of a year were known are counted again."""
    compiled = _compiled(run)
    runs = StepRun.objects.filter(case_id=run.case_id).order_by("seq")
    names = names_of(compiled, case_now(run.case, runs, []), today=today, entered_on=run.entered_on)
    dates = dates_of(compiled.steps[run.step_key], names)
    run.remind_on, run.due_on, run.is_provisional = dates.remind_on, dates.due_on, dates.is_provisional
    if run.escalate_on is not None:
        run.escalate_on = dates.escalate_on


def _tell(run: StepRun, asked: list[Part], kind: str, title: str, key: str) -> None:
    send_message(
        person_ids=[part.person_id for part in asked],
        kind=kind,
        title=title[:120],
        text="请打开事项办理；如不能按期办理，请说明原因或转交他人。",
        subject_kind="process_case",
        subject_id=run.case_id,
        dedupe_key=f"process.{key}.{run.pk}.{run.due_on}",
    )


def _escalate(unit: Unit, run: StepRun) -> list[CaseEntry]:
    """Tell those who look after the organisation that a step is late."""
    case = run.case
    above = holders(kind="role", codes=["office"], relation="own", org_path=case.org_path)
    if above:
        send_message(
            person_ids=[item.person_id for item in above],
            kind="process_late",
            title=f"{case.title}：“{run.title}”已逾期"[:120],
            text=f"{case.organisation_name}，应于 {run.due_on} 办理，现由{case.now_with or '无人'}办理。请督促。",
            subject_kind="process_case",
            subject_id=case.pk,
            dedupe_key=f"process.late.{run.pk}.{run.due_on}",
        )
    names = "、".join(item.name for item in above) or "（没有可通知的上级）"
    return [
        CaseEntry(
            case=case,
            at=unit.now,
            kind="escalated",
            step_key=run.step_key,
            step_title=run.title,
            person_name=shown_name(unit.actor),
            text=f"“{run.title}”已逾期（应于 {run.due_on} 办理），已报告 {names}。"[:1200],
        )
    ]


@command(FROM_SYSTEM)
def end_waits(unit: Unit, *, case_id: UUID) -> bool:
    """Go on behind every wait of a case that is over; whether any was. May run twice."""
    work = take(unit, case_id)
    if work.case.state != CaseState.RUNNING:
        return False
    over = [run for run in work.open_runs() if is_over(work.step(run), run, work)]
    for run in over:
        work.record("waited", f"“{run.title}”等待结束。", run)
        close(work, run, "done")
    if over:
        work.finish("wait")
    return bool(over)

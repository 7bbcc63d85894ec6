"""Moving running cases to another version of their definition, as the plan that was shown says."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from dangjian.foundation.process.commands.steps.moving import first_look
from dangjian.foundation.process.commands.steps.seating import reseat
from dangjian.foundation.process.commands.steps.working import Working, take
from dangjian.foundation.process.enums import RunState
from dangjian.foundation.process.models import ProcessDefinition
from dangjian.foundation.process.permissions import DEFINE_PROCESS
from dangjian.foundation.process.queries.migrations import plan_migration
from dangjian.foundation.process.reading import compiled_of
from dangjian.foundation.process.rules.clocks import dates_of
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict


@command(DEFINE_PROCESS)
def migrate_cases(
    unit: Unit, *, definition_id: UUID, from_id: UUID, mapping: Mapping[str, str], digest: str, reason: str
) -> int:
    """Move the cases of a plan that nothing stands against; how many. Everything or nothing.

    Raises Conflict when a case has moved on since the plan was shown, and as `plan_migration`.
    """
    plan = plan_migration(definition_id=definition_id, from_id=from_id, mapping=mapping)
    if plan["digest"] != digest:
        raise Conflict("process.plan_changed", "预览之后有事项发生了变化，请重新预览后再迁移。")
    target: ProcessDefinition = ProcessDefinition.objects.get(pk=definition_id)
    movable = [item for item in plan["cases"] if not item["problems"]]
    for item in movable:
        _move(unit, item["case_id"], target, mapping, reason)
    unit.note(f"“{target.title}”迁移到第 {target.number} 版：{len(movable)} 件。{reason}", about=target)
    return len(movable)


def _move(unit: Unit, case_id: UUID, target: ProcessDefinition, mapping: Mapping[str, str], reason: str) -> None:
    """One case: its steps get their new names, open ones the dates and holders of the new version."""
    work = take(unit, case_id, anybodys=True)
    for run in work.runs:
        key = mapping.get(run.step_key, run.step_key)
        step = compiled_of(target.pk).steps.get(key)
        if key != run.step_key and step is not None:
            unit.update(run, step_key=key, title=step.title)
    unit.update(work.case, definition=target, arrivals=[mapping.get(key, key) for key in work.case.arrivals])
    moved = Working(unit, work.case, compiled_of(target.pk), work.runs, work.parts)
    for run in moved.open_runs():
        fresh_dates(moved, run.pk)
        if moved.step(run).holder is not None:
            reseat(moved, run)
        moved.touched[run.pk] = None
    moved.record("migrated", f"流程改用第 {target.number} 版：{reason}")
    moved.finish("migrate")


def fresh_dates(work: Working, run_id: UUID) -> None:
    """Count the dates of an open step again, as the definition and the rules are now."""
    run = work.run(run_id)
    if run.state != RunState.OPEN:
        return
    step = work.step(run)
    dates = dates_of(step, work.names(run.entered_on))
    work.unit.update(
        run,
        title=step.title,
        earliest_on=dates.earliest_on,
        remind_on=dates.remind_on,
        due_on=dates.due_on,
        escalate_on=dates.escalate_on,
        is_provisional=dates.is_provisional,
        look_on=first_look(step, dates, work.unit.today),
    )

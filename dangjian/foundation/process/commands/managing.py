"""What the starter and those who manage cases do: pause, resume, withdraw, urge, assign, note an absence."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.process.commands.deciding import reckon
from dangjian.foundation.process.commands.migrating import fresh_dates
from dangjian.foundation.process.commands.steps.moving import end
from dangjian.foundation.process.commands.steps.seating import ask, reseat
from dangjian.foundation.process.commands.steps.shifting import shift_dates
from dangjian.foundation.process.commands.steps.working import insist_on, take
from dangjian.foundation.process.enums import CaseState, PartState
from dangjian.foundation.process.models import Case
from dangjian.foundation.process.permissions import FROM_SYSTEM, MANAGE_CASE, OWN_PART
from dangjian.foundation.process.ports import Candidate, people, place
from dangjian.foundation.process.rules.states import OVER, TO_ACT
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound


@command(OWN_PART)
def withdraw_case(unit: Unit, *, case_id: UUID, reason: str, expected_version: int | None = None) -> Case:
    """Take one's own case back before it has ended. Raises as every move, Conflict where the definition forbids it."""
    work = take(unit, case_id, expected_version=expected_version)
    insist_on(work, "withdraw")
    work.record("withdrawn", f"撤回：{reason}")
    end(work, CaseState.WITHDRAWN)
    return work.finish("withdraw")


@command(OWN_PART)
def urge_case(unit: Unit, *, case_id: UUID, note: str, expected_version: int | None = None) -> Case:
    """Ask the present holders to hurry, once a day. Raises Conflict for a second time on one day."""
    work = take(unit, case_id, expected_version=expected_version)
    insist_on(work, "urge")
    if work.case.urged_on == unit.today:
        raise Conflict("process.urged", "今天已经催办过，每天只能催办一次，请明天再试或直接联系办理人。")
    work.changes["urged_on"] = unit.today
    for run in work.open_runs():
        work.touched[run.pk] = None
        work.record("urged", f"催办：{note}", run)
    return work.finish("urge")


@command(MANAGE_CASE)
def pause_case(unit: Unit, *, case_id: UUID, reason: str, expected_version: int | None = None) -> Case:
    """Stop work on a case for a reason that everybody sees."""
    work = take(unit, case_id, expected_version=expected_version)
    insist_on(work, "pause")
    work.changes |= {"state": CaseState.PAUSED, "paused_on": unit.today, "pause_reason": reason[:200]}
    for run in work.open_runs():
        work.touched[run.pk] = None
    work.record("paused", f"暂停：{reason}")
    return work.finish("pause")


@command(MANAGE_CASE)
def resume_case(unit: Unit, *, case_id: UUID, note: str = "", expected_version: int | None = None) -> Case:
    """Go on with a paused case. Dates move by the days of the pause only where the definition says so."""
    work = take(unit, case_id, expected_version=expected_version)
    insist_on(work, "resume")
    days = (unit.today - work.case.paused_on).days if work.case.paused_on else 0
    work.changes |= {
        "state": CaseState.RUNNING,
        "paused_on": None,
        "pause_reason": "",
        "paused_days": work.case.paused_days + days,
    }
    if work.compiled.document.pause_stops_clock and days:
        shift_dates(work, days)
    for run in work.open_runs():
        work.touched[run.pk] = None
    work.record("resumed", f"恢复办理{'：' + note if note else ''}（暂停 {days} 天）。")
    return work.finish("resume")


@command(MANAGE_CASE)
def assign_holder(
    unit: Unit, *, case_id: UUID, run_id: UUID, person_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """Name somebody for an open step, above all one that nobody holds. Raises BadInput, Conflict as `hand_on`."""
    work = take(unit, case_id, expected_version=expected_version)
    run = work.run(run_id)
    insist_on(work, "assign", run_id)
    known = people([person_id])
    if person_id not in known:
        raise BadInput("process.person", "没有找到这个人，或其已不在册，请重新选择。", field="person_id")
    if any(part.person_id == person_id and part.state != PartState.CLOSED for part in work.parts_of(run)):
        raise Conflict("process.already_asked", "此人在本环节已有办理记录，每人只办理一次，请另选他人。")
    ask(work, run, work.step(run), [Candidate(person_id, known[person_id], "管理员指定")], source="assigned")
    if run.is_unheld:
        unit.update(run, is_unheld=False)
    work.record("assigned", f"指定{known[person_id]}办理：{reason}", run)
    return work.finish("assign", step_key=run.step_key)


@command(MANAGE_CASE)
def mark_absent(
    unit: Unit, *, case_id: UUID, run_id: UUID, person_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """Note that one of several signers cannot be reached. They stay among those asked and have not agreed.

    Raises NotFound for somebody who was not asked in this step, Conflict for one that has decided.
    """
    work = take(unit, case_id, expected_version=expected_version)
    run = work.run(run_id)
    insist_on(work, "mark_absent", run_id)
    part = next((part for part in work.parts_of(run) if part.person_id == person_id), None)
    if part is None:
        raise NotFound()
    if part.state not in TO_ACT:
        raise Conflict("process.part_over", f"{part.person_name}在本环节已经办理，不能记为缺席。")
    unit.update(part, state=PartState.ABSENT, note=reason[:1000], decided_at=unit.now)
    work.touched[run.pk] = None
    work.record("absent", f"{part.person_name}缺席：{reason}", run)
    reckon(work, run, work.step(run), "", {})
    return work.finish("mark_absent", step_key=run.step_key)


@command(FROM_SYSTEM)
def stop_case(unit: Unit, *, case_id: UUID, reason: str) -> Case:
    """End a case that an app started and whose matter is over, as its own right decided. Raises NotFound, Conflict."""
    work = take(unit, case_id, anybodys=True)
    if work.case.state in OVER:
        raise Conflict("process.over", "事项已经办结，请刷新查看结果。")
    work.record("withdrawn", f"终止办理：{reason}")
    end(work, CaseState.WITHDRAWN)
    return work.finish("withdraw")


@command(FROM_SYSTEM)
def change_rule(unit: Unit, *, case_id: UUID, rule: str, reason: str) -> Case:
    """Let a running case go on under another version of the rules, as the app that started it decided.

    Steps that are done stand; open ones get their dates anew. Raises NotFound, Conflict, BadInput.
    """
    work = take(unit, case_id, anybodys=True)
    if work.case.state in OVER:
        raise Conflict("process.over", "事项已经办结，请刷新查看结果。")
    if rule not in work.compiled.document.rules or rule == work.case.rule:
        raise BadInput(
            "process.rule", f"请选择与现行不同的规则版本：{'、'.join(work.compiled.document.rules)}。", field="rule"
        )
    before = work.case.rule
    unit.update(work.case, rule=rule)
    for run in work.open_runs():
        fresh_dates(work, run.pk)
        work.touched[run.pk] = None
    work.record("rule", f"规则版本由 {before} 改为 {rule}：{reason}")
    return work.finish("change_rule")


@command(FROM_SYSTEM)
def move_case(unit: Unit, *, case_id: UUID, organisation_id: UUID, reason: str) -> Case:
    """Let a running case go on in another organisation, whither the person it is about has moved."""
    work = take(unit, case_id, anybodys=True)
    where = place(organisation_id)
    if where is None:
        raise NotFound()
    if work.case.state in OVER or work.case.organisation_id == organisation_id:
        return work.case
    unit.update(work.case, organisation_id=organisation_id, organisation_name=where.name[:80], org_path=where.org_path)
    work.record("moved", f"由{where.name}继续办理：{reason}")
    for run in work.open_runs():
        if work.step(run).holder is not None:
            reseat(work, run)
        work.touched[run.pk] = None
    return work.finish("move")

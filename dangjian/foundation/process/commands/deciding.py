"""What holders do about a step: decide, send back, hand on, ask somebody further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dangjian.foundation.process.commands.steps.filing import Given, file_documents
from dangjian.foundation.process.commands.steps.moving import close, enter, settle, stop
from dangjian.foundation.process.commands.steps.seating import ask
from dangjian.foundation.process.commands.steps.working import Working, insist_on, take
from dangjian.foundation.process.definitions.document import Outcome, Step
from dangjian.foundation.process.enums import PartState, RunState
from dangjian.foundation.process.models import Case, CaseDocument, Part, StepRun
from dangjian.foundation.process.permissions import OWN_PART
from dangjian.foundation.process.ports import Candidate, VoteRecord, evidence, guards, people
from dangjian.foundation.process.reading import part_now, run_now
from dangjian.foundation.process.rules.clocks import holds
from dangjian.foundation.process.rules.flow import may_return_to, still_arrived, undone_by_return
from dangjian.foundation.process.rules.forms import check_values
from dangjian.foundation.process.rules.signing import next_turn, outcome_of, run_outcome, tally
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem
from dangjian.kernel.prepared import Prepared


@dataclass(frozen=True, slots=True)
class VoteGiven:
    """Numbers of a vote, or the record that they are read from."""

    due: int = 0
    present: int = 0
    agree: int = 0
    against: int = 0
    abstain: int = 0
    reference: str = ""


@command(OWN_PART)
def decide_step(
    unit: Unit,
    *,
    case_id: UUID,
    run_id: UUID,
    expected_version: int | None = None,
    outcome: str = "",
    values: Mapping[str, Any] | None = None,
    note: str = "",
    documents: Sequence[Given] = (),
    vote: VoteGiven | None = None,
) -> Case:
    """Do a step, or sign it among others. With the word that decides it the case goes on.

    Raises NotFound and NotAllowed for others, Conflict when it is over, paused, too early or a condition is not met,
    BadInput for values, StaleEdit.
    """
    work = take(unit, case_id, expected_version=expected_version)
    run = work.run(run_id)
    insist_on(work, "decide", run_id)
    step = work.step(run)
    work.touched[run.pk] = None
    if step.vote is None and outcome_of(step, outcome) is None:
        raise BadInput("process.outcome", "请选择办理结果。", field="outcome")
    _take_values(work, run, step, values or {}, strict=_agrees(step, outcome))
    file_documents(work, run, step, documents)
    numbers: dict[str, Any] = {}
    if step.vote is not None:
        numbers = _counted(work, run, step, vote)
        outcome = "passed" if numbers["is_passed"] else "failed"
    chosen = outcome_of(step, outcome)
    if chosen is None:
        raise BadInput("process.outcome", "请选择办理结果。", field="outcome")
    _insist_on_ready(work, run, step, chosen, note)
    part = _mine(work, run)
    state = PartState.AGREED if chosen.agrees else PartState.REFUSED
    unit.update(part, state=state, outcome=outcome, note=note[:1000], decided_at=unit.now)
    work.record("decided", f"{chosen.title}{'：' + note if note else ''}", run)
    reckon(work, run, step, outcome, numbers)
    return work.finish("decide", step_key=step.key, outcome=outcome)


def _agrees(step: Step, outcome: str) -> bool:
    known = outcome_of(step, outcome)
    return known is None or known.agrees


def _mine(work: Working, run: StepRun) -> Part:
    mine = work.unit.actor.person_id
    return next(part for part in work.parts_of(run) if part.person_id == mine and part.state == PartState.ASKED)


def _take_values(work: Working, run: StepRun, step: Step, values: Mapping[str, Any], *, strict: bool) -> None:
    """Check and keep what was filled in. What one signer filled in stands for the next; refusing needs no form."""
    held = {item.key: work.data[item.key] for item in step.fields if item.key in work.data}
    clean, wrong = check_values(step, {**held, **values}, work.names(run.entered_on))
    if not strict:
        wrong = [problem for problem in wrong if problem.path.removeprefix("values.") in values]
    wrong += _unknown_people(step, clean)
    if wrong:
        raise BadInput("process.values", "有内容填写不正确，请按提示修改。", fields=wrong)
    if clean:
        work.changes["data"] = {**work.data, **clean}


def _unknown_people(step: Step, clean: Mapping[str, Any]) -> list[FieldProblem]:
    wanted = {item.key: UUID(clean[item.key]) for item in step.fields if item.kind == "person" and clean.get(item.key)}
    known = people(list(wanted.values())) if wanted else {}
    text = "没有找到这个人，或其已不在册，请重新选择。"
    return [
        FieldProblem(f"values.{key}", "process.field.person", text) for key, one in wanted.items() if one not in known
    ]


def _insist_on_ready(work: Working, run: StepRun, step: Step, chosen: Outcome, note: str) -> None:
    if chosen.needs_note and not note.strip():
        raise BadInput("process.note", f"“{chosen.title}”须写明理由。", field="note")
    if not chosen.agrees:
        return
    if run.earliest_on is not None and run.earliest_on > work.unit.today:
        clause = f"依据：{step.clause}。" if step.clause else ""
        raise Conflict("process.too_early", f"最早 {run.earliest_on} 才能办理“{step.title}”。{clause}")
    names = work.names(run.entered_on)
    unmet = [item.text for item in step.conditions if not holds(item.when, names)]
    unmet += [text for code in step.guards for text in guards()[code](work.asking(run))]
    if unmet:
        raise Conflict("process.condition", f"还不能办理“{step.title}”：{'；'.join(unmet)}")
    absent = _absent_documents(work, step) if step.documents else []
    if absent:
        raise BadInput("process.documents", f"请先上传材料：{'、'.join(absent)}。", field="documents")


_DOCUMENTS = Prepared(
    lambda case_id, step_key: (
        CaseDocument.objects.across_tenants("documents of one case, which is of the acting tenant")
        .filter(case_id=case_id, step_key=step_key)
        .values_list("document_key")
    ),
    UUID,
    str,
)


def _absent_documents(work: Working, step: Step) -> list[str]:
    """Titles of the documents that a step asks for and nobody has filed."""
    present = {key for (key,) in _DOCUMENTS.rows(work.case.pk, step.key)}
    return [item.title for item in step.documents if item.is_required and item.key not in present]


def _counted(work: Working, run: StepRun, step: Step, given: VoteGiven | None) -> dict[str, Any]:
    """The numbers of a vote and what they mean. Raises BadInput where they cannot be, or there is no such record."""
    vote = step.vote
    if vote is None or given is None:
        raise BadInput("process.vote", "请填写表决结果。", field="vote")
    if vote.evidence:
        record = evidence()[vote.evidence](work.asking(run), given.reference)
        if record is None:
            text = "没有找到这次表决的会议记录，请先完成会议表决。"
            raise BadInput("process.vote_record", text, field="vote.reference")
        _insist_on_day(run, step, record)
        source = record.reference
        numbers = {key: getattr(record, key) for key in ("due", "present", "agree", "against", "abstain")}
    else:
        record, source = None, "办理人填写"
        numbers = {key: getattr(given, key) for key in ("due", "present", "agree", "against", "abstain")}
    _insist_on_sums(numbers)
    names = {**work.names(), "vote": numbers}
    quorum, passes = holds(vote.quorum, names), holds(vote.passes, names)
    if not quorum:
        clause = f"（{vote.clause}）" if vote.clause else ""
        raise Conflict(
            "process.no_quorum",
            f"到会 {numbers['present']} 人，不足法定人数{clause}，表决无效。请另行召开会议。",
        )
    result = {**numbers, "source": source, "is_passed": passes}
    if record is not None:
        held_on = record.held_on.isoformat() if record.held_on else ""
        result |= {"held_on": held_on, "reference_id": given.reference}
    return result


def _insist_on_day(run: StepRun, step: Step, record: VoteRecord) -> None:
    """A vote before the earliest date of its step counts for nothing, whenever it is entered."""
    if record.held_on is not None and run.earliest_on is not None and record.held_on < run.earliest_on:
        clause = f"依据：{step.clause}。" if step.clause else ""
        text = f"这次表决（{record.held_on}）早于最早日期 {run.earliest_on}，不能作为“{step.title}”的依据。{clause}"
        raise Conflict("process.too_early", text)


def _insist_on_sums(numbers: Mapping[str, int]) -> None:
    cast = numbers["agree"] + numbers["against"] + numbers["abstain"]
    if numbers["due"] < 1 or numbers["present"] > numbers["due"] or cast > numbers["present"]:
        raise BadInput(
            "process.vote_sums",
            "票数对不上：到会人数不能多于应到人数，赞成、反对、弃权之和不能多于到会人数。",
            field="vote",
        )


def reckon(work: Working, run: StepRun, step: Step, outcome: str, numbers: dict[str, Any]) -> None:
    """Close the step where it is decided now, else ask whose turn it is."""
    parts = [part_now(part) for part in work.parts_of(run)]
    stand = tally(step.signing, parts)
    if stand.result != "open":
        close(work, run, run_outcome(step, stand.result, outcome), result=numbers)
        return
    following = next_turn(step.signing, parts)
    if following is not None:
        row = next(part for part in work.parts if part.pk == following.id)
        work.unit.update(row, state=PartState.ASKED)


@command(OWN_PART)
def return_case(
    unit: Unit, *, case_id: UUID, run_id: UUID, to: str, reason: str, expected_version: int | None = None
) -> Case:
    """Send a case back to an earlier step. What followed from that step is void, and stays in the history.

    Raises BadInput for a step that was not done in this case.
    """
    work = take(unit, case_id, expected_version=expected_version)
    run = work.run(run_id)
    insist_on(work, "return", run_id)
    if to not in may_return_to(work.compiled, work.now(), run_now(run)):
        raise BadInput("process.return_to", "只能退回到本事项已经办过的环节，请重新选择。", field="to")
    target = work.now().current(to)
    if target is None:
        raise BadInput("process.return_to", "只能退回到本事项已经办过的环节，请重新选择。", field="to")
    undone = {item.id for item in undone_by_return(work.compiled, work.now(), target)} | {run.pk}
    rows = [row for row in work.runs if row.pk in undone]
    stop(work, [row for row in rows if row.state == RunState.OPEN], RunState.RETURNED)
    for row in rows:
        unit.update(row, is_current=False)
    work.changes["arrivals"] = still_arrived(work.compiled, work.now(), work.names())
    work.record("returned", f"退回到“{work.compiled.steps[to].title}”：{reason}", run)
    enter(work, to)
    settle(work)
    return work.finish("return", step_key=run.step_key)


@command(OWN_PART)
def hand_on(
    unit: Unit, *, case_id: UUID, run_id: UUID, person_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """Give one's own part in a step to somebody else, who counts in one's place.

    Raises BadInput for somebody who is not on the register, Conflict for somebody who has a part in it already.
    """
    work = take(unit, case_id, expected_version=expected_version)
    run = work.run(run_id)
    insist_on(work, "hand_on", run_id)
    other = _somebody(work, run, person_id)
    part = _mine(work, run)
    unit.update(part, state=PartState.HANDED_ON, note=reason[:1000], decided_at=unit.now)
    fresh = ask(work, run, work.step(run), [Candidate(person_id, other, f"{part.person_name}转交")], source="handed_on")
    for row in fresh:
        unit.update(row, state=PartState.ASKED, position=part.position)
    work.record("handed_on", f"转交{other}办理：{reason}", run)
    return work.finish("hand_on", step_key=run.step_key)


@command(OWN_PART)
def add_signer(
    unit: Unit, *, case_id: UUID, run_id: UUID, person_id: UUID, reason: str, expected_version: int | None = None
) -> Case:
    """Ask somebody further to sign a step one holds, where the definition allows it. Raises as `hand_on`."""
    work = take(unit, case_id, expected_version=expected_version)
    run = work.run(run_id)
    insist_on(work, "add_signer", run_id)
    other = _somebody(work, run, person_id)
    ask(work, run, work.step(run), [Candidate(person_id, other, f"{unit.actor.name}加签")], source="added")
    work.record("added", f"加签{other}：{reason}", run)
    return work.finish("add_signer", step_key=run.step_key)


def _somebody(work: Working, run: StepRun, person_id: UUID) -> str:
    """Name of somebody who can be asked in a step. Raises BadInput or Conflict."""
    known = people([person_id])
    if person_id not in known:
        raise BadInput("process.person", "没有找到这个人，或其已不在册，请重新选择。", field="person_id")
    if any(part.person_id == person_id and part.state != PartState.CLOSED for part in work.parts_of(run)):
        raise Conflict("process.already_asked", f"{known[person_id]}在本环节已有办理记录，每人只办理一次，请另选他人。")
    return known[person_id]

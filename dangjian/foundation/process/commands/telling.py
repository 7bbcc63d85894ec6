"""Todos and messages that follow from a move: everybody asked has a todo, nobody else has."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models import Case, Part, StepRun
from dangjian.foundation.process.permissions import FROM_SYSTEM
from dangjian.foundation.process.ports import holders
from dangjian.foundation.process.rules.states import OVER
from dangjian.kernel.doors import Unit, command

SOURCE = "foundation.process.step"


@command(FROM_SYSTEM)
def tell_about_move(unit: Unit, *, case_id: UUID, run_ids: Sequence[UUID], move: str) -> None:
    """Bring todos in line with the steps that a move touched, and tell people. May run twice."""
    case: Case | None = Case.objects.unscoped("todos follow the case, wherever it is").filter(pk=case_id).first()
    if case is None:
        return
    runs = list(StepRun.objects.filter(case_id=case_id, pk__in=run_ids))
    parts: dict[UUID, list[Part]] = {}
    for part in Part.objects.filter(run__in=runs):
        parts.setdefault(part.run_id, []).append(part)
    for run in runs:
        _bring_in_line(case, run, parts.get(run.pk, []))
        if move == "urge" and run.state == RunState.OPEN:
            _urge(unit, case, run, parts.get(run.pk, []))
        if run.is_unheld and run.state == RunState.OPEN:
            _tell_of_unheld(case, run)
    if case.state in OVER and case.starter_id is not None:
        send_message(
            person_ids=[case.starter_id],
            kind="process_ended",
            title=f"{case.title}：{CaseState(case.state).label}"[:120],
            text="打开事项可以查看办理过程和结果。",
            subject_kind="process_case",
            subject_id=case.pk,
            dedupe_key=f"process.ended.{case.pk}",
        )


def _bring_in_line(case: Case, run: StepRun, parts: list[Part]) -> None:
    is_open = run.state == RunState.OPEN and case.state == CaseState.RUNNING
    asked = [part.person_id for part in parts if is_open and part.state == PartState.ASKED]
    if not asked:
        close_todo(source=SOURCE, source_ref=str(run.pk), is_done=run.state == RunState.DONE, note=run.title)
        return
    for part in parts:
        if part.person_id not in asked:
            decided = part.state in {PartState.AGREED, PartState.REFUSED}
            close_todo(source=SOURCE, source_ref=str(run.pk), person_id=part.person_id, is_done=decided)
    open_todo(
        person_ids=asked,
        source=SOURCE,
        source_ref=str(run.pk),
        title=f"{case.title}：{run.title}"[:120],
        text=f"{case.organisation_name}，{case.starter_name}发起。"[:1000],
        subject_kind="process_case",
        subject_id=case.pk,
        due_on=run.due_on,
        org_path=case.org_path,
        reopen=True,
    )


def _urge(unit: Unit, case: Case, run: StepRun, parts: list[Part]) -> None:
    send_message(
        person_ids=[part.person_id for part in parts if part.state == PartState.ASKED],
        kind="process_urged",
        title=f"催办：{case.title}“{run.title}”"[:120],
        text="请尽快办理；如不能办理，请转交他人。",
        subject_kind="process_case",
        subject_id=case.pk,
        dedupe_key=f"process.urge.{run.pk}.{unit.today}",
    )


def _tell_of_unheld(case: Case, run: StepRun) -> None:
    above = holders(kind="role", codes=["office"], relation="own", org_path=case.org_path)
    send_message(
        person_ids=[item.person_id for item in above],
        kind="process_unheld",
        title=f"无人办理：{case.title}“{run.title}”"[:120],
        text=f"{case.organisation_name}按流程找不到办理人，请打开事项指定办理人，或先补齐职务。",
        subject_kind="process_case",
        subject_id=case.pk,
        dedupe_key=f"process.unheld.{run.pk}",
        is_urgent=True,
    )

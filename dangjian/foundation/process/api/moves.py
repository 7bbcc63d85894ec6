"""Moving a case on. Every edit names the version that the person has seen (If-Match)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.foundation.process.api.cases import router
from dangjian.foundation.process.api.schemas import (
    CaseOut,
    CaseReasonIn,
    DecidedTogetherOut,
    DecideIn,
    DecideTogetherIn,
    ReturnIn,
    SomebodyIn,
)
from dangjian.foundation.process.commands import deciding, managing
from dangjian.foundation.process.commands.steps.filing import Given
from dangjian.foundation.process.permissions import MANAGE_CASE, OWN_PART
from dangjian.foundation.process.queries import cases
from dangjian.kernel.errors import Problem
from dangjian.kernel.http import if_match, respond

CASE = "/process/cases/{uuid:case_id}"


def _moved(request: HttpRequest, move: Callable[..., Any], case_id: UUID, **given: Any) -> Any:
    """Make a move about the version in If-Match, and show the case as it is then."""
    move(case_id=case_id, expected_version=if_match(request), **given)
    found = cases.show_case(case_id=case_id)
    return respond(found, etag=found["version"])


@router.post(f"{CASE}/decide", name="decide_step", action=OWN_PART, out=CaseOut)
def decide_step(request: HttpRequest, case_id: UUID, body: DecideIn) -> Any:
    """办理或签署一个环节"""
    vote = None if body.vote is None else deciding.VoteGiven(**body.vote.model_dump())
    documents = [Given(item.file_id, item.title, item.key) for item in body.documents]
    given = body.model_dump(include={"run_id", "outcome", "values", "note"})
    return _moved(request, deciding.decide_step, case_id, **given, documents=documents, vote=vote)


@router.post("/process/batch", name="decide_batch", action=OWN_PART, out=DecidedTogetherOut)
def decide_batch(request: HttpRequest, body: DecideTogetherIn) -> Any:
    """一并办理：逐件办理，每件各自成功或说明原因；一件都不能办理时按第一件的原因拒绝"""
    found: list[dict[str, Any]] = []
    first: Problem | None = None
    for item in body.items:
        title, problem = "", ""
        try:
            case = deciding.decide_step(
                case_id=item.case_id,
                run_id=item.run_id,
                outcome=body.outcome,
                note=body.note,
                expected_version=item.version,
            )
            title = case.title
        except Problem as refused:
            first, problem = first or refused, refused.text
        found.append({"case_id": item.case_id, "title": title, "problem": problem})
    decided = sum(not one["problem"] for one in found)
    if first is not None and not decided:
        raise first
    return {"decided": decided, "items": found}


@router.post(f"{CASE}/return", name="return_case", action=OWN_PART, out=CaseOut)
def return_case(request: HttpRequest, case_id: UUID, body: ReturnIn) -> Any:
    """退回到前面的环节"""
    return _moved(request, deciding.return_case, case_id, **body.model_dump())


@router.post(f"{CASE}/hand-on", name="hand_on", action=OWN_PART, out=CaseOut)
def hand_on(request: HttpRequest, case_id: UUID, body: SomebodyIn) -> Any:
    """转交他人办理"""
    return _moved(request, deciding.hand_on, case_id, **body.model_dump())


@router.post(f"{CASE}/add-signer", name="add_signer", action=OWN_PART, out=CaseOut)
def add_signer(request: HttpRequest, case_id: UUID, body: SomebodyIn) -> Any:
    """加签"""
    return _moved(request, deciding.add_signer, case_id, **body.model_dump())


@router.post(f"{CASE}/absent", name="mark_absent", action=MANAGE_CASE, out=CaseOut)
def mark_absent(request: HttpRequest, case_id: UUID, body: SomebodyIn) -> Any:
    """登记会签人缺席"""
    return _moved(request, managing.mark_absent, case_id, **body.model_dump())


@router.post(f"{CASE}/assign", name="assign_holder", action=MANAGE_CASE, out=CaseOut)
def assign_holder(request: HttpRequest, case_id: UUID, body: SomebodyIn) -> Any:
    """指定办理人"""
    return _moved(request, managing.assign_holder, case_id, **body.model_dump())


@router.post(f"{CASE}/withdraw", name="withdraw_case", action=OWN_PART, out=CaseOut)
def withdraw_case(request: HttpRequest, case_id: UUID, body: CaseReasonIn) -> Any:
    """撤回事项"""
    return _moved(request, managing.withdraw_case, case_id, reason=body.reason)


@router.post(f"{CASE}/pause", name="pause_case", action=MANAGE_CASE, out=CaseOut)
def pause_case(request: HttpRequest, case_id: UUID, body: CaseReasonIn) -> Any:
    """暂停事项"""
    return _moved(request, managing.pause_case, case_id, reason=body.reason)


@router.post(f"{CASE}/resume", name="resume_case", action=MANAGE_CASE, out=CaseOut)
def resume_case(request: HttpRequest, case_id: UUID, body: CaseReasonIn) -> Any:
    """恢复办理"""
    return _moved(request, managing.resume_case, case_id, note=body.reason)


@router.post(f"{CASE}/urge", name="urge_case", action=OWN_PART, out=CaseOut)
def urge_case(request: HttpRequest, case_id: UUID, body: CaseReasonIn) -> Any:
    """催办"""
    return _moved(request, managing.urge_case, case_id, note=body.reason)

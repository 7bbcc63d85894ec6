"""The steps of a task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import if_match
from dangjian.work.tasks import commands
from dangjian.work.tasks.api import schemas
from dangjian.work.tasks.api.router import router
from dangjian.work.tasks.permissions import SET_TASK, VERIFY_TASK, WORK_TASK

_ONE = "/tasks/{uuid:supervised_task_id}"


@router.put(_ONE, name="change_task", action=SET_TASK, out=None)
def change_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskChangeIn) -> Any:
    """修改未签收的任务"""
    commands.change_task(task_id=supervised_task_id, expected_version=if_match(request), **body.model_dump())


@router.post(f"{_ONE}/assign", name="assign_task", action=SET_TASK, out=None)
def assign_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskAssignIn) -> Any:
    """交办任务"""
    commands.assign_task(task_id=supervised_task_id, **body.model_dump())


@router.post(f"{_ONE}/parts", name="divide_task", action=SET_TASK, out=None)
def divide_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskPartsIn) -> Any:
    """分解任务到下级"""
    parts = [commands.Part(**each.model_dump()) for each in body.parts]
    commands.divide_task(task_id=supervised_task_id, parts=parts)


@router.post(f"{_ONE}/accept", name="accept_task", action=WORK_TASK, out=None)
def accept_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskNoteIn) -> Any:
    """签收任务"""
    commands.accept_task(task_id=supervised_task_id, note=body.note)


@router.post(f"{_ONE}/progress", name="note_progress", action=WORK_TASK, out=None)
def note_progress(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskProgressIn) -> Any:
    """填报任务进展"""
    commands.note_progress(task_id=supervised_task_id, **body.model_dump())


@router.post(f"{_ONE}/milestones/{{uuid:task_milestone_id}}", name="reach_milestone", action=WORK_TASK, out=None)
def reach_milestone(
    request: HttpRequest, supervised_task_id: UUID, task_milestone_id: UUID, body: schemas.MilestoneDoneIn
) -> Any:
    """登记任务节点完成"""
    commands.reach_milestone(task_id=supervised_task_id, milestone_id=task_milestone_id, **body.model_dump())


@router.post(f"{_ONE}/extension", name="ask_extension", action=WORK_TASK, out=None)
def ask_extension(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskExtensionIn) -> Any:
    """申请任务延期"""
    commands.ask_extension(task_id=supervised_task_id, **body.model_dump())


@router.post(f"{_ONE}/extension-decision", name="decide_extension", action=SET_TASK, out=None)
def decide_extension(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskDecisionIn) -> Any:
    """审批任务延期"""
    commands.decide_extension(task_id=supervised_task_id, **body.model_dump())


@router.post(f"{_ONE}/submit", name="submit_task", action=WORK_TASK, out=None)
def submit_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskReportIn) -> Any:
    """上报任务办结"""
    commands.submit_task(task_id=supervised_task_id, **body.model_dump())


@router.post(f"{_ONE}/verify", name="verify_task", action=VERIFY_TASK, out=None)
def verify_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskNoteIn) -> Any:
    """核验任务"""
    commands.verify_task(task_id=supervised_task_id, note=body.note)


@router.post(f"{_ONE}/return", name="return_task", action=VERIFY_TASK, out=None)
def return_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskReturnIn) -> Any:
    """退回任务"""
    commands.return_task(task_id=supervised_task_id, **body.model_dump())


@router.post(f"{_ONE}/close", name="close_task", action=VERIFY_TASK, out=None)
def close_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskNoteIn) -> Any:
    """办结任务"""
    commands.close_task(task_id=supervised_task_id, note=body.note)


@router.post(f"{_ONE}/cancel", name="cancel_task", action=SET_TASK, out=None)
def cancel_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskReasonIn) -> Any:
    """撤销任务"""
    commands.cancel_task(task_id=supervised_task_id, reason=body.reason)


@router.post(f"{_ONE}/urge", name="urge_task", action=SET_TASK, out=None)
def urge_task(request: HttpRequest, supervised_task_id: UUID, body: schemas.TaskUrgeIn) -> Any:
    """催办任务"""
    commands.urge_task(task_id=supervised_task_id, text=body.text)

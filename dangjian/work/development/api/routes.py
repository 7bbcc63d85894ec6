"""Routes of the development of members. The steps themselves are moved by the routes of cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.foundation.printing.formats import file_answer
from dangjian.kernel.http import PageRequest, Query, if_match, respond
from dangjian.work.development import commands, printouts, queries
from dangjian.work.development.api import schemas
from dangjian.work.development.api.router import router
from dangjian.work.development.permissions import (
    CHANGE_RULE,
    KEEP_DEVELOPMENT,
    PLAN_DEVELOPMENT,
    PRINT_ARCHIVE,
    STOP_DEVELOPMENT,
    VIEW_DEVELOPMENT,
    VIEW_OWN_DEVELOPMENT,
)

_ONE = "/development/admissions/{uuid:admission_id}"


@router.get("/development/board", name="get_board", action=VIEW_DEVELOPMENT, out=schemas.DevelopmentBoard)
def get_board(request: HttpRequest, filters: Query[queries.BoardFilter]) -> Any:
    """发展党员全景（按阶段）"""
    return queries.board(filters=filters)


@router.get("/development/admissions", name="list_admissions", action=VIEW_DEVELOPMENT, out=schemas.AdmissionPage)
def list_admissions(request: HttpRequest, filters: Query[queries.AdmissionFilter], page: Query[PageRequest]) -> Any:
    """发展党员名单"""
    return queries.list_admissions(filters=filters, page=page)


@router.get("/development/candidates", name="list_candidates", action=KEEP_DEVELOPMENT, out=schemas.CandidatePage)
def list_candidates(request: HttpRequest, filters: Query[schemas.CandidateQuery], page: Query[PageRequest]) -> Any:
    """可以发起发展的人员"""
    return queries.candidates(page=page, text=filters.text)


@router.post(
    "/development/admissions", name="start_admission", action=KEEP_DEVELOPMENT, out=schemas.AdmissionOut, status=201
)
def start_admission(request: HttpRequest, body: schemas.StartAdmissionIn) -> Any:
    """发起发展党员"""
    row = commands.start_admission(person_id=body.person_id, applied_on=body.applied_on, rule=body.rule or "")
    return queries.show_admission(admission_id=row.pk)


@router.get(_ONE, name="get_admission", action=VIEW_DEVELOPMENT, out=schemas.AdmissionOut)
def get_admission(request: HttpRequest, admission_id: UUID) -> Any:
    """一人的发展进程"""
    found = queries.show_admission(admission_id=admission_id)
    return respond(found, etag=found["version"])


@router.post(f"{_ONE}/stop", name="stop_admission", action=STOP_DEVELOPMENT, out=schemas.AdmissionOut)
def stop_admission(request: HttpRequest, admission_id: UUID, body: schemas.StopAdmissionIn) -> Any:
    """终止发展"""
    given = body.model_dump()
    commands.stop_admission(admission_id=admission_id, expected_version=if_match(request), **given)
    return queries.show_admission(admission_id=admission_id)


@router.post(f"{_ONE}/rule", name="change_rule", action=CHANGE_RULE, out=schemas.AdmissionOut)
def change_rule(request: HttpRequest, admission_id: UUID, body: schemas.ChangeRuleIn) -> Any:
    """变更适用的细则版本"""
    given = body.model_dump()
    commands.change_rule(admission_id=admission_id, expected_version=if_match(request), **given)
    return queries.show_admission(admission_id=admission_id)


@router.get(f"{_ONE}/notes", name="list_notes", action=KEEP_DEVELOPMENT, out=schemas.KeptOut, audit_kind="look")
def list_notes(request: HttpRequest, admission_id: UUID) -> Any:
    """考察记录、思想汇报和公示异议"""
    commands.look_at_notes(admission_id=admission_id)
    return queries.kept_notes(admission_id=admission_id)


@router.post(f"{_ONE}/notes", name="keep_note", action=KEEP_DEVELOPMENT, out=schemas.KeptOut, status=201)
def keep_note(request: HttpRequest, admission_id: UUID, body: schemas.CandidateNoteIn) -> Any:
    """登记考察、思想汇报"""
    commands.keep_note(admission_id=admission_id, kind=body.kind, happened_on=body.happened_on, text=body.text)
    return queries.kept_notes(admission_id=admission_id)


@router.post(f"{_ONE}/objections", name="register_objection", action=KEEP_DEVELOPMENT, out=schemas.KeptOut, status=201)
def register_objection(request: HttpRequest, admission_id: UUID, body: schemas.ObjectionIn) -> Any:
    """登记公示异议"""
    commands.register_objection(admission_id=admission_id, received_on=body.received_on, text=body.text)
    return queries.kept_notes(admission_id=admission_id)


@router.post(
    "/development/objections/{uuid:objection_id}/close",
    name="close_objection",
    action=KEEP_DEVELOPMENT,
    out=schemas.KeptOut,
)
def close_objection(request: HttpRequest, objection_id: UUID, body: schemas.FindingIn) -> Any:
    """登记异议核查结果"""
    row = commands.close_objection(
        objection_id=objection_id,
        is_upheld=body.is_upheld,
        finding=body.finding,
        expected_version=if_match(request),
    )
    return queries.kept_notes(admission_id=row.admission_id)


@router.get(f"{_ONE}/papers/{{key}}", name="get_paper", action=KEEP_DEVELOPMENT, produces="*/*", audit_kind="look")
def get_paper(request: HttpRequest, admission_id: UUID, key: str, filters: Query[schemas.PaperQuery]) -> Any:
    """生成文书"""
    return file_answer(printouts.print_paper(admission_id=admission_id, key=key[:40], file_format=filters.file_format))


@router.get(f"{_ONE}/archive", name="get_archive", action=PRINT_ARCHIVE, produces="*/*", audit_kind="look")
def get_archive(request: HttpRequest, admission_id: UUID) -> Any:
    """下载档案包"""
    return file_answer(printouts.archive_package(admission_id=admission_id))


@router.get("/development/mine", name="get_mine", action=VIEW_OWN_DEVELOPMENT, out=schemas.OwnDevelopmentOut)
def get_mine(request: HttpRequest) -> Any:
    """本人的发展进程"""
    return {"development": queries.my_development()}


@router.post(
    "/development/mine/reports",
    name="hand_in_report",
    action=VIEW_OWN_DEVELOPMENT,
    out=schemas.OwnDevelopmentOut,
    status=201,
)
def hand_in_report(request: HttpRequest, body: schemas.ReportIn) -> Any:
    """提交思想汇报"""
    commands.hand_in_report(text=body.text)
    return {"development": queries.my_development()}


@router.get("/development/plans", name="list_plans", action=VIEW_DEVELOPMENT, out=schemas.YearPlans)
def list_plans(request: HttpRequest, filters: Query[schemas.PlanQuery]) -> Any:
    """年度发展党员计划"""
    return queries.year_plans(year=filters.year)


@router.put("/development/plans", name="set_plan", action=PLAN_DEVELOPMENT, out=schemas.YearPlans)
def set_plan(request: HttpRequest, body: schemas.PlanIn) -> Any:
    """下达年度计划"""
    commands.set_plan(**body.model_dump())
    return queries.year_plans(year=body.year)

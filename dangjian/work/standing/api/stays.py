"""Mobile members: registering, asking for a host, contact and reports, one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import PageRequest, Query, if_match, respond
from dangjian.work.standing import commands, queries
from dangjian.work.standing.api import schemas
from dangjian.work.standing.api.router import router
from dangjian.work.standing.permissions import HOST_STAY, KEEP_STANDING, OWN_STAY, VIEW_STANDING

_ONE = "/mobile-stays/{uuid:stay_id}"


@router.get("/mobile-stays", name="list_stays", action=VIEW_STANDING, out=schemas.StayPage)
def list_stays(request: HttpRequest, filters: Query[queries.StayFilter], page: Query[PageRequest]) -> Any:
    """流动党员列表"""
    return queries.list_stays(filters=filters, page=page)


@router.post("/mobile-stays", name="start_stay", action=KEEP_STANDING, out=schemas.StayOut, status=201)
def start_stay(request: HttpRequest, body: schemas.StartStayIn) -> Any:
    """登记流动党员"""
    given = body.model_dump()
    stay = commands.start_stay(note=given.pop("remark"), **given)
    return queries.show_stay(stay_id=stay.pk)


@router.get("/mobile-stays/mine", name="my_stays", action=OWN_STAY, out=schemas.OwnStays)
def my_stays(request: HttpRequest) -> Any:
    """我的流动情况"""
    return queries.my_stays()


@router.post(
    "/mobile-stays/mine/{uuid:stay_id}/report", name="report_home", action=OWN_STAY, out=schemas.OwnStays, status=201
)
def report_home(request: HttpRequest, stay_id: UUID, body: schemas.StayReportIn) -> Any:
    """向党支部汇报"""
    commands.report_home(stay_id=stay_id, text=body.text)
    return queries.my_stays()


@router.get(_ONE, name="get_stay", action=VIEW_STANDING, out=schemas.StayOut)
def get_stay(request: HttpRequest, stay_id: UUID) -> Any:
    """一名流动党员的情况"""
    found = queries.show_stay(stay_id=stay_id)
    return respond(found, etag=found["version"])


@router.post(f"{_ONE}/ask", name="ask_host", action=KEEP_STANDING, out=schemas.StayOut)
def ask_host(request: HttpRequest, stay_id: UUID, body: schemas.StayHostIn) -> Any:
    """提请接收或登记单位外接收方"""
    commands.ask_host(
        stay_id=stay_id, host_id=body.host_id, host_name=body.host_name, expected_version=if_match(request)
    )
    return queries.show_stay(stay_id=stay_id)


@router.post(f"{_ONE}/drop", name="drop_host", action=KEEP_STANDING, out=schemas.StayOut)
def drop_host(request: HttpRequest, stay_id: UUID, body: schemas.StayReasonIn) -> Any:
    """取消接收方"""
    commands.drop_host(stay_id=stay_id, reason=body.remark, expected_version=if_match(request))
    return queries.show_stay(stay_id=stay_id)


@router.post(f"{_ONE}/entries", name="note_contact", action=KEEP_STANDING, out=schemas.StayOut, status=201)
def note_contact(request: HttpRequest, stay_id: UUID, body: schemas.StayEntryIn) -> Any:
    """登记联系和汇报"""
    commands.note_contact(stay_id=stay_id, expected_version=if_match(request), **body.model_dump())
    return queries.show_stay(stay_id=stay_id)


@router.post(f"{_ONE}/end", name="end_stay", action=KEEP_STANDING, out=schemas.StayOut)
def end_stay(request: HttpRequest, stay_id: UUID, body: schemas.EndStayIn) -> Any:
    """结束流动"""
    commands.end_stay(stay_id=stay_id, on=body.ended_on, reason=body.remark, expected_version=if_match(request))
    return queries.show_stay(stay_id=stay_id)


@router.post(f"{_ONE}/answer", name="answer_host", action=HOST_STAY, out=schemas.StayOut)
def answer_host(request: HttpRequest, stay_id: UUID, body: schemas.AnswerStayIn) -> Any:
    """答复能否接收"""
    commands.answer_host(stay_id=stay_id, expected_version=if_match(request), **body.model_dump())
    return queries.show_stay(stay_id=stay_id)


@router.post(f"{_ONE}/attendance", name="confirm_attendance", action=HOST_STAY, out=schemas.StayOut, status=201)
def confirm_attendance(request: HttpRequest, stay_id: UUID, body: schemas.StayAttendanceIn) -> Any:
    """确认参加组织生活"""
    commands.confirm_attendance(stay_id=stay_id, expected_version=if_match(request), **body.model_dump())
    return queries.show_stay(stay_id=stay_id)


@router.post(f"{_ONE}/leave", name="end_hosting", action=HOST_STAY, out=schemas.StayOut)
def end_hosting(request: HttpRequest, stay_id: UUID, body: schemas.StayReasonIn) -> Any:
    """结束接收"""
    commands.end_hosting(stay_id=stay_id, reason=body.remark, expected_version=if_match(request))
    return queries.show_stay(stay_id=stay_id)

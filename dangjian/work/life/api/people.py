"""Signing in, leave, the list, resolutions of one's own, talks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Page, PageRequest, Query
from dangjian.work.life import commands, queries
from dangjian.work.life.api import answers, filters, requests
from dangjian.work.life.api.router import router
from dangjian.work.life.permissions import (
    ASK_LEAVE,
    CHECK_IN,
    CLOSE_RESOLUTION,
    KEEP_RECORD,
    PLAN_MEETING,
    RECORD_TALK,
    RUN_MEETING,
    VIEW_MEETING,
    VIEW_OWN_MEETING,
    VIEW_OWN_TALK,
    VIEW_TALK,
)
from dangjian.work.life.queries.loading.show import show_line

_MEETING = "/meetings/{uuid:meeting_id}"


@router.get(f"{_MEETING}/codes", name="get_codes", action=RUN_MEETING, out=answers.CodesOut)
def get_codes(request: HttpRequest, meeting_id: UUID, filters: Query[filters.CodesFilter]) -> Any:
    """会场签到码（30秒更新）"""
    return queries.sign_in_codes(meeting_id=meeting_id, count=filters.count)


@router.post(f"{_MEETING}/check-in", name="check_in", action=CHECK_IN, out=answers.ArrivalOut, remembered=True)
def check_in(request: HttpRequest, meeting_id: UUID, body: requests.CheckInBody) -> Any:
    """扫码签到（离线扫码可稍后提交）"""
    return commands.check_in(meeting_id=meeting_id, code=body.code, device_at=body.device_at)


@router.post(f"{_MEETING}/join", name="join_remotely", action=CHECK_IN, out=answers.ArrivalOut, remembered=True)
def join_remotely(request: HttpRequest, meeting_id: UUID) -> Any:
    """线上参会"""
    return commands.join_remotely(meeting_id=meeting_id)


@router.post(f"{_MEETING}/leave", name="ask_leave", action=ASK_LEAVE, out=answers.LineOut, remembered=True)
def ask_leave(request: HttpRequest, meeting_id: UUID, body: requests.ReasonIn) -> Any:
    """请假"""
    return show_line(commands.ask_leave(meeting_id=meeting_id, reason=body.reason), private=True)


@router.get("/leave-requests", name="list_leave_requests", action=RUN_MEETING, out=Page[answers.WaitingLeaveOut])
def list_leave_requests(request: HttpRequest, filters: Query[filters.LeaveFilter]) -> Any:
    """待批请假"""
    return queries.waiting_leave(page=filters, meeting_id=filters.meeting_id)


@router.post(
    "/leave-requests/{uuid:attendance_id}/decide", name="decide_leave", action=RUN_MEETING, out=answers.LineOut
)
def decide_leave(request: HttpRequest, attendance_id: UUID, body: requests.LeaveDecision) -> Any:
    """审批请假"""
    line = commands.decide_leave(attendance_id=attendance_id, grant=body.grant, note=body.note)
    return show_line(line, private=True)


@router.get(f"{_MEETING}/attendance", name="list_attendance", action=VIEW_OWN_MEETING, out=answers.AttendancePage)
def list_attendance(request: HttpRequest, meeting_id: UUID, filters: Query[filters.ListFilter]) -> Any:
    """应到和到会名单"""
    return queries.attendance_list(meeting_id=meeting_id, page=filters, state=filters.state or "", text=filters.text)


@router.post(f"{_MEETING}/attendance", name="tick_attendance", action=KEEP_RECORD, out=answers.Ref)
def tick_attendance(request: HttpRequest, meeting_id: UUID, body: requests.TicksIn) -> Any:
    """登记到会情况"""
    return _ref(commands.tick_attendance(meeting_id=meeting_id, ticks=[tick.tick() for tick in body.ticks]))


@router.post(f"{_MEETING}/list", name="change_list", action=PLAN_MEETING, out=answers.Ref)
def change_list(request: HttpRequest, meeting_id: UUID, body: requests.ListChange) -> Any:
    """调整参会名单"""
    return _ref(commands.change_list(meeting_id=meeting_id, **body.model_dump()))


@router.get("/resolutions", name="list_resolutions", action=VIEW_MEETING, out=Page[answers.ResolutionRowOut])
def list_resolutions(request: HttpRequest, filters: Query[filters.ResolutionFilter]) -> Any:
    """决议和整改台账"""
    return queries.list_resolutions(
        page=filters,
        organisation_id=filters.organisation_id,
        state=filters.state or "",
        overdue=filters.overdue,
    )


@router.get(
    "/my-resolutions",
    name="list_my_resolutions",
    action=CLOSE_RESOLUTION,
    out=Page[answers.ResolutionRowOut],
    remembered=True,
)
def list_my_resolutions(request: HttpRequest, filters: Query[PageRequest]) -> Any:
    """本人负责的决议事项"""
    return queries.my_resolutions(page=filters)


@router.post(
    "/resolutions/{uuid:resolution_id}/close", name="close_resolution", action=CLOSE_RESOLUTION, out=answers.Ref
)
def close_resolution(request: HttpRequest, resolution_id: UUID, body: requests.EvidenceIn) -> Any:
    """办结决议事项"""
    return _ref(commands.close_resolution(resolution_id=resolution_id, evidence=body.evidence))


@router.post(
    "/resolutions/{uuid:resolution_id}/withdraw", name="withdraw_resolution", action=CLOSE_RESOLUTION, out=answers.Ref
)
def withdraw_resolution(request: HttpRequest, resolution_id: UUID, body: requests.ReasonIn) -> Any:
    """撤回决议事项"""
    return _ref(commands.withdraw_resolution(resolution_id=resolution_id, reason=body.reason))


@router.get("/talks", name="list_talks", action=VIEW_TALK, out=Page[answers.TalkOut])
def list_talks(request: HttpRequest, filters: Query[filters.TalkFilter]) -> Any:
    """本支部谈心谈话"""
    return queries.list_talks(
        page=filters, organisation_id=filters.organisation_id, since=filters.since, until=filters.until
    )


@router.get("/my-talks", name="list_my_talks", action=VIEW_OWN_TALK, out=Page[answers.TalkOut])
def list_my_talks(request: HttpRequest, filters: Query[PageRequest]) -> Any:
    """我的谈心谈话"""
    return queries.my_talks(page=filters)


@router.post("/talks", name="record_talk", action=RECORD_TALK, out=answers.Ref, status=201)
def record_talk(request: HttpRequest, body: requests.TalkIn) -> Any:
    """登记谈心谈话"""
    return {"id": commands.record_talk(**body.model_dump()).pk}


def _ref(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "version": row.version}

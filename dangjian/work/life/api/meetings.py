"""Planning and finding meetings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.grants.queries import ReasonsOut
from dangjian.kernel.http import Page, Query, if_match, respond
from dangjian.work.life import commands, queries
from dangjian.work.life.api import answers, filters, requests
from dangjian.work.life.api.router import router
from dangjian.work.life.permissions import PLAN_MEETING, RECORD_MEETING, VIEW_MEETING, VIEW_OWN_MEETING


@router.get("/meetings", name="list_meetings", action=VIEW_MEETING, out=Page[answers.MeetingOut])
def list_meetings(request: HttpRequest, filters: Query[filters.MeetingFilter]) -> Any:
    """查询会议"""
    return queries.list_meetings(
        page=filters,
        organisation_id=filters.organisation_id,
        kind=filters.kind or "",
        states=(filters.state.value,) if filters.state else (),
        since=filters.since,
        until=filters.until,
        text=filters.text,
    )


@router.get("/calendar", name="list_calendar", action=VIEW_MEETING, out=answers.MeetingList)
def list_calendar(request: HttpRequest, filters: Query[filters.CalendarFilter]) -> Any:
    """会议日历"""
    items = queries.calendar_of(
        since=filters.since, until=filters.until, organisation_id=filters.organisation_id, kind=filters.kind or ""
    )
    return {"items": items}


@router.get(
    "/my-meetings", name="list_my_meetings", action=VIEW_OWN_MEETING, out=Page[answers.MyMeetingOut], remembered=True
)
def list_my_meetings(request: HttpRequest, filters: Query[filters.MineFilter]) -> Any:
    """我的会议"""
    return queries.my_meetings(page=filters, upcoming=filters.upcoming)


@router.get("/meeting-suggestion", name="get_suggestion", action=PLAN_MEETING, out=answers.SuggestionOut)
def get_suggestion(request: HttpRequest, filters: Query[filters.SuggestFilter]) -> Any:
    """预填会议计划"""
    return queries.suggest_meeting(organisation_id=filters.organisation_id, kind=filters.kind, cell_id=filters.cell_id)


@router.get("/meeting-templates", name="list_templates", action=PLAN_MEETING, out=answers.TemplateList)
def list_templates(request: HttpRequest, filters: Query[filters.TemplateFilter]) -> Any:
    """会议模板"""
    items = queries.list_templates(organisation_id=filters.organisation_id, kind=filters.kind or "")
    return {"items": items}


@router.post("/meeting-templates", name="create_template", action=PLAN_MEETING, out=answers.Ref, status=201)
def create_template(request: HttpRequest, body: requests.TemplateIn) -> Any:
    """保存会议模板"""
    row = commands.save_template(**body.arguments())
    return respond(_ref(row), etag=row.version)


@router.put("/meeting-templates/{uuid:template_id}", name="change_template", action=PLAN_MEETING, out=answers.Ref)
def change_template(request: HttpRequest, template_id: UUID, body: requests.TemplateIn) -> Any:
    """修改会议模板"""
    row = commands.save_template(template_id=template_id, expected_version=if_match(request), **body.arguments())
    return respond(_ref(row), etag=row.version)


@router.delete("/meeting-templates/{uuid:template_id}", name="remove_template", action=PLAN_MEETING)
def remove_template(request: HttpRequest, template_id: UUID) -> Any:
    """删除会议模板"""
    commands.remove_template(template_id=template_id)


@router.post("/meeting-series/{uuid:series_id}/end", name="end_series", action=PLAN_MEETING, out=answers.Ref)
def end_series(request: HttpRequest, series_id: UUID) -> Any:
    """结束系列会议"""
    return {"id": commands.end_series(series_id=series_id).pk}


@router.post("/meetings", name="plan_meeting", action=PLAN_MEETING, out=answers.Ref, status=201)
def plan_meeting(request: HttpRequest, body: requests.MeetingIn) -> Any:
    """计划会议"""
    row = commands.plan_meeting(**body.arguments())
    return respond(_ref(row), etag=row.version)


@router.post("/past-meetings", name="record_past_meeting", action=RECORD_MEETING, out=answers.Ref, status=201)
def record_past_meeting(request: HttpRequest, body: requests.PastMeetingIn) -> Any:
    """补登已召开的会议"""
    row = commands.record_past_meeting(**body.arguments())
    return respond(_ref(row), etag=row.version)


@router.get(
    "/meetings/{uuid:meeting_id}",
    name="get_meeting",
    action=VIEW_OWN_MEETING,
    out=answers.MeetingDetailOut,
    remembered=True,
)
def get_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    """会议详情"""
    shown = queries.meeting_detail(meeting_id=meeting_id)
    return respond(shown, etag=shown["version"])


@router.get("/meetings/{uuid:meeting_id}/why", name="explain_meeting", action=VIEW_OWN_MEETING, out=ReasonsOut)
def explain_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    """为什么能看到这次会议"""
    return queries.why_meeting(meeting_id=meeting_id)


@router.put("/meetings/{uuid:meeting_id}", name="change_meeting", action=PLAN_MEETING, out=answers.Ref)
def change_meeting(request: HttpRequest, meeting_id: UUID, body: requests.MeetingChange) -> Any:
    """变更会议"""
    row = commands.change_meeting(
        meeting_id=meeting_id, expected_version=if_match(request), **body.model_dump(mode="python")
    )
    return respond(_ref(row), etag=row.version)


@router.put("/meetings/{uuid:meeting_id}/agenda", name="set_agenda", action=PLAN_MEETING, out=answers.MeetingDetailOut)
def set_agenda(request: HttpRequest, meeting_id: UUID, body: requests.AgendaIn) -> Any:
    """调整议程"""
    commands.set_agenda(
        meeting_id=meeting_id, expected_version=if_match(request), parts=[part.plan() for part in body.parts]
    )
    shown = queries.meeting_detail(meeting_id=meeting_id)
    return respond(shown, etag=shown["version"])


@router.post("/meetings/{uuid:meeting_id}/notify", name="notify_meeting", action=PLAN_MEETING, out=answers.Ref)
def notify_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    """发送会议通知"""
    return _ref(commands.notify_meeting(meeting_id=meeting_id))


@router.post("/meetings/{uuid:meeting_id}/cancel", name="cancel_meeting", action=PLAN_MEETING, out=answers.Ref)
def cancel_meeting(request: HttpRequest, meeting_id: UUID, body: requests.ReasonIn) -> Any:
    """取消会议"""
    return _ref(commands.cancel_meeting(meeting_id=meeting_id, reason=body.reason))


def _ref(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "version": row.version}

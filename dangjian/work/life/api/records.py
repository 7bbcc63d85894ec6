"""Holding meetings and keeping their records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import Query, if_match, respond
from dangjian.work.life import commands, queries
from dangjian.work.life.api import answers, filters, requests
from dangjian.work.life.api.router import router
from dangjian.work.life.permissions import (
    ARCHIVE_MEETING,
    KEEP_RECORD,
    RECORD_MEETING,
    RUN_MEETING,
    SIGN_AS_RECORDER,
    SIGN_MEETING,
    VIEW_MEETING,
)
from dangjian.work.life.queries.loading.show import show_file, show_part, show_resolution, show_vote

_MEETING = "/meetings/{uuid:meeting_id}"


@router.post(f"{_MEETING}/open", name="open_meeting", action=RUN_MEETING, out=answers.Ref)
def open_meeting(request: HttpRequest, meeting_id: UUID, options: Query[filters.OpenMeetingFilter]) -> Any:
    """开始会议"""
    return _ref(commands.open_meeting(meeting_id=meeting_id, started_at=options.started_at))


@router.post(f"{_MEETING}/end", name="end_meeting", action=KEEP_RECORD, out=answers.Ref)
def end_meeting(request: HttpRequest, meeting_id: UUID, body: requests.EndMeetingIn) -> Any:
    """结束会议"""
    return _ref(commands.end_meeting(meeting_id=meeting_id, ended_at=body.ended_at))


@router.put("/meeting-parts/{uuid:part_id}/minutes", name="save_minutes", action=KEEP_RECORD, out=answers.Ref)
def save_minutes(request: HttpRequest, part_id: UUID, body: requests.MinutesIn) -> Any:
    """保存议程记录（草稿自动保存）"""
    part = commands.save_minutes(part_id=part_id, expected_version=if_match(request), minutes=body.minutes)
    return respond(_ref(part), etag=part.version)


@router.get("/meeting-parts/{uuid:part_id}", name="get_part", action=KEEP_RECORD, out=answers.PartOut)
def get_part(request: HttpRequest, part_id: UUID) -> Any:
    """议程条目的最新内容（保存冲突时对照）"""
    part = queries.part_detail(part_id=part_id)
    return respond(show_part(part), etag=part.version)


@router.post(
    "/meeting-parts/{uuid:part_id}/repeated",
    name="find_repeated",
    action=KEEP_RECORD,
    out=answers.RepeatedList,
    audit_kind="none",
)
def find_repeated(request: HttpRequest, part_id: UUID, body: requests.RepeatedIn) -> Any:
    """提示与以往记录重复的段落（仅本人可见）"""
    return {"items": queries.repeated_in_minutes(part_id=part_id, text=body.text)}


@router.put("/meeting-parts/{uuid:part_id}/vote", name="record_vote", action=KEEP_RECORD, out=answers.VoteOut)
def record_vote(request: HttpRequest, part_id: UUID, body: requests.VoteIn) -> Any:
    """登记表决结果"""
    return show_vote(commands.record_vote(part_id=part_id, **body.model_dump()))


@router.post(
    f"{_MEETING}/resolutions", name="add_resolution", action=KEEP_RECORD, out=answers.ResolutionOut, status=201
)
def add_resolution(request: HttpRequest, meeting_id: UUID, body: requests.ResolutionIn) -> Any:
    """登记决议或整改事项"""
    row = commands.add_resolution(meeting_id=meeting_id, **body.model_dump())
    return respond(show_resolution(row), etag=row.version)


@router.put(
    "/resolutions/{uuid:resolution_id}", name="change_resolution", action=KEEP_RECORD, out=answers.ResolutionOut
)
def change_resolution(request: HttpRequest, resolution_id: UUID, body: requests.ResolutionIn) -> Any:
    """修改决议或整改事项"""
    row = commands.change_resolution(
        resolution_id=resolution_id, expected_version=if_match(request), **body.model_dump()
    )
    return respond(show_resolution(row), etag=row.version)


@router.delete("/resolutions/{uuid:resolution_id}", name="remove_resolution", action=KEEP_RECORD)
def remove_resolution(request: HttpRequest, resolution_id: UUID) -> Any:
    """删除未提交记录中的决议"""
    commands.remove_resolution(resolution_id=resolution_id)


@router.post(f"{_MEETING}/files", name="add_files", action=KEEP_RECORD, out=list[answers.MeetingFileOut], status=201)
def add_files(request: HttpRequest, meeting_id: UUID, body: requests.FilesIn) -> Any:
    """附上照片和资料"""
    return [show_file(row) for row in commands.add_files(meeting_id=meeting_id, **body.model_dump())]


@router.delete("/meeting-files/{uuid:meeting_file_id}", name="remove_file", action=KEEP_RECORD)
def remove_file(request: HttpRequest, meeting_file_id: UUID) -> Any:
    """移除附件"""
    commands.remove_file(meeting_file_id=meeting_file_id)


@router.post(f"{_MEETING}/submit", name="submit_record", action=KEEP_RECORD, out=answers.Ref)
def submit_record(request: HttpRequest, meeting_id: UUID) -> Any:
    """提交会议记录"""
    row = commands.submit_record(meeting_id=meeting_id, expected_version=if_match(request))
    return respond(_ref(row), etag=row.version)


@router.post(f"{_MEETING}/return", name="return_record", action=RECORD_MEETING, out=answers.Ref)
def return_record(request: HttpRequest, meeting_id: UUID, body: requests.ReasonIn) -> Any:
    """退回修改"""
    return _ref(commands.return_record(meeting_id=meeting_id, reason=body.reason))


@router.post(f"{_MEETING}/sign-as-recorder", name="sign_as_recorder", action=SIGN_AS_RECORDER, out=answers.Ref)
def sign_as_recorder(request: HttpRequest, meeting_id: UUID) -> Any:
    """记录人签字"""
    return _ref(commands.sign_as_recorder(meeting_id=meeting_id))


@router.post(f"{_MEETING}/sign-as-chair", name="sign_as_chair", action=SIGN_MEETING, out=answers.Ref)
def sign_as_chair(request: HttpRequest, meeting_id: UUID) -> Any:
    """主持人（书记）签字"""
    return _ref(commands.sign_as_chair(meeting_id=meeting_id))


@router.post(f"{_MEETING}/archive", name="archive_meeting", action=ARCHIVE_MEETING, out=answers.Ref)
def archive_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    """归档"""
    return _ref(commands.archive_meeting(meeting_id=meeting_id))


@router.post(f"{_MEETING}/addenda", name="add_addendum", action=RECORD_MEETING, out=answers.Ref, status=201)
def add_addendum(request: HttpRequest, meeting_id: UUID, body: requests.AddendumIn) -> Any:
    """归档后的补充说明"""
    return {"id": commands.add_addendum(meeting_id=meeting_id, text=body.text, reason=body.reason).pk}


@router.get(f"{_MEETING}/people-elsewhere", name="list_people_elsewhere", action=VIEW_MEETING, out=answers.NamesOut)
def list_people_elsewhere(request: HttpRequest, meeting_id: UUID) -> Any:
    """同一时间在其他会议签到的人员"""
    return {"items": queries.people_elsewhere(meeting_id=meeting_id)}


def _ref(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "version": row.version}

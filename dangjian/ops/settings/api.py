"""Routes of the system's own pages: `/api/v1/ops/{settings,calendar,audit,jobs}`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from pydantic import Field, StringConstraints

from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import EXPORTS, ApiRouter, Name, Page, PageRequest, Query, Schema
from dangjian.kernel.sealing.trail import export
from dangjian.ops.settings import commands, queries
from dangjian.ops.settings.permissions import (
    CHANGE_CALENDAR,
    CHANGE_SETTING,
    EXPORT_AUDIT,
    MANAGE_JOBS,
    VERIFY_AUDIT,
    VIEW_AUDIT,
    VIEW_CALENDAR,
    VIEW_JOBS,
    VIEW_SETTING,
)

router = ApiRouter(module="ops", app="settings", tag="系统设置")

Year = Annotated[int, Field(ge=2000, le=2100)]


class ParameterChoice(Schema):
    """A value with its label."""

    value: str
    label: str


class ParameterOut(Schema):
    """A parameter with what holds now."""

    key: str
    title: str
    note: str
    group: str
    kind: str
    unit: str
    minimum: int | None
    maximum: int | None
    choices: list[ParameterChoice]
    two_persons: list[bool | int | str]
    """Values that somebody else has to agree to."""
    default: bool | int | str
    value: bool | int | str
    is_set: bool
    changed_at: datetime | None
    changed_by: str


class ParametersOut(Schema):
    """All parameters."""

    items: list[ParameterOut]
    asked: bool = False
    """Whether the change waits for somebody else's consent."""


class ParameterIn(Schema):
    """A value."""

    value: (
        Annotated[bool, Field(strict=True)]
        | Annotated[int, Field(strict=True)]
        | Annotated[str, StringConstraints(max_length=400)]
    )
    reason: Annotated[str, StringConstraints(max_length=200)] = ""
    """Where somebody else has to agree: why."""


class EnterpriseOut(Schema):
    """The enterprise."""

    code: str
    name: str
    is_demo: bool
    created_at: datetime


class EnterpriseIn(Schema):
    """Its name."""

    name: Name


class CalendarDayOut(Schema):
    """A day that differs from the week's rhythm. `replaced`: an own day holds instead of this public one."""

    day: date
    is_working: bool
    name: str
    source: str
    own: bool
    replaced: bool


class CalendarOut(Schema):
    """A year. `provisional`: its public holidays are not known yet."""

    year: int
    provisional: bool
    days: list[CalendarDayOut]


class CalendarQuery(Schema):
    """Which year."""

    year: Year


class CalendarDayIn(Schema):
    """An own day."""

    is_working: bool
    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    source: Annotated[str, StringConstraints(max_length=120)] = ""


class AuditRow(Schema):
    """One line of the audit trail."""

    id: int
    at: datetime
    actor_kind: str
    account_id: UUID | None
    person_id: UUID | None
    actor_name: str
    surface: str
    request_id: str
    address: str
    action: str
    action_title: str
    intent: str
    intent_title: str
    step_title: str
    thing_title: str
    field_titles: dict[str, str]
    target_type: str
    target_id: str
    target_title: str
    outcome: str
    outcome_label: str
    code: str
    changes: dict[str, Any]
    note: str


class AuditPage(Page[AuditRow]):
    """A page of the audit trail."""


class PlaceRow(Schema):
    """A place that gets copies of the checkpoints."""

    place: str
    arrived: bool


class VerificationRow(Schema):
    """What a verification found."""

    id: UUID
    at: datetime
    asked_by: str
    lines: int
    blocks: int
    checkpoints: int
    milliseconds: int
    found: int
    findings: list[str]


class SealOut(Schema):
    """How the seal of the audit trail stands. `problems` say what is wrong and what to do."""

    is_sealed: bool
    size: int
    blocks: int
    sealed_at: datetime | None
    waiting_since: datetime | None
    checkpoint_at: datetime | None
    checkpoint_size: int
    fingerprint: str
    places: list[PlaceRow]
    problems: list[str]
    verifying: bool
    verifications: list[VerificationRow]


class JobCountRow(Schema):
    """Numbers of one kind of job."""

    name: str
    waiting: int
    running: int
    done: int
    dead: int


class JobsOverviewOut(Schema):
    """Numbers of jobs, and of events that could not be handled."""

    jobs: list[JobCountRow]
    failed_events: int


class JobRow(Schema):
    """One job."""

    id: UUID
    name: str
    title: str
    state: str
    state_label: str
    attempts: int
    max_attempts: int
    run_at: datetime
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress_done: int
    progress_total: int
    progress_text: str
    error: str


class JobPage(Page[JobRow]):
    """A page of jobs."""


class JobProgressOut(Schema):
    """How far a job is."""

    id: UUID
    name: str
    state: str
    done: int
    total: int
    text: str


def _day(text: str) -> date:
    """The day of the address. Raises BadInput; read here, so that nobody signed in hears 401 before anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("ops.calendar.day", "日期格式应为 2026-11-21。", field="day") from error


@router.get("/settings", name="list_settings", action=VIEW_SETTING, out=ParametersOut)
def list_settings(request: HttpRequest) -> Any:
    """系统参数"""
    return {"items": queries.list_parameters()}


@router.put("/settings/{key}", name="set_setting", action=CHANGE_SETTING, out=ParametersOut)
def set_setting(request: HttpRequest, key: str, body: ParameterIn) -> Any:
    """修改系统参数"""
    row = commands.set_parameter(key=key[:80], value=body.value, reason=body.reason)
    return {"items": queries.list_parameters(), "asked": row is None}


@router.delete("/settings/{key}", name="reset_setting", action=CHANGE_SETTING)
def reset_setting(request: HttpRequest, key: str) -> None:
    """恢复默认值"""
    commands.reset_parameter(key=key[:80])


@router.get("/enterprise", name="get_enterprise", action=VIEW_SETTING, out=EnterpriseOut)
def get_enterprise(request: HttpRequest) -> Any:
    """单位信息"""
    return queries.enterprise()


@router.put("/enterprise", name="rename_enterprise", action=CHANGE_SETTING, out=EnterpriseOut)
def rename_enterprise(request: HttpRequest, body: EnterpriseIn) -> Any:
    """修改单位名称"""
    commands.rename_enterprise(name=body.name)
    return queries.enterprise()


@router.get("/calendar", name="get_calendar", action=VIEW_CALENDAR, out=CalendarOut, remembered=True)
def get_calendar(request: HttpRequest, query: Query[CalendarQuery]) -> Any:
    """工作日历"""
    return queries.calendar(year=query.year)


@router.put("/calendar/{day}", name="set_calendar_day", action=CHANGE_CALENDAR, out=CalendarOut)
def set_calendar_day(request: HttpRequest, day: str, body: CalendarDayIn) -> Any:
    """设置某日上班或休息"""
    wanted = _day(day)
    commands.set_calendar_day(day=wanted, **body.model_dump())
    return queries.calendar(year=wanted.year)


@router.delete("/calendar/{day}", name="remove_calendar_day", action=CHANGE_CALENDAR)
def remove_calendar_day(request: HttpRequest, day: str) -> None:
    """恢复国家公布的日历"""
    commands.remove_calendar_day(day=_day(day))


@router.get("/audit", name="list_audit", action=VIEW_AUDIT, out=AuditPage, audit_kind="look")
def list_audit(request: HttpRequest, filters: Query[queries.AuditFilter], page: Query[PageRequest]) -> Any:
    """操作日志"""
    commands.read_audit(searched=filters.in_words())
    return queries.list_audit(filters=filters, page=page)


@router.get("/audit/seal", name="get_seal", action=VIEW_AUDIT, out=SealOut)
def get_seal(request: HttpRequest) -> Any:
    """操作日志的封存状态"""
    return queries.seal()


@router.post("/audit/verify", name="verify_audit", action=VERIFY_AUDIT, out=SealOut)
def verify_audit(request: HttpRequest) -> Any:
    """核验操作日志"""
    commands.ask_verification()
    return queries.seal()


@router.get(
    "/audit/export",
    name="export_audit",
    audit_kind="look",
    action=EXPORT_AUDIT,
    produces="application/x-ndjson",
    step_up=True,
    budget=EXPORTS,
)
def export_audit(request: HttpRequest) -> HttpResponseBase:
    """导出已封存的操作日志"""
    commands.note_audit_export()
    answer = StreamingHttpResponse(export(current_actor().tenant_id), content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="audit-log.jsonl"'
    return answer


@router.get("/jobs/overview", name="get_jobs_overview", action=VIEW_JOBS, out=JobsOverviewOut)
def get_jobs_overview(request: HttpRequest) -> Any:
    """后台任务概况"""
    return queries.jobs_overview()


@router.get("/jobs", name="list_jobs", action=VIEW_JOBS, out=JobPage)
def list_jobs(request: HttpRequest, filters: Query[queries.JobFilter], page: Query[PageRequest]) -> Any:
    """后台任务"""
    return queries.list_jobs(filters=filters, page=page)


@router.get("/jobs/{uuid:job_id}", name="get_job", action=VIEW_JOBS, out=JobProgressOut)
def get_job(request: HttpRequest, job_id: UUID) -> Any:
    """任务进度"""
    return queries.job_progress(job_id=job_id)


@router.post("/jobs/{uuid:job_id}/retry", name="retry_job", action=MANAGE_JOBS, out=JobProgressOut)
def retry_job(request: HttpRequest, job_id: UUID) -> Any:
    """重新执行失败的任务"""
    commands.retry_job(job_id=job_id)
    return queries.job_progress(job_id=job_id)

"""Setting parameters, maintaining the calendar, starting failed jobs again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dangjian.foundation.approvals.commands import ask_approval
from dangjian.kernel import parameters, workdays
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.jobs import Waited, enqueue
from dangjian.kernel.models import AuditVerification, CalendarDay, Job, Setting, Tenant
from dangjian.kernel.models.jobs import JobState
from dangjian.kernel.sealing.verify import Report
from dangjian.ops.settings.events import CalendarChanged, SettingChanged
from dangjian.ops.settings.permissions import (
    CHANGE_CALENDAR,
    CHANGE_SETTING,
    EXPORT_AUDIT,
    MANAGE_JOBS,
    SET_BY_CONSENT,
    VERIFY_AUDIT,
    VIEW_AUDIT,
)

SETTING_MATTER = "ops.setting.change"
"""Kind of the request for a value that one administrator alone does not set."""
VERIFY_JOB = "ops.settings.verify_audit"
_FINDINGS_KEPT = 100
_YEARS_AHEAD = timedelta(days=3 * 366)


@command(CHANGE_SETTING)
def set_parameter(unit: Unit, *, key: str, value: Any, reason: str = "") -> Setting | None:
    """Set a parameter for this enterprise; None where somebody else has to agree first (SEC-AC-08).

    Raises NotFound for an unknown key, BadInput for a value that is wrong or wants a reason, Conflict while the same
    request waits.
    """
    parameter = _parameter(key)
    problem = parameters.problem_of(parameter, value)
    if not problem and parameter.objection is not None:
        problem = parameter.objection(value)
    if problem:
        raise BadInput("ops.setting.value", problem, field="value")
    if value not in parameter.two_persons or value == parameter.value():
        return _set(unit, key, value)
    if not reason.strip():
        raise BadInput("ops.setting.reason", "这项修改须由安全审计员同意，请写明理由。", field="reason")
    label = dict(parameter.choices).get(value, value)
    ask_approval(
        kind=SETTING_MATTER,
        title=f"系统参数“{parameter.title}”改为“{label}”",
        details=parameter.note,
        reason=reason.strip(),
        needs=["audit_administrator"],
        params={"key": key, "value": value, "asked_by": unit.actor.name},
        subject_ref=key,
    )
    return None


@command(SET_BY_CONSENT)
def set_agreed_parameter(unit: Unit, *, key: str, value: Any, asked_by: str, agreed_by: str) -> Setting:
    """Set a parameter as two people agreed. Raises as `set_parameter`."""
    problem = parameters.problem_of(_parameter(key), value)
    if problem:
        raise BadInput("ops.setting.value", problem, field="value")
    unit.note(f"{asked_by} 申请，{agreed_by} 同意")
    return _set(unit, key, value)


def _set(unit: Unit, key: str, value: Any) -> Setting:
    row: Setting | None = Setting.objects.select_for_update().filter(key=key).first()
    changed: dict[str, Any] = {"value": value, "changed_at": unit.now, "changed_by": unit.actor.name[:80]}
    row = unit.create(Setting(key=key, **changed)) if row is None else unit.update(row, **changed)
    unit.emit(SettingChanged(key))
    parameters.forget_cache()
    return row


@command(CHANGE_SETTING)
def reset_parameter(unit: Unit, *, key: str) -> None:
    """Go back to the default of a parameter. Raises NotFound for an unknown key."""
    _parameter(key)
    row: Setting | None = Setting.objects.filter(key=key).first()
    if row is not None:
        unit.delete(row, note=f"恢复默认值，原值 {row.value}")
        unit.emit(SettingChanged(key))
        parameters.forget_cache()


def _parameter(key: str) -> parameters.Parameter:
    found = parameters.find_parameter(key)
    if found is None:
        raise NotFound("ops.setting.unknown", "没有这个参数，请刷新页面后重试。")
    return found


@command(CHANGE_SETTING)
def rename_enterprise(unit: Unit, *, name: str) -> Tenant:
    """Give the enterprise another name, as it is shown in headers and on documents."""
    tenant = Tenant.objects.select_for_update().get(pk=unit.tenant_id)
    if tenant.name != name:
        note = f"单位名称由“{tenant.name}”改为“{name}”"
        unit.update_many(Tenant.objects.filter(pk=tenant.pk), name=name, note=note)
        tenant.name = name
    return tenant


@command(CHANGE_CALENDAR)
def set_calendar_day(unit: Unit, *, day: date, is_working: bool, name: str, source: str = "") -> CalendarDay:
    """Enter a day that this enterprise works, or does not work, otherwise than the public calendar says: public
    holidays of a year not yet announced with the product, or own rest days. The same day again replaces it.

    Raises BadInput for a day more than three years away.
    """
    if not unit.today - _YEARS_AHEAD <= day <= unit.today + _YEARS_AHEAD:
        raise BadInput("ops.calendar.day", "只能维护前后三年内的日期。", field="day")
    row: CalendarDay | None = CalendarDay.objects.select_for_update().filter(day=day).first()
    if row is None:
        row = unit.create(CalendarDay(day=day, is_working=is_working, name=name, source=source))
    else:
        unit.update(row, is_working=is_working, name=name, source=source)
    unit.emit(CalendarChanged(day))
    workdays.forget_cache()
    return row


@command(CHANGE_CALENDAR)
def remove_calendar_day(unit: Unit, *, day: date) -> None:
    """Take an own day back: the public calendar holds again. Raises NotFound when there is none."""
    row: CalendarDay | None = CalendarDay.objects.filter(day=day).first()
    if row is None:
        raise NotFound("ops.calendar.no_own_day", "这一天没有本单位的设置，按国家公布的日历执行。")
    unit.delete(row, note=f"{day} 恢复为国家公布的日历")
    unit.emit(CalendarChanged(day))
    workdays.forget_cache()


@command(MANAGE_JOBS)
def retry_job(unit: Unit, *, job_id: UUID) -> Job:
    """Put a failed job of this enterprise back into the queue, with its attempts afresh.

    Raises NotFound for another's job, Conflict for one that has not failed.
    """
    job = Job.objects.filter(pk=job_id, tenant_id=unit.tenant_id).first()
    if job is None:
        raise NotFound()
    failed = Job.objects.filter(pk=job_id, state=JobState.DEAD, fence=job.fence)
    revived = unit.update_many(
        failed,
        state=JobState.WAITING,
        attempts=0,
        run_at=unit.now,
        ended_at=None,
        fence=job.fence + 1,
        note=f"重新执行后台任务 {job.name} {job.pk}",
    )
    if revived != 1:
        raise Conflict("ops.job.not_failed", "只有失败的任务可以重新执行，请刷新后查看。")
    job.refresh_from_db()
    return job


@command(VIEW_AUDIT)
def read_audit(unit: Unit, *, searched: str) -> None:
    """Write down that somebody read the audit trail, and what they searched for (SEC-AUD-08)."""
    unit.note(f"查阅操作日志：{searched}" if searched else "查阅操作日志")


@command(EXPORT_AUDIT)
def note_audit_export(unit: Unit) -> None:
    """Write down that somebody took the whole sealed trail out."""
    unit.note("导出全部已封存的操作日志")


@command(VERIFY_AUDIT)
def ask_verification(unit: Unit) -> None:
    """Ask for the seal of this enterprise's trail to be computed again in the background. One at a time."""
    asked = {"asked_by": unit.actor.name[:80]}
    enqueue(VERIFY_JOB, asked, dedupe="seal", waited=Waited("核验操作日志"))
    unit.note("核验操作日志的封存")


@command(VERIFY_AUDIT)
def record_verification(unit: Unit, *, asked_by: str, report: Report, milliseconds: int) -> AuditVerification:
    """Keep what a verification found."""
    return unit.create(
        AuditVerification(
            at=unit.now,
            asked_by=asked_by,
            lines=report.lines,
            blocks=report.blocks,
            checkpoints=report.checkpoints,
            milliseconds=milliseconds,
            found=report.found,
            findings=[finding.text for finding in report.findings[:_FINDINGS_KEPT]],
        )
    )

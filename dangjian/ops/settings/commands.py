"""Setting parameters, maintaining the calendar, starting failed jobs again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dangjian.kernel import parameters, workdays
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.models import CalendarDay, Job, Setting, Tenant
from dangjian.kernel.models.jobs import JobState
from dangjian.ops.settings.events import CalendarChanged, SettingChanged
from dangjian.ops.settings.permissions import CHANGE_CALENDAR, CHANGE_SETTING, MANAGE_JOBS

_YEARS_AHEAD = timedelta(days=3 * 366)


@command(CHANGE_SETTING)
def set_parameter(unit: Unit, *, key: str, value: Any) -> Setting:
    """Set a parameter for this enterprise. Raises NotFound for an unknown key, BadInput for a value that is wrong."""
    parameter = _parameter(key)
    problem = parameters.problem_of(parameter, value)
    if problem:
        raise BadInput("ops.setting.value", problem, field="value")
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

"""What administrators read about the system itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Count, Q
from pydantic import Field

from dangjian.kernel import parameters, workdays
from dangjian.kernel.actor import current_actor
from dangjian.kernel.clock import at_local
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.jobs import find_job
from dangjian.kernel.jobs.own import GOING_ON
from dangjian.kernel.models import AuditEntry, AuditVerification, CalendarDay, HandlerReceipt, Job, Tenant
from dangjian.kernel.models.jobs import JobState
from dangjian.kernel.models.outbox import ReceiptState
from dangjian.kernel.permissions import registry
from dangjian.kernel.sealing.status import status_of
from dangjian.ops.settings.commands import VERIFY_JOB
from dangjian.ops.settings.permissions import VIEW_AUDIT, VIEW_CALENDAR, VIEW_JOBS, VIEW_SETTING
from dangjian.ops.settings.words import (
    command_title,
    field_title,
    intents_called,
    job_title,
    step_title,
    thing_title,
)

_AUDIT_COLUMNS = (
    "id", "at", "actor_kind", "account_id", "person_id", "actor_name", "surface", "request_id", "address", "action",
    "intent",
    "target_type", "target_id", "target_title", "outcome", "code", "changes", "note",
)  # fmt: skip
_SEAL_FIELDS = (
    "is_sealed", "size", "blocks", "sealed_at", "waiting_since", "checkpoint_at", "checkpoint_size", "fingerprint",
    "problems",
)  # fmt: skip
_RUN_FIELDS = ("id", "at", "asked_by", "lines", "blocks", "checkpoints", "milliseconds", "found", "findings")
_FILTER_WORDS = {"since": "自", "until": "至", "q": "姓名或对象", "outcome": "结果", "account_id": "账号"} | {
    "address": "地址",
    "did": "操作",
}
_JOB_COLUMNS = (
    "id", "name", "state", "attempts", "max_attempts", "run_at", "created_at", "started_at", "ended_at",
    "progress_done", "progress_total", "progress_text", "error",
)  # fmt: skip
READING = "ops.settings.read_audit"
"""Intent of the lines that say who read the trail."""
_VERIFICATIONS_SHOWN = 5
_COMMANDS_ASKED = 30
_STATE_LABELS = dict(JobState.choices)


@query(VIEW_SETTING)
def list_parameters() -> list[dict[str, Any]]:
    """Every parameter with its value, default and who set it. One statement."""
    own = parameters.own_values()
    return [
        {
            "key": item.key,
            "title": item.title,
            "note": item.note,
            "group": item.group,
            "kind": item.kind,
            "unit": item.unit,
            "minimum": item.minimum,
            "maximum": item.maximum,
            "choices": [{"value": value, "label": label} for value, label in item.choices],
            "two_persons": list(item.two_persons),
            "default": item.default,
            "value": own[item.key].value if item.key in own else item.default,
            "is_set": item.key in own,
            "changed_at": own[item.key].changed_at if item.key in own else None,
            "changed_by": own[item.key].changed_by if item.key in own else "",
        }
        for item in parameters.parameters()
    ]


@query(VIEW_SETTING)
def enterprise() -> dict[str, Any]:
    """The enterprise that the acting person belongs to."""
    tenant = Tenant.objects.get(pk=current_actor().tenant_id)
    return {"code": tenant.code, "name": tenant.name, "is_demo": tenant.is_demo, "created_at": tenant.created_at}


@query(VIEW_CALENDAR)
def calendar(*, year: int) -> dict[str, Any]:
    """Days of a year that differ from the week's rhythm: public ones and the enterprise's own, which win.

    `provisional` is true while neither the product nor the enterprise knows the public holidays of that year.
    One statement.
    """
    own = {row.day: row for row in CalendarDay.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))}
    days = [_public(item, replaced=item.day in own) for item in workdays.public_days() if item.day.year == year]
    days += [
        {
            "day": row.day,
            "is_working": row.is_working,
            "name": row.name,
            "source": row.source,
            "own": True,
            "replaced": False,
        }
        for row in own.values()
    ]
    days.sort(key=lambda row: (row["day"], row["own"]))
    return {"year": year, "provisional": not days, "days": days}


def _public(item: workdays.PublicDay, *, replaced: bool) -> dict[str, Any]:
    return {
        "day": item.day,
        "is_working": item.is_working,
        "name": item.name,
        "source": item.source,
        "own": False,
        "replaced": replaced,
    }


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""Days that can be asked about."""


class AuditFilter(Schema):
    """Which lines of the audit trail. Dates are local and both included; `q` is part of a name of actor or target."""

    since: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None
    until: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None
    q: str = Field("", max_length=60)
    account_id: UUID | None = None
    action: str = Field("", max_length=80)
    target_type: str = Field("", max_length=60)
    target_id: str = Field("", max_length=40)
    outcome: Literal["", "done", "refused"] = ""
    address: str = Field("", max_length=45)
    did: str = Field("", max_length=40)
    """Part of the name of what was done, in Chinese."""
    with_system: bool = True
    with_readings: bool = False
    """Also the lines that say who read this trail."""

    def in_words(self) -> str:
        """What somebody looked for, as the line about their reading keeps it."""
        given = self.model_dump(mode="json", exclude_defaults=True)
        return "，".join(f"{_FILTER_WORDS.get(name, name)} {value}" for name, value in given.items())


@query(VIEW_AUDIT)
def list_audit(*, filters: AuditFilter, page: PageRequest) -> dict[str, Any]:
    """One page of the audit trail of the enterprise, latest first. One statement (two with the total)."""
    rows = AuditEntry.objects.filter(tenant_id=current_actor().tenant_id)
    if filters.since is not None:
        rows = rows.filter(at__gte=at_local(filters.since))
    if filters.until is not None:
        # The end is the next local midnight; adding a day to an instant is right where the zone has no summer time.
        rows = rows.filter(at__lt=at_local(date.fromordinal(filters.until.toordinal() + 1)))
    for name in ("account_id", "action", "target_type", "target_id", "outcome", "address"):
        value = getattr(filters, name)
        if value:
            rows = rows.filter(**{name: value})
    if not filters.with_system:
        rows = rows.exclude(actor_kind="system")
    if not filters.with_readings:
        rows = rows.exclude(intent=READING)
    if filters.did.strip():
        rows = rows.filter(_did(filters.did.strip()))
    if filters.q.strip():
        rows = rows.filter(Q(actor_name__contains=filters.q.strip()) | Q(target_title__contains=filters.q.strip()))
    return paginate(rows, page, order=("-at", "-id"), values=_AUDIT_COLUMNS, show=_show_audit)


def _did(words: str) -> Q:
    """Lines of commands that are called so."""
    found = Q(pk=None)
    for intent in intents_called(words)[:_COMMANDS_ASKED]:
        module, app, name = intent.split(".")
        one = Q(intent__endswith=f".{name}") | Q(intent__contains=f".{name}:")
        found |= Q(intent__startswith=f"{module}.{app}.") & one
    return found


def _show_audit(row: dict[str, Any]) -> dict[str, Any]:
    known = registry.actions().get(row["action"])
    return {
        **{name: row[name] for name in _AUDIT_COLUMNS},
        "action_title": known.title if known else "",
        "intent_title": command_title(row["intent"]) or (known.title if known else ""),
        "step_title": step_title(row["intent"]),
        "thing_title": thing_title(row["target_type"]),
        "field_titles": {name: field_title(name) for name in row["changes"]},
        "outcome_label": "已执行" if row["outcome"] == "done" else "已拒绝",
    }


@query(VIEW_AUDIT)
def seal() -> dict[str, Any]:
    """How the seal of the enterprise's trail stands, and the last verifications. A fixed number of statements."""
    tenant_id = current_actor().tenant_id
    found = status_of(tenant_id, tenant_id)
    runs = AuditVerification.objects.order_by("-at", "-id")[:_VERIFICATIONS_SHOWN]
    going_on = Job.objects.filter(tenant_id=tenant_id, name=VERIFY_JOB, state__in=GOING_ON).exists()
    places = [{"place": place, "arrived": arrived} for place, arrived in found.places.items()]
    shown = {name: getattr(found, name) for name in _SEAL_FIELDS}
    return {**shown, "places": places, "verifying": going_on, "verifications": [_show_run(row) for row in runs]}


def _show_run(row: AuditVerification) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RUN_FIELDS}


class JobFilter(Schema):
    """Which jobs to list."""

    state: Literal["", "waiting", "running", "done", "dead"] = ""
    name: str = Field("", max_length=120)


@query(VIEW_JOBS)
def jobs_overview() -> dict[str, Any]:
    """Numbers of jobs by name and state, and of events that could not be handled. Two statements."""
    tenant_id = current_actor().tenant_id
    counts: dict[str, dict[str, int]] = {}
    grouped = (
        Job.objects.filter(tenant_id=tenant_id).values_list("name", "state").annotate(number=Count("id")).order_by()
    )
    for name, state, number in grouped:
        counts.setdefault(name, dict.fromkeys(JobState.values, 0))[state] = number
    failed = HandlerReceipt.objects.filter(event__tenant_id=tenant_id, state=ReceiptState.DEAD).count()
    return {
        "jobs": [{"name": name, **states} for name, states in sorted(counts.items())],
        "failed_events": failed,
    }


@query(VIEW_JOBS)
def list_jobs(*, filters: JobFilter, page: PageRequest) -> dict[str, Any]:
    """One page of the enterprise's jobs, latest first; running ones with the progress last stored. One statement."""
    rows = Job.objects.filter(tenant_id=current_actor().tenant_id)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.name:
        rows = rows.filter(name=filters.name)
    return paginate(rows, page, order=("-created_at", "-id"), values=_JOB_COLUMNS, show=_show_job)


def _show_job(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _JOB_COLUMNS}
    # The last line names the error; the frames above it are for the log, not for a page.
    shown["error"] = row["error"].strip().rsplit("\n", 1)[-1][:300]
    return {**shown, "title": job_title(row["name"]), "state_label": _STATE_LABELS[row["state"]]}


@query(VIEW_JOBS)
def job_progress(*, job_id: UUID) -> dict[str, Any]:
    """State and progress of one job up to this moment. Raises NotFound for another's."""
    view = find_job(job_id, tenant_id=current_actor().tenant_id)
    if view is None:
        raise NotFound()
    return {
        "id": view.id,
        "name": view.name,
        "state": view.state,
        "done": view.done,
        "total": view.total,
        "text": view.text,
    }

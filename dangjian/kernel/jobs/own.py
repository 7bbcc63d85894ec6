"""The task centre: work in the background that the acting person asked for, to be left and found again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from dangjian.kernel.actor import current_actor
from dangjian.kernel.clock import now
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.jobs import progress
from dangjian.kernel.jobs.progress import Progress
from dangjian.kernel.models.jobs import Job, JobState
from dangjian.kernel.permissions import SIGNED_IN

GOING_ON = (JobState.WAITING, JobState.RUNNING)
_LABELS = {"waiting": "排队中", "running": "进行中", "done": "已完成", "refused": "未能完成", "dead": "未能完成"}
_BROKEN = "处理时系统出错，已记录。请稍后重新提交；仍不行时，把任务编号 {number} 告诉管理员。"


@query(SIGNED_IN)
def my_tasks(*, page: PageRequest, going_on: bool = False) -> dict[str, Any]:
    """One page of the acting person's tasks, latest first; with `going_on` only those not ended. One statement."""
    rows = Job.objects.filter(asked_by=_account(), tenant_id=current_actor().tenant_id)
    if going_on:
        rows = rows.filter(state__in=GOING_ON)
    return paginate(rows, page, order=("-created_at", "-id"), show=_show)


@query(SIGNED_IN)
def count_going_on() -> int:
    """How many of the acting person's tasks have not ended. One statement."""
    mine = Job.objects.filter(asked_by=_account(), tenant_id=current_actor().tenant_id, state__in=GOING_ON)
    return int(mine.count())


def _account() -> UUID:
    # Rows that nobody waits for have no account: an actor without one must not find them.
    return current_actor().account_id or UUID(int=0)


def _show(job: Job) -> dict[str, Any]:
    latest = Progress(job.progress_done, job.progress_total, job.progress_text)
    if job.state == JobState.RUNNING:
        latest = progress.published(job.id) or latest
    state = "refused" if job.state == JobState.DONE and job.refusal else job.state
    broken = _BROKEN.format(number=str(job.id)[-12:]) if job.state == JobState.DEAD else ""
    running = job.state == JobState.RUNNING
    return {
        "id": job.id,
        "title": job.title,
        "state": state,
        "state_label": _LABELS[state],
        "done": latest.done,
        "total": latest.total,
        "text": latest.text if job.state in GOING_ON else "",
        "problem": job.refusal or broken,
        "remaining_seconds": remaining_seconds(latest, job.started_at, now()) if running else None,
        "subject_kind": job.subject_kind,
        "subject_id": job.subject_id,
        "asked_at": job.created_at,
        "ended_at": job.ended_at,
    }


def remaining_seconds(latest: Progress, started_at: datetime | None, moment: datetime) -> int | None:
    """How long the rest takes at the pace so far; None before a twentieth is done, when it says nothing."""
    if started_at is None or latest.total <= 0 or latest.done * 20 < latest.total:
        return None
    elapsed = (moment - started_at).total_seconds()
    return max(0, round(elapsed * (latest.total - latest.done) / latest.done))

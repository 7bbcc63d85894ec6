"""Tables of the job queue. They belong to no tenant's scope: the queue itself reads and writes them."""

from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from dangjian.kernel.ids import new_id


class JobState(models.TextChoices):
    """Life of a job: waiting → running → done, back to waiting for another attempt, or dead with its error kept."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    DEAD = "dead", "失败"


class Job(models.Model):
    """One piece of work to be done in the background, written in the transaction that asks for it."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant_id = models.UUIDField(null=True, db_index=True)
    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    priority = models.SmallIntegerField(default=5)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    # Cleared when the job ends. A unique column with NULLs works on every data base; a conditional one does not.
    dedupe_key = models.CharField(max_length=200, null=True, unique=True)
    # Raised by every claim: a worker that lost its lease cannot finish what another has begun again.
    fence = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_text = models.CharField(max_length=200, default="", blank=True)
    error = models.TextField(default="", blank=True)
    # Work that a person waits for: whose it is, what they call it, and the page that shows its result.
    asked_by = models.UUIDField(null=True)
    title = models.CharField(max_length=160, default="", blank=True)
    subject_kind = models.CharField(max_length=40, default="", blank=True)
    subject_id = models.UUIDField(null=True)
    # The work was done, and its answer to the person is no: the sentence they read.
    refusal = models.CharField(max_length=400, default="", blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_job"
        indexes = [
            models.Index(fields=["state", "priority", "run_at"], name="kernel_job_due"),
            models.Index(fields=["state", "ended_at"], name="kernel_job_ended"),
            models.Index(fields=["asked_by", "-created_at", "-id"], name="kernel_job_of"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class JobPeriod(models.Model):
    """A slot of a periodic job that has been taken; the unique key makes it run once with any number of workers."""

    name = models.CharField(max_length=120)
    slot = models.CharField(max_length=40)
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_job_period"
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="kernel_job_period_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"

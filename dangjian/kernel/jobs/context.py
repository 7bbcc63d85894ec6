"""What a running job holds: its progress, and the proof that it is still the one running."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field

from dangjian.kernel.jobs import progress
from dangjian.kernel.jobs.progress import Progress
from dangjian.kernel.models.jobs import Job, JobState


class LeaseLost(Exception):
    """Another worker has taken the job over: stop, and leave no effect."""


@dataclass
class JobContext:
    """Handed to the job's function as its first argument."""

    job_id: uuid.UUID
    tenant_id: uuid.UUID | None
    attempt: int
    fence: int
    lost: bool = False
    latest: Progress = field(default_factory=Progress)
    refusal: str = ""
    _written: float = 0.0

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the work is: `done` of `total` steps, and a short text for people.

        Visible to others at once, even inside the job's own open transaction (see `kernel.jobs.progress`); cheap
        enough to call for every row. Raises LeaseLost when the job was given to another worker.
        """
        if self.lost:
            raise LeaseLost(str(self.job_id))
        self.latest = Progress(done, total, text[:200])
        moment = time.monotonic()
        if done >= total or moment - self._written >= progress.WRITE_EVERY_SECONDS:
            self._written = moment
            progress.publish(self.job_id, self.latest)

    def refuse(self, text: str) -> None:
        """Say to whoever waits why it cannot be done; nothing is wrong with the system and nobody tries again."""
        self.refusal = text

    def confirm_lease(self) -> None:
        """Raise LeaseLost unless this run still holds the job; call it last in an all-or-nothing transaction.

        The row is locked until that transaction ends, so nobody can take the job over in between.
        """
        held = Job.objects.select_for_update().filter(id=self.job_id, fence=self.fence, state=JobState.RUNNING)
        if self.lost or not held.values_list("id", flat=True).first():
            raise LeaseLost(str(self.job_id))

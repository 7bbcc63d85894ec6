"""Background jobs: asked for in a transaction, run at least once, kept when they fail.

Declare with `@job` or `@periodic` in an app's `jobs.py`, ask with `enqueue`, run with `manage.py worker`.
"""

from dangjian.kernel.jobs.context import JobContext, LeaseLost
from dangjian.kernel.jobs.queue import Waited, enqueue
from dangjian.kernel.jobs.registry import NORMAL, SLOW, URGENT, job, periodic
from dangjian.kernel.jobs.runner import JobView, find_job, run_pending

__all__ = [
    "NORMAL",
    "SLOW",
    "URGENT",
    "JobContext",
    "JobView",
    "LeaseLost",
    "Waited",
    "enqueue",
    "find_job",
    "job",
    "periodic",
    "run_pending",
]

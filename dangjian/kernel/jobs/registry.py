"""Which jobs exist: declared beside their function, known to every process, carried by those that carry the module."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from dangjian.kernel.jobs.context import JobContext

URGENT, NORMAL, SLOW = 1, 5, 9
"""Priorities: the smaller number is taken first."""


@dataclass(frozen=True)
class JobSpec:
    """A declared job: its name is `<module>.<app>.<verb>`, stable for as long as rows may wait under it."""

    name: str
    function: Callable[..., None]
    max_attempts: int
    priority: int

    @property
    def module(self) -> str:
        """The module that owns the job."""
        return self.name.split(".", 1)[0]

    def check_payload(self, payload: Mapping[str, Any]) -> None:
        """Raise TypeError where the payload does not fit the function: better when asked for than when run."""
        inspect.signature(self.function).bind(None, **payload)


@dataclass(frozen=True)
class PeriodicSpec:
    """When a job asks for itself: every so often, or each day at a local time; for each tenant or once."""

    name: str
    every: timedelta | None
    at: time | None
    per_tenant: bool


_jobs: dict[str, JobSpec] = {}
_periodic: dict[str, PeriodicSpec] = {}


def job(
    name: str, *, max_attempts: int = 3, priority: int = NORMAL
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a job. The function takes `ctx` and keyword arguments that JSON can carry; it may run twice.

    `max_attempts` counts every start, including one that ended with its process. Raises ValueError for a second
    job of the same name.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        known = _jobs.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"job {name} is declared twice")
        _jobs[name] = JobSpec(name, function, max_attempts, priority)
        return function

    return register


def periodic(
    name: str,
    *,
    every: timedelta | None = None,
    at: str | None = None,
    per_tenant: bool = True,
    max_attempts: int = 3,
    priority: int = NORMAL,
) -> Callable[[Callable[[JobContext], None]], Callable[[JobContext], None]]:
    """Declare a job that asks for itself: `every` a length of time, or daily `at` a local time such as "06:30".

    One run per slot whatever the number of workers; slots missed while nothing ran are made good once, by the latest.
    With `per_tenant` there is one run for each tenant, under that tenant. Raises ValueError unless exactly one of
    `every` and `at` is given.
    """
    if (every is None) == (at is None):
        raise ValueError(f"periodic job {name}: give exactly one of every and at")
    if every is not None and every < timedelta(seconds=1):
        raise ValueError(f"periodic job {name}: every must be at least a second")

    def register(function: Callable[[JobContext], None]) -> Callable[[JobContext], None]:
        job(name, max_attempts=max_attempts, priority=priority)(function)
        _periodic[name] = PeriodicSpec(name, every, time.fromisoformat(at) if at else None, per_tenant)
        return function

    return register


def spec_of(name: str) -> JobSpec:
    """The job of that name. Raises LookupError when no app declares it."""
    try:
        return _jobs[name]
    except KeyError:
        raise LookupError(f"no job is named {name!r}") from None


def all_jobs() -> dict[str, JobSpec]:
    """Every declared job by name."""
    return dict(_jobs)


def carried_jobs() -> list[str]:
    """Names of the jobs whose module this process carries (DANGJIAN_MODULES)."""
    return sorted(name for name, spec in _jobs.items() if spec.module in settings.CARRIED_MODULES)


def carried_periodic() -> list[PeriodicSpec]:
    """Periodic jobs whose module this process carries."""
    carried = set(carried_jobs())
    return [spec for name, spec in sorted(_periodic.items()) if name in carried]

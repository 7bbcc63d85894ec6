"""Commands on a task are open to whoever is on the right side of it: the setter, the worker, the second person."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from dangjian.kernel.actor import Place
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import NotAllowed
from dangjian.kernel.scope import bind_scope
from dangjian.work.tasks.models import SupervisedTask
from dangjian.work.tasks.queries.loading.visible import divides, side_of, visible_task
from dangjian.work.tasks.rules.states import Side

P = ParamSpec("P")
R = TypeVar("R")
Check = Callable[[SupervisedTask, Side], str]


def setter(task: SupervisedTask, side: Side) -> str:
    """Whoever sets tasks for the organisation that set this one."""
    return "" if side.sets else f"该任务由{task.issuer_name}交办，请由交办单位办理。"


def worker(task: SupervisedTask, side: Side) -> str:
    """The holder, and whoever works on tasks where it lies."""
    return "" if side.works else f"该任务由{task.org_name}办理，您不是责任人。"


def contributor(task: SupervisedTask, side: Side) -> str:
    """The worker, and those who help."""
    return "" if side.helps else worker(task, side)


def second(task: SupervisedTask, side: Side) -> str:
    """Whoever verifies tasks for the organisation that set this one."""
    return "" if side.verifies else f"该任务由{task.issuer_name}交办，请由交办单位核验。"


def divider(task: SupervisedTask, side: Side) -> str:
    """Whoever sets tasks where this one lies."""
    return "" if divides(task) else f"该任务由{task.org_name}承办，请由该党组织分解到下级。"


def on_task(check: Check) -> Callable[[Callable[Concatenate[Unit, P], R]], Callable[Concatenate[Unit, P], R]]:
    """Let a command work on the task that `task_id` names, when its side is right; the task's place is then in scope.

    The command must not touch rows of another task of that place. Raises NotFound for who may not see the task,
    NotAllowed for who may see it only.
    """

    def declare(function: Callable[Concatenate[Unit, P], R]) -> Callable[Concatenate[Unit, P], R]:
        @functools.wraps(function)
        def run(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> R:
            task_id = kwargs["task_id"]
            assert isinstance(task_id, UUID)
            task = visible_task(task_id)
            problem = check(task, side_of(task))
            if problem:
                raise NotAllowed("tasks.side", problem)
            unit.scope = replace(unit.scope, places=(*unit.scope.places, Place(task.org_path, subtree=False)))
            with bind_scope(unit.scope):
                return function(unit, *args, **kwargs)

        return run

    return declare

"""Commands on a record are open to whoever keeps it: by a right in its place, or as the recorder of one meeting."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from dangjian.kernel.doors import Unit
from dangjian.kernel.models.base import ScopedModel
from dangjian.kernel.scope import bind_scope
from dangjian.work.life.models import Meeting
from dangjian.work.life.queries.loading.visible import keeper_scope

P = ParamSpec("P")
R = TypeVar("R")


def by_keeper(
    model: type[ScopedModel], argument: str
) -> Callable[[Callable[Concatenate[Unit, P], R]], Callable[Concatenate[Unit, P], R]]:
    """Let a command of KEEP_RECORD work on the meeting that its `argument` (id of a `model` row) belongs to.

    The command must not touch rows of another meeting. Raises NotFound and NotAllowed as `keeper_scope` does.
    """

    def declare(function: Callable[Concatenate[Unit, P], R]) -> Callable[Concatenate[Unit, P], R]:
        @functools.wraps(function)
        def run(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> R:
            row_id = kwargs[argument]
            if model is not Meeting:
                rows = model.objects.unscoped("whose record it is; the right is asked next")
                row_id = rows.values_list("meeting_id", flat=True).get(pk=row_id)
            unit.scope = keeper_scope(row_id)  # type: ignore[arg-type]  # commands are called with ids
            with bind_scope(unit.scope):
                return function(unit, *args, **kwargs)

        return run

    return declare

"""Background work of imports: check, commit, take back, purge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from dangjian.directory.rosters import commands, queries, running
from dangjian.directory.rosters.enums import EDITABLE, BatchState
from dangjian.directory.rosters.models import ImportBatch
from dangjian.directory.rosters.operators import operator_of
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import Problem
from dangjian.kernel.jobs import SLOW, JobContext, LeaseLost, job, periodic
from dangjian.kernel.parameters import Parameter

KEPT_DAYS = Parameter(
    key="rosters.kept_days",
    title="导入文件保留天数",
    note="导入的花名册含身份证号，最后一次操作后到期自动删除；已导入的数据不受影响。",
    group="打印与导入",
    kind="integer",
    default=7,
    unit="天",
    minimum=1,
    maximum=30,
)

ATTEMPTS = 3


@job("directory.rosters.preview", max_attempts=ATTEMPTS)
def preview(ctx: JobContext, *, batch_id: str) -> None:
    """Read and check the file of a batch."""
    _as_operator(ctx, batch_id, EDITABLE, lambda pk: running.run_preview(batch_id=pk, report=ctx.progress))


@job("directory.rosters.commit", max_attempts=ATTEMPTS)
def commit(ctx: JobContext, *, batch_id: str) -> None:
    """Write a batch. Killed on the way it leaves nothing behind and is taken up again."""
    _as_operator(
        ctx,
        batch_id,
        {BatchState.COMMITTING},
        lambda pk: commands.commit_batch(batch_id=pk, report=ctx.progress, confirm=ctx.confirm_lease),
    )


@job("directory.rosters.undo", max_attempts=ATTEMPTS)
def undo(ctx: JobContext, *, batch_id: str) -> None:
    """Take a batch back."""
    _as_operator(
        ctx, batch_id, {BatchState.COMMITTED}, lambda pk: commands.undo_batch(batch_id=pk, report=ctx.progress)
    )


@periodic("directory.rosters.settle", every=timedelta(seconds=30))
def settle(ctx: JobContext) -> None:
    """Give batches back whose work died with its worker, so that they can be tried again."""
    for batch_id in queries.batches_to_settle():
        commands.settle_batch(batch_id=batch_id)


@periodic("directory.rosters.purge", at="03:40", priority=SLOW)
def purge(ctx: JobContext) -> None:
    """Delete files and staged rows of imports whose last step was long enough ago."""
    for batch_id in queries.batches_to_purge(before=clock.now() - timedelta(days=KEPT_DAYS.value())):
        commands.purge_batch(batch_id=batch_id)


def _as_operator(ctx: JobContext, batch_id: str, states: Collection[str], work: Callable[[UUID], object]) -> None:
    """Work with the rights of whoever uploaded the file; tell them in the batch when it cannot be done.

    A batch in another state was dealt with already: a job may run twice. The last attempt that fails says so, too.
    """
    found = ImportBatch.objects.unscoped("a job looks up whose batch it is").filter(Q(pk=batch_id)).first()
    if found is None or found.state not in states:
        return
    with acting_as(operator_of(found)):
        try:
            work(found.pk)
        except Problem as problem:
            commands.fail_batch(batch_id=found.pk, code=problem.code, text=problem.text)
            ctx.refuse(problem.text)
        except LeaseLost:
            raise
        except Exception:
            if ctx.attempt >= ATTEMPTS:
                code, text = commands.DIED.get(BatchState(found.state), commands.DIED_CHECKING)
                commands.fail_batch(batch_id=found.pk, code=code, text=text)
            raise

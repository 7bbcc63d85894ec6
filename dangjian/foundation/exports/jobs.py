"""Making exports in the background, and letting old files go."""

from __future__ import annotations

import io
from uuid import UUID

from dangjian.foundation.exports.commands import EXPORT_FILE, fail_export, finish_export, sweep_exports
from dangjian.foundation.exports.queries import export_to_make
from dangjian.foundation.exports.registry import exporter_of
from dangjian.foundation.exports.writing import mark_of, written
from dangjian.kernel import clock
from dangjian.kernel.errors import Problem
from dangjian.kernel.files import intake
from dangjian.kernel.jobs import SLOW, JobContext, job, periodic

ATTEMPTS = 3


@job("foundation.exports.make", max_attempts=ATTEMPTS, priority=SLOW)
def make(ctx: JobContext, *, export_id: str) -> None:
    """Read, write, store, hand over. What a person can mend is told at once, anything else after the last attempt."""
    row = export_to_make(export_id=UUID(export_id))
    if row is None:
        return
    try:
        exported = exporter_of(row.exporter).build(**row.params)
        mark = mark_of(row.asked_by, clock.now())
        content = written(exported, title=row.title, form=row.file_format, mark=mark)
        name = f"{row.title}.{row.file_format}"
        finish_export(export_id=row.pk, file=intake(io.BytesIO(content), name=name, purpose=EXPORT_FILE))
    except Problem as problem:
        fail_export(export_id=row.pk, problem=problem.text)
        ctx.refuse(problem.text)
    except Exception:
        if ctx.attempt >= ATTEMPTS:
            fail_export(export_id=row.pk, problem="生成时出现系统错误，请稍后重新申请；多次失败请联系管理员。")
        raise


@periodic("foundation.exports.sweep", at="03:45")
def sweep(ctx: JobContext) -> None:
    """Let old files go."""
    sweep_exports()

"""Making documents in the background, and clearing old ones away."""

from __future__ import annotations

import io
from uuid import UUID

from dangjian.foundation.printing.commands import PRINT_FILE, fail_print, finish_print, sweep_prints
from dangjian.foundation.printing.formats import PrintFormat, render_set
from dangjian.foundation.printing.queries import print_to_make
from dangjian.foundation.printing.registry import printer_of
from dangjian.kernel.errors import Problem
from dangjian.kernel.files import intake
from dangjian.kernel.jobs import SLOW, JobContext, job, periodic

ATTEMPTS = 3


@job("foundation.printing.make", max_attempts=ATTEMPTS, priority=SLOW)
def make(ctx: JobContext, *, print_id: str) -> None:
    """Build, render, store, hand over. What a person can mend is told at once, anything else after the last attempt."""
    row = print_to_make(print_id=UUID(print_id))
    if row is None:
        return
    try:
        built = printer_of(row.printer).build(**row.params)
        documents = built if isinstance(built, tuple) else (built,)
        made = render_set(documents, PrintFormat(row.file_format), made_by=row.asked_by)
        finish_print(print_id=row.pk, file=intake(io.BytesIO(made.data), name=made.name, purpose=PRINT_FILE))
    except Problem as problem:
        fail_print(print_id=row.pk, problem=problem.text)
        ctx.refuse(problem.text)
    except Exception:
        if ctx.attempt >= ATTEMPTS:
            fail_print(print_id=row.pk, problem="生成时出现系统错误，请稍后重试；多次失败请联系管理员。")
        raise


@periodic("foundation.printing.sweep", at="03:40")
def sweep(ctx: JobContext) -> None:
    """Let old documents go."""
    sweep_prints()

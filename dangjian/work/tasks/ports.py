"""What supervised tasks tell the layers below: who may read evidence, and what keeps an organisation."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.ports import Blocker, register_blocker
from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, Purpose, register_purpose
from dangjian.work.tasks.rules.states import OPEN


def _may_read(task_id: UUID) -> bool:
    """Whoever may see the task."""
    from dangjian.work.tasks.queries import can_see_task  # the queries need the models first

    return can_see_task(task_id=task_id)


TASK_EVIDENCE = register_purpose(
    Purpose(
        code="work.tasks.evidence",
        title="任务佐证材料",
        kinds=(*IMAGES, *DOCUMENTS),
        may_read=_may_read,
        max_bytes=30 * MEGABYTE,
        max_count=60,
    )
)


def _open_tasks(organisation_id: UUID) -> Blocker | None:
    from dangjian.work.tasks.models import SupervisedTask  # ports are registered before the models are needed

    rows = SupervisedTask.objects.unscoped("open matters keep their organisation, whoever asks")
    count = rows.filter(organisation_id=organisation_id, state__in=OPEN).count()
    text = f"还有 {count} 项督办任务没有办结，请先办结、撤销或改派"
    return Blocker("open_tasks", count, text) if count else None


register_blocker("open_tasks", _open_tasks)

"""Who sees a task, and what the acting person is to it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import NotFound
from dangjian.kernel.scope import scope_for
from dangjian.work.tasks.models import SupervisedTask, TaskHelper
from dangjian.work.tasks.permissions import SET_TASK, VERIFY_TASK, VIEW_TASK, WORK_TASK
from dangjian.work.tasks.rules.states import Side

_REASON = "a task is seen by place, by its holder and by those who help with it; decided right here"


def visible_task(task_id: UUID) -> SupervisedTask:
    """A task that the acting person may see: by place, as its holder, or as one who helps. Raises NotFound."""
    task: SupervisedTask = (
        SupervisedTask.objects.unscoped(_REASON).select_related("issuer", "organisation").get(pk=task_id)
    )
    actor = current_actor()
    if scope_for(actor, VIEW_TASK).covers(task.org_path) or _holds(task) or helps(task):
        return task
    raise NotFound()


def _holds(task: SupervisedTask) -> bool:
    person_id = current_actor().person_id
    return person_id is not None and task.holder_id == person_id


def helped_q() -> Q:
    """Tasks that the acting person helps with: in person, or for an organisation whose tasks they work on."""
    actor = current_actor()
    condition = Q(pk__in=[])
    if actor.person_id is not None:
        condition |= Q(helpers__person_id=actor.person_id)
    for place in actor.places(WORK_TASK):
        if place.path:
            condition |= (
                Q(helpers__organisation__org_path__startswith=place.path)
                if place.subtree
                else Q(helpers__organisation__org_path=place.path)
            )
    return condition


def helps(task: SupervisedTask) -> bool:
    """Whether the acting person helps with a task."""
    rows: QuerySet[TaskHelper] = TaskHelper.objects.unscoped(_REASON).filter(task=task).select_related("organisation")
    actor = current_actor()
    scope = scope_for(actor, WORK_TASK)
    return any(
        (row.person_id is not None and row.person_id == actor.person_id)
        or (row.organisation is not None and scope.covers(row.organisation.org_path))
        for row in rows
    )


def side_of(task: SupervisedTask) -> Side:
    """What the acting person is to a task that was found to be visible."""
    actor = current_actor()
    person_id = actor.person_id
    return Side(
        sets=scope_for(actor, SET_TASK).covers(task.issuer.org_path),
        works=scope_for(actor, WORK_TASK).covers(task.org_path) or _holds(task),
        helps=helps(task),
        verifies=scope_for(actor, VERIFY_TASK).covers(task.issuer.org_path),
        is_first_person=person_id is not None and person_id in {task.submitted_by_person_id, task.holder_id},
    )


def divides(task: SupervisedTask) -> bool:
    """Whether the acting person may give parts of a task to organisations below: who sets tasks where it lies."""
    return scope_for(current_actor(), SET_TASK).covers(task.org_path)

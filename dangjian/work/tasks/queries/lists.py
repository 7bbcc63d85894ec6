"""Lists of tasks: filters, figures, the tree of a task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, order_of, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.tasks.models import SupervisedTask
from dangjian.work.tasks.permissions import VIEW_TASK
from dangjian.work.tasks.queries.loading.show import LAMP_DAY, show_row, sums_of
from dangjian.work.tasks.queries.loading.visible import helped_q, visible_task
from dangjian.work.tasks.rules.kinds import Lamp, TaskSource, TaskState
from dangjian.work.tasks.rules.states import ENDED, OPEN

ORDERS = {
    "due_on": ("due_on", "id"),
    "created": ("-created_at", "-id"),
    "org": ("org_path", "due_on", "id"),
}
MOST_OF_A_TREE = 2_000
_HELPED = "tasks that the acting person helps with lie elsewhere; found through the lines that name them"


def lamp_q(light: Lamp) -> Q:
    """Tasks with a lamp, on the day that `LAMP_DAY` holds."""
    day = F(LAMP_DAY)
    return {
        Lamp.GREEN: Q(yellow_on__gt=day, due_on__gte=day),
        Lamp.YELLOW: Q(yellow_on__lte=day, due_on__gte=day),
        Lamp.RED: Q(due_on__lt=day, black_on__gt=day),
        Lamp.BLACK: Q(due_on__lt=day, black_on__lte=day),
    }[light]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks a list asks for."""

    organisation_id: UUID | None = None
    issuer_id: UUID | None = None
    state: TaskState | None = None
    lamp: Lamp | None = None
    source: TaskSource | None = None
    is_open: bool | None = None
    uppermost: bool = False
    text: str = ""


def found_tasks(wanted: Wanted) -> QuerySet[Any]:
    """Tasks in the bound scope that a list asks for, each with the day by which its lamp is judged.

    Raises DoesNotExist for an organisation out of reach.
    """
    today = Value(clock.today(), output_field=DateField())
    rows: QuerySet[Any] = SupervisedTask.objects.annotate(**{LAMP_DAY: Coalesce("stopped_on", today)})
    if wanted.organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=wanted.organisation_id).org_path))
    if wanted.issuer_id is not None:
        rows = rows.filter(issuer_id=wanted.issuer_id)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.is_open is not None:
        rows = rows.filter(state__in=OPEN if wanted.is_open else ENDED)
    if wanted.lamp is not None:
        rows = rows.exclude(state=TaskState.CANCELLED).filter(lamp_q(wanted.lamp))
    if wanted.source is not None:
        rows = rows.filter(source=wanted.source)
    if wanted.uppermost:
        rows = rows.filter(parent__isnull=True)
    if wanted.text:
        rows = rows.filter(
            Q(title__icontains=wanted.text) | Q(org_name__icontains=wanted.text) | Q(holder_name__icontains=wanted.text)
        )
    return rows


@query(VIEW_TASK)
def list_tasks(*, page: PageRequest, wanted: Wanted) -> dict[str, Any]:
    """Tasks of one's places and of one's own, by date unless asked otherwise; two statements."""
    return _page(found_tasks(wanted), page, order_of(page, ORDERS, "due_on"))


@query(VIEW_TASK)
def my_tasks(*, page: PageRequest, is_open: bool = True) -> dict[str, Any]:
    """Tasks that the acting person holds or helps with, by date."""
    rows = SupervisedTask.objects.unscoped(_HELPED)
    mine = Q(holder_id=current_actor().person_id, holder__isnull=False) | helped_q()
    found = rows.filter(state__in=OPEN if is_open else ENDED).filter(pk__in=rows.filter(mine).order_by().values("pk"))
    return _page(found, page, ORDERS["due_on"])


def _page(rows: QuerySet[Any], page: PageRequest, order: tuple[str, ...]) -> dict[str, Any]:
    found = paginate(rows, page, order=order)
    today = clock.today()
    sums = sums_of([task.pk for task in found["items"]], today)
    return {**found, "items": [show_row(task, today, sums.get(task.pk)) for task in found["items"]]}


@query(VIEW_TASK)
def count_tasks(*, organisation_id: UUID | None = None) -> dict[str, Any]:
    """How many open tasks have which lamp, and how many wait for whom; one statement. Raises NotFound."""
    rows = found_tasks(Wanted(organisation_id=organisation_id))
    open_ = Q(state__in=OPEN)
    counts: dict[str, Any] = rows.aggregate(
        open=Count("id", filter=open_),
        **{light.value: Count("id", filter=open_ & lamp_q(light)) for light in Lamp},
        to_accept=Count("id", filter=Q(state=TaskState.ASSIGNED)),
        to_verify=Count("id", filter=Q(state__in=[TaskState.SUBMITTED, TaskState.VERIFIED])),
        to_decide=Count("id", filter=Q(state=TaskState.EXTENSION_REQUESTED)),
        closed=Count("id", filter=Q(state=TaskState.CLOSED)),
    )
    return counts


@query(VIEW_TASK)
def task_tree(*, task_id: UUID) -> dict[str, Any]:
    """A task and everything it was broken down into, as far as one may see, level by level; three statements.

    Raises NotFound.
    """
    top = visible_task(task_id)
    rows = SupervisedTask.objects.filter(root_id=top.root_id or top.pk, depth__gt=top.depth)
    below = list(rows.filter(org_path__startswith=top.org_path).order_by("org_path", "depth", "id")[:MOST_OF_A_TREE])
    today = clock.today()
    kept = _descendants(top.pk, below)
    sums = sums_of([top.pk, *(task.pk for task in kept)], today)
    return {
        "items": [show_row(task, today, sums.get(task.pk)) for task in (top, *kept)],
        "is_cut": len(below) == MOST_OF_A_TREE,
    }


def _descendants(top_id: UUID, below: list[SupervisedTask]) -> list[SupervisedTask]:
    """Those of the tree that come of one task, each after the one it is a part of."""
    children: dict[UUID, list[SupervisedTask]] = {}
    for task in below:
        if task.parent_id is not None:
            children.setdefault(task.parent_id, []).append(task)
    found: list[SupervisedTask] = []
    waiting = list(reversed(children.get(top_id, [])))
    while waiting:
        task = waiting.pop()
        found.append(task)
        waiting.extend(reversed(children.get(task.pk, [])))
    return found

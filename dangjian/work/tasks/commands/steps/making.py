"""Making tasks: alone, or as parts of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput
from dangjian.work.tasks.commands.steps.trail import entry_of
from dangjian.work.tasks.events import TaskMoved, TaskRegistered
from dangjian.work.tasks.models import SupervisedTask, TaskHelper, TaskMilestone
from dangjian.work.tasks.queries.loading.book import book_of
from dangjian.work.tasks.rules.kinds import EntryKind, TaskSource, TaskState

MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point on the way."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a task: the organisation below that gets it, and what is its own about it."""

    organisation_id: UUID
    title: str = ""
    requirement: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a task is about."""

    title: str
    requirement: str
    due_on: date
    source: TaskSource = TaskSource.OTHER
    source_ref: str = ""
    source_id: UUID | None = None
    made_once: str | None = None


def place_of(unit: Unit, organisation_id: UUID) -> Organisation:
    """An organisation where the acting person sets tasks. Raises NotFound."""
    organisation = unit.get(Organisation, organisation_id, lock=False)
    unit.require_place(organisation.org_path)
    return organisation


def register(
    unit: Unit, place: Organisation, content: Content, *, milestones: Sequence[Milestone] = ()
) -> SupervisedTask:
    """Put a task on the register of the organisation that sets it. Raises BadInput for a date that is over."""
    if content.due_on < unit.today:
        raise BadInput("tasks.due_on", f"完成时限不能早于今天（{unit.today}）。", field="due_on")
    changes = book_of(unit.today).changes(unit.today, content.due_on)
    task = SupervisedTask(
        organisation=place,
        org_path=place.org_path,
        org_name=place.short_name,
        issuer=place,
        issuer_name=place.short_name,
        title=content.title.strip(),
        requirement=content.requirement.strip(),
        source=content.source.value,
        source_ref=content.source_ref.strip(),
        source_id=content.source_id,
        made_once=content.made_once,
        starts_on=unit.today,
        due_on=content.due_on,
        yellow_on=changes.yellow_on,
        black_on=changes.black_on,
        set_by=unit.actor.name[:80],
        set_by_person_id=unit.actor.person_id,
    )
    unit.create(task, note=f"登记任务，来源：{content.source.label} {content.source_ref}".strip())
    unit.create(entry_of(unit, task, EntryKind.REGISTERED, content.source_ref))
    add_milestones(unit, task, milestones)
    unit.emit(TaskRegistered(task.pk, place.pk, task.source, task.source_id))
    return task


def add_milestones(unit: Unit, task: SupervisedTask, milestones: Sequence[Milestone]) -> None:
    """Keep the points on the way of a task. Raises BadInput for one after the end."""
    late = [one.title for one in milestones if one.due_on > task.due_on]
    if late:
        raise BadInput("tasks.milestone", f"节点“{late[0]}”晚于任务完成时限，请检查。", field="milestones")
    unit.create_many(
        TaskMilestone(task=task, org_path=task.org_path, title=one.title.strip(), due_on=one.due_on)
        for one in sorted(milestones, key=lambda one: one.due_on)
    )


def make_parts(unit: Unit, whole: SupervisedTask, parts: Sequence[Part]) -> list[SupervisedTask]:
    """Give parts of a task to organisations below, each with a task of its own that waits to be accepted.

    Raises BadInput for no or too many parts, a date after the whole's or one that is over, an organisation that is not
    below, or one that has a part already.
    """
    places = _places_below(whole, parts)
    dues = [part.due_on or whole.due_on for part in parts]
    if any(due > whole.due_on for due in dues):
        raise BadInput("tasks.part.due_on", f"分解任务的时限不能晚于总任务的时限 {whole.due_on}。", field="parts")
    if any(due < unit.today for due in dues):
        raise BadInput("tasks.part.due_on", f"分解任务的时限不能早于今天（{unit.today}）。", field="parts")
    book = book_of(unit.today)
    clocks = {due: book.changes(unit.today, due) for due in set(dues)}
    made = [
        SupervisedTask(
            organisation=places[part.organisation_id],
            org_path=places[part.organisation_id].org_path,
            org_name=places[part.organisation_id].short_name,
            issuer_id=whole.organisation_id,
            issuer_name=whole.org_name,
            parent=whole,
            root_id=whole.root_id or whole.pk,
            depth=whole.depth + 1,
            title=part.title.strip() or whole.title,
            requirement=part.requirement.strip() or whole.requirement,
            source=whole.source,
            source_ref=whole.source_ref,
            starts_on=unit.today,
            due_on=due,
            yellow_on=clocks[due].yellow_on,
            black_on=clocks[due].black_on,
            state=TaskState.ASSIGNED.value,
            set_by=unit.actor.name[:80],
            set_by_person_id=unit.actor.person_id,
        )
        for part, due in zip(parts, dues, strict=True)
    ]
    unit.create_many(made)
    entries = [entry_of(unit, task, EntryKind.ASSIGNED, f"{whole.org_name}交办") for task in made]
    unit.create_many(entries)
    for task, entry in zip(made, entries, strict=True):
        unit.emit(TaskMoved(task.pk, entry.pk, "assign", task.state))
    return made


def _places_below(whole: SupervisedTask, parts: Sequence[Part]) -> dict[UUID, Organisation]:
    if not parts or len(parts) > MOST_PARTS:
        raise BadInput("tasks.parts", f"请选择承办的下级党组织，一次最多 {MOST_PARTS} 个。", field="parts")
    wanted = [part.organisation_id for part in parts]
    rows = Organisation.objects.filter(pk__in=wanted, org_path__startswith=whole.org_path, dissolved_on__isnull=True)
    places = {place.pk: place for place in rows if place.org_path != whole.org_path}
    if len(places) != len(set(wanted)):
        raise BadInput("tasks.parts.below", "只能分解到承办单位的下级党组织，且不能是已撤销的党组织。", field="parts")
    had = SupervisedTask.objects.unscoped("whether an organisation below has a part of this task already")
    known = set(had.filter(parent=whole, organisation_id__in=wanted).exclude(state="cancelled").values_list(
        "org_name", flat=True
    ))  # fmt: skip
    if known or len(wanted) != len(set(wanted)):
        names = "、".join(sorted(known)) or "有的党组织"
        raise BadInput("tasks.parts.twice", f"{names}已有这项分解任务，请不要重复选择。", field="parts")
    return places


def set_helpers(
    unit: Unit, task: SupervisedTask, *, organisations: Sequence[Organisation], people: Sequence[Person]
) -> None:
    """Make exactly these the ones who help with a task."""
    old = TaskHelper.objects.unscoped("those who help with a task that is being assigned").filter(task=task)
    unit.delete_many(old, note="更换协办")
    rows = [
        TaskHelper(task=task, org_path=task.org_path, organisation=each, helper_name=each.short_name)
        for each in organisations
    ]
    rows += [TaskHelper(task=task, org_path=task.org_path, person=each, helper_name=each.name) for each in people]
    unit.create_many(rows)

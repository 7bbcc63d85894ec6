"""What follows from events: todos of those who have a task, messages, resolutions that end with their task."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on
from dangjian.kernel.permissions import Action
from dangjian.kernel.scope import SEGMENT
from dangjian.work.life.commands import close_resolution
from dangjian.work.life.events import ResolutionClosed
from dangjian.work.life.models import Resolution
from dangjian.work.life.rules.kinds import ResolutionState
from dangjian.work.tasks import events
from dangjian.work.tasks.commands import follow_resolution, release_people
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskHelper
from dangjian.work.tasks.permissions import SET_TASK, VERIFY_TASK, WORK_TASK
from dangjian.work.tasks.rules.kinds import EntryKind, TaskSource, TaskState
from dangjian.work.tasks.rules.states import AT_WORK

ACCEPT, WORK, EXTEND, VERIFY = "work.tasks.accept", "work.tasks.work", "work.tasks.extend", "work.tasks.verify"
RESOLUTION = "work.life.resolution"
PAGE = "supervised-task"
LISTED = 3
"""Level of urging from which on those above are told."""
_REASON = "a handler tells the people of the task an event names"


def _nearest(action: Action, org_path: str) -> list[UUID]:
    found: list[UUID] = ports.ask(NEAREST_HOLDERS, action=action, org_path=org_path)
    return found


def people_of(task: SupervisedTask) -> list[UUID]:
    """Who has a task: the person named, for a task of one's own who set it, else those who work on tasks there."""
    if task.holder_id is not None:
        return [task.holder_id]
    if task.issuer_id == task.organisation_id and task.set_by_person_id is not None:
        return [task.set_by_person_id]
    return _nearest(WORK_TASK, task.org_path)


def _wanted(task: SupervisedTask) -> dict[str, tuple[str, list[UUID]]]:
    """The todos that a task asks for in its state: title and people by source."""
    state = TaskState(task.state)
    if state is TaskState.ASSIGNED:
        return {ACCEPT: (f"任务待签收：{task.title}", people_of(task))}
    if state in AT_WORK:
        prefix = "退回重办" if state is TaskState.RETURNED else "办理任务"
        return {WORK: (f"{prefix}：{task.title}", people_of(task))}
    if state is TaskState.EXTENSION_REQUESTED:
        return {
            WORK: (f"办理任务：{task.title}", people_of(task)),
            EXTEND: (f"审批延期：{task.title}", _nearest(SET_TASK, task.issuer.org_path)),
        }
    if state in {TaskState.SUBMITTED, TaskState.VERIFIED}:
        first = {task.holder_id, task.submitted_by_person_id}
        seconds = [each for each in _nearest(VERIFY_TASK, task.issuer.org_path) if each not in first]
        title = "核验任务" if state is TaskState.SUBMITTED else "办结任务"
        return {VERIFY: (f"{title}：{task.title}", seconds)}
    return {}


@on(events.TaskMoved)
def follow_task(event: events.TaskMoved) -> None:
    """The todo lists say what a task asks of whom, in the state it is in now."""
    rows = SupervisedTask.objects.unscoped(_REASON).select_related("issuer")
    task: SupervisedTask = rows.get(pk=event.task_id)
    entry: TaskEntry = TaskEntry.objects.unscoped(_REASON).get(pk=event.entry_id)
    wanted = _wanted(task)
    is_given_anew = event.step in {"assign", "release"}
    for source in (ACCEPT, WORK, EXTEND, VERIFY):
        if source not in wanted or is_given_anew:
            close_todo(
                source=source,
                source_ref=str(task.pk),
                is_done=source not in wanted and task.state != TaskState.CANCELLED,
                done_by=entry.entered_by_person_id,
                done_by_name=entry.entered_by,
            )
    for source, (title, people) in wanted.items():
        open_todo(
            person_ids=people,
            source=source,
            source_ref=str(task.pk),
            title=title,
            text=f"{task.issuer_name}交办，{task.org_name}承办",
            subject_kind=PAGE,
            subject_id=task.pk,
            due_on=task.due_on,
            org_path=task.org_path,
            reopen=True,
        )
    _say(task, entry, people_of(task))


_TOLD = frozenset(
    {
        EntryKind.EXTENSION_GRANTED, EntryKind.EXTENSION_REFUSED, EntryKind.RETURNED, EntryKind.CLOSED,
        EntryKind.CANCELLED, EntryKind.CHANGED, EntryKind.ASSIGNED,
    }
)  # fmt: skip
"""Steps of the other side that those who have the task are told of."""


def _say(task: SupervisedTask, entry: TaskEntry, people: list[UUID]) -> None:
    kind = EntryKind(entry.kind)
    if kind not in _TOLD:
        return
    told = set(people)
    if kind is EntryKind.ASSIGNED:
        helpers = TaskHelper.objects.unscoped(_REASON).filter(task=task, person__isnull=False)
        told = set(helpers.values_list("person_id", flat=True))  # the others find a todo
    send_message(
        person_ids=told - {entry.entered_by_person_id},
        kind="task",
        title=f"{'请协办任务' if kind is EntryKind.ASSIGNED else '任务' + kind.label}：{task.title}",
        text=f"{entry.entered_by}：{entry.text}" if entry.text else f"完成时限 {task.due_on}。",
        subject_kind=PAGE,
        subject_id=task.pk,
        dedupe_key=f"task.{entry.pk}",
    )


@on(events.TaskUrged)
def tell_of_urging(event: events.TaskUrged) -> None:
    """Who has the task is urged; who set it hears of a late one, and from level 3 on the level above as well."""
    rows = SupervisedTask.objects.unscoped(_REASON).select_related("issuer")
    task: SupervisedTask = rows.get(pk=event.task_id)
    _urge(task, event, people_of(task), "催办" if event.level < LISTED else "挂牌督办")
    above: set[UUID] = set()
    if event.level > 1 and task.set_by_person_id is not None:
        above.add(task.set_by_person_id)
    if event.level >= LISTED:
        path = task.issuer.org_path
        above.update(_nearest(SET_TASK, path[:-SEGMENT] if len(path) > SEGMENT else path))
    _urge(task, event, sorted(above - set(people_of(task))), "下级任务逾期")


def _urge(task: SupervisedTask, event: events.TaskUrged, people: list[UUID], word: str) -> None:
    send_message(
        person_ids=people,
        kind="task_urge",
        title=f"{word}：{task.title}",
        text=f"{task.org_name}：{event.text}",
        subject_kind=PAGE,
        subject_id=task.pk,
        dedupe_key=f"task.{event.entry_id}",
    )


@on(events.TaskRegistered)
def take_over_resolution(event: events.TaskRegistered) -> None:
    """A resolution that became a task is followed there: its own todo ends."""
    if event.source == TaskSource.MEETING_RESOLUTION and event.source_id is not None:
        close_todo(source=RESOLUTION, source_ref=str(event.source_id), is_done=False, note="已转为督办任务")


@on(events.TaskClosed)
def end_resolution(event: events.TaskClosed) -> None:
    """A resolution ends with the task that came of it; when that is called off, the resolution is a todo again."""
    if event.source != TaskSource.MEETING_RESOLUTION or event.source_id is None:
        return
    rows = Resolution.objects.unscoped("the resolution that a task came of")
    resolution: Resolution | None = rows.filter(pk=event.source_id, state=ResolutionState.OPEN).first()
    if resolution is None:
        return
    if event.state == TaskState.CLOSED:
        close_resolution(resolution_id=resolution.pk, evidence=f"督办任务已办结：{event.closing}"[:1000])
    elif resolution.holder_id is not None:
        open_todo(
            person_ids=[resolution.holder_id],
            source=RESOLUTION,
            source_ref=str(resolution.pk),
            title=f"落实决议：{resolution.text[:100]}",
            text="督办任务已撤销，请继续落实决议。",
            subject_kind="resolution",
            subject_id=resolution.pk,
            due_on=resolution.due_on,
            org_path=resolution.org_path,
            reopen=True,
        )


@on(ResolutionClosed)
def follow_closed_resolution(event: ResolutionClosed) -> None:
    """A resolution ended in its meeting's record."""
    follow_resolution(resolution_id=event.resolution_id, is_withdrawn=event.state == ResolutionState.WITHDRAWN)


@on(PersonLeft)
def person_left(event: PersonLeft) -> None:
    """Somebody is off the register: their tasks need another person."""
    release_people(person_ids=[event.aggregate_id])


@on(PeopleMoved)
def people_moved(event: PeopleMoved) -> None:
    """People belong to another organisation: tasks stay where they were set."""
    release_people(person_ids=event.person_ids)

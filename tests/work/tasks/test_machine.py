"""No illegal state: people on all sides try any step on any day; the trail never runs ahead of the rules."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound, Problem
from dangjian.work.tasks import commands, queries
from dangjian.work.tasks.models import SupervisedTask, TaskEntry, TaskExtension, TaskFile
from dangjian.work.tasks.queries import Wanted
from dangjian.work.tasks.rules.kinds import EntryKind, Lamp, Step, TaskState
from dangjian.work.tasks.rules.states import ENDED
from tests.work.tasks.given import part, photo, register
from tests.world import World, building

EXAMPLES = int(os.environ.get("DANGJIAN_TASK_EXAMPLES", "12"))
WHO = ("office", "chief", "secretary", "officer", "second_secretary", "member", "operations_secretary")
BEFORE = {
    EntryKind.ACCEPTED: {EntryKind.ASSIGNED},
    EntryKind.VERIFIED: {EntryKind.SUBMITTED},
    EntryKind.CLOSED: {EntryKind.VERIFIED},
}
"""What must have happened last among the big steps."""
BIG = {*BEFORE, EntryKind.ASSIGNED, EntryKind.SUBMITTED, EntryKind.RETURNED, EntryKind.CANCELLED, EntryKind.DIVIDED}


DONE: set[Step] = set()
"""What was done at all, so that a machine that only meets refusals fails."""


class Tasks(RuleBasedStateMachine):
    """One task and its parts; what is refused changes nothing."""

    world: World

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.day = date(2026, 11, 23)
        with frozen(self.day):
            self.whole = register(self.world, self.world.actor("office"), due_on=self.day + timedelta(days=40))

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _rows(self) -> list[SupervisedTask]:
        with building(self.world.tenant_id):
            return list(SupervisedTask.objects.select_related("parent").order_by("depth", "org_path", "id"))

    def _try(self, data: Any, step: Any, **given: Any) -> None:
        task = data.draw(st.sampled_from(self._rows()))
        who = data.draw(st.sampled_from(WHO))
        with suppress(Problem), transaction.atomic(), frozen(self.day), acting_as(self.world.actor(who)):
            step(task_id=task.pk, **given)

    @rule(days=st.sampled_from((1, 3, 10, 30)))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)
        with frozen(self.day), acting_as(self.world.system()):
            commands.urge_by_clock()
            assert commands.urge_by_clock() == 0, "nobody is urged twice"

    @rule(data=st.data())
    def go_on(self, data: Any) -> None:
        """Somebody does what the page offers: it must not be refused but for its content."""
        self._offered(data, data.draw(st.sampled_from(self._rows())), data.draw(st.sampled_from(WHO)))

    @rule(data=st.data(), times=st.integers(3, 9))
    def finish(self, data: Any, times: int) -> None:
        """The lowest open task goes on for a while, by whoever may do something."""
        for _ in range(times):
            open_ = [row for row in self._rows() if row.state not in ENDED]
            if not open_:
                return
            for who in ("secretary", "second_secretary", "office", "chief"):
                self._offered(data, open_[-1], who)

    def _offered(self, data: Any, task: SupervisedTask, who: str) -> None:
        actor = self.world.actor(who)
        with suppress(NotFound), frozen(self.day), acting_as(actor):
            offered = [step for step in queries.get_task(task_id=task.pk)["offers"] if step in self._ways(actor)]
            if not offered:
                return
            forward = [step for step in offered if step in {Step.ACCEPT, Step.SUBMIT, Step.VERIFY, Step.CLOSE}]
            others = [step for step in offered if step != Step.CANCEL] or offered
            step = data.draw(st.sampled_from(forward if forward and data.draw(st.booleans()) else others))
            with suppress(BadInput, Conflict), transaction.atomic():
                command, given = self._ways(actor)[step]
                command(task_id=task.pk, **given())
                DONE.add(Step(step))

    def _ways(self, actor: Any) -> dict[str, tuple[Any, Any]]:
        later = self.day + timedelta(days=45)
        place = self.world.orgs["first"].pk
        return {
            Step.ASSIGN: (commands.assign_task, lambda: {"organisation_id": place}),
            Step.DIVIDE: (
                commands.divide_task, lambda: {"parts": [part(self.world, org) for org in ("first", "second")]},
            ),
            Step.ACCEPT: (commands.accept_task, dict),
            Step.PROGRESS: (commands.note_progress, lambda: {"text": "有进展", "percent": 50}),
            Step.ASK_EXTENSION: (commands.ask_extension, lambda: {"wanted_on": later, "reason": "停电"}),
            Step.DECIDE_EXTENSION: (commands.decide_extension, lambda: {"is_granted": True}),
            Step.SUBMIT: (commands.submit_task, lambda: {"text": "已完成", "file_ids": [photo(actor)]}),
            Step.VERIFY: (commands.verify_task, dict),
            Step.RETURN: (commands.return_task, lambda: {"reason": "补充材料"}),
            Step.CLOSE: (commands.close_task, dict),
            Step.URGE: (commands.urge_task, lambda: {"text": "请抓紧"}),
            Step.CANCEL: (commands.cancel_task, lambda: {"reason": "不再需要"}),
        }  # fmt: skip

    @rule(data=st.data(), org=st.sampled_from(("first", "second", "works", "energy")))
    def assign(self, data: Any, org: str) -> None:
        holder = data.draw(st.sampled_from((None, "member", "officer")))
        person = self.world.people[holder].pk if holder else None
        self._try(data, commands.assign_task, organisation_id=self.world.orgs[org].pk, holder_id=person)

    @rule(data=st.data(), orgs=st.lists(st.sampled_from(("first", "second", "operations")), unique=True))
    def divide(self, data: Any, orgs: list[str]) -> None:
        self._try(data, commands.divide_task, parts=[part(self.world, org) for org in orgs])

    @rule(data=st.data())
    def accept(self, data: Any) -> None:
        self._try(data, commands.accept_task)

    @rule(data=st.data(), percent=st.sampled_from((None, 20, 90)))
    def progress(self, data: Any, percent: int | None) -> None:
        self._try(data, commands.note_progress, text="有进展", percent=percent)

    @rule(data=st.data(), days=st.sampled_from((1, 20, 45)))
    def ask(self, data: Any, days: int) -> None:
        self._try(data, commands.ask_extension, wanted_on=self.day + timedelta(days=days), reason="停电")

    @rule(data=st.data(), is_granted=st.booleans())
    def decide(self, data: Any, is_granted: bool) -> None:
        self._try(data, commands.decide_extension, is_granted=is_granted, note="按规定")

    @rule(data=st.data(), with_file=st.booleans())
    def submit(self, data: Any, with_file: bool) -> None:
        task = data.draw(st.sampled_from(self._rows()))
        actor = self.world.actor(data.draw(st.sampled_from(WHO)))
        with suppress(Problem), transaction.atomic(), frozen(self.day), acting_as(actor):
            files = [photo(actor)] if with_file else []
            commands.submit_task(task_id=task.pk, text="已完成", file_ids=files)

    @rule(data=st.data())
    def verify(self, data: Any) -> None:
        self._try(data, commands.verify_task)

    @rule(data=st.data(), days=st.sampled_from((None, 5)))
    def send_back(self, data: Any, days: int | None) -> None:
        due_on = None if days is None else self.day + timedelta(days=days)
        self._try(data, commands.return_task, reason="补充材料", due_on=due_on)

    @rule(data=st.data())
    def close(self, data: Any) -> None:
        self._try(data, commands.close_task)

    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        if data.draw(st.integers(0, 9)) == 0:
            self._try(data, commands.cancel_task, reason="不再需要")

    @invariant()
    def all_is_lawful(self) -> None:
        if not hasattr(self, "undo"):
            return
        rows = self._rows()
        with building(self.world.tenant_id):
            trails: dict[Any, list[TaskEntry]] = {}
            for entry in TaskEntry.objects.order_by("created_at", "id"):
                trails.setdefault(entry.task_id, []).append(entry)
            filed = set(TaskFile.objects.values_list("task_id", flat=True))
            waiting = list(TaskExtension.objects.filter(decided_at=None).values_list("task_id", flat=True))
        assert len(waiting) == len(set(waiting))
        for task in rows:
            self._is_lawful(task, rows, trails[task.pk], has_file=task.pk in filed)
            assert (task.state == TaskState.EXTENSION_REQUESTED) is (task.pk in waiting), task.state
        self._lists_agree(rows)

    def _is_lawful(self, task: SupervisedTask, rows: list[SupervisedTask], trail: Any, *, has_file: bool) -> None:
        last = None
        for entry in trail:
            kind = EntryKind(entry.kind)
            assert last not in {EntryKind.CLOSED, EntryKind.CANCELLED}, f"{kind} after the end"
            if kind in BEFORE:
                assert last in BEFORE[kind], f"{kind} after {last}"
            last = kind if kind in BIG else last
        parts = [row for row in rows if row.parent_id == task.pk]
        if task.state == TaskState.CLOSED:
            assert has_file or any(row.state == TaskState.CLOSED for row in parts), "closed without evidence"
            report = [entry for entry in trail if entry.kind == EntryKind.SUBMITTED][-1]
            assert task.closed_by != report.entered_by, "closed by who reported it"
        if task.state in {*ENDED, TaskState.SUBMITTED, TaskState.VERIFIED}:
            assert all(row.state in ENDED for row in parts), "parts are open under a task that is done"
        assert (task.stopped_on is None) is (task.state not in {"submitted", "verified", "closed", "cancelled"})
        assert task.extensions <= 2
        assert task.yellow_on <= task.due_on < task.black_on
        if task.parent is not None:
            assert task.due_on <= task.parent.due_on
            assert task.org_path.startswith(task.parent.org_path)

    def _lists_agree(self, rows: list[SupervisedTask]) -> None:
        """What lists filter by equals what they show."""
        with frozen(self.day), acting_as(self.world.actor("chief")):
            shown = queries.list_tasks(page=_all(), wanted=Wanted())["items"]
            assert len(shown) == len(rows)
            for lamp in Lamp:
                found = {row["id"] for row in queries.list_tasks(page=_all(), wanted=Wanted(lamp=lamp))["items"]}
                assert found == {row["id"] for row in shown if row["lamp"] == lamp and row["state"] != "cancelled"}


def _all() -> Any:
    from dangjian.kernel.http import PageRequest

    return PageRequest(limit=200)


def test_tsk_1_no_illegal_state(world: World) -> None:
    Tasks.world = world
    run_state_machine_as_test(
        Tasks,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=(Phase.generate,),
            database=None,
        ),
    )
    assert {Step.ACCEPT, Step.DIVIDE, Step.SUBMIT, Step.VERIFY, Step.CLOSE} <= DONE, "tasks must come to their end"

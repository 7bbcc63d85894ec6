"""No illegal state: people do anything at any time to cases with a fork, a join and all ways of signing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dangjian.foundation.process import commands
from dangjian.foundation.process.enums import CaseState, PartState, RunState
from dangjian.foundation.process.models import Case, CaseEntry, Part, StepRun
from dangjian.foundation.process.reading import compiled_of, part_now
from dangjian.foundation.process.rules.signing import tally
from dangjian.foundation.process.rules.states import OVER, TO_ACT
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import Problem
from dangjian.kernel.models.audit import AuditEntry
from tests.foundation.process.conftest import Desk, a_definition, a_step
from tests.machines import sequences
from tests.world import World

WHO = ("secretary", "deputy", "officer", "member")
COMMITTEE = {"kind": "post", "codes": ["secretary", "deputy_secretary", "discipline_member"]}
DOCUMENT = a_definition(
    a_step("a", "b", {"to": "c", "when": "data.both = true"}, "d", forks=True, kind="form", fields=[
        {"key": "both", "title": "两路", "kind": "boolean", "is_required": False}]),
    a_step("b", {"to": "j", "on": "agree"}, {"to": "end", "on": "refuse", "result": "refused"}, kind="approval",
           holder=COMMITTEE, signing={"mode": "percentage", "percentage": 60, "may_add": True}),
    a_step("c", {"to": "j", "on": "agree"}, {"to": "d", "on": "refuse"}, kind="approval", holder=COMMITTEE,
           signing={"mode": "in_order", "may_add": True}),
    a_step("d", {"to": "j", "on": "agree"}, {"to": "a", "on": "refuse"}, kind="approval", holder=COMMITTEE,
           signing={"mode": "all"}),
    a_step("j", "z", joins=True, holder={"kind": "step", "step": "b"}),
    a_step("z", "end", holder={"kind": "post", "codes": ["secretary"]}, signing={"mode": "any"}),
)  # fmt: skip


class Cases(RuleBasedStateMachine):
    """Anybody tries any move: what is refused changes nothing, what is done leaves a legal case."""

    world: World

    @initialize(who=st.sampled_from(WHO[:3]))
    def start(self, who: str) -> None:
        self.desk = Desk(self.world)
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.desk.start(who, key="probe")
        self.lines = 0

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @contextmanager
    def _tried(self) -> Iterator[None]:
        """A move that may be refused: then nothing has changed but the trail of refusals."""
        before = self._picture()
        refused = False
        try:
            with transaction.atomic():
                yield
        except Problem:
            refused = True
        if refused:
            assert self._picture() == before

    def _picture(self) -> list[Any]:
        with acting_as(self.world.system()):
            case = Case.objects.unscoped("test").filter(pk=self.desk.case_id).values()
            rows = [
                list(model.objects.filter(case_id=self.desk.case_id).order_by("id").values())
                for model in (StepRun, Part)
            ]
            return [list(case), *rows]

    def _run(self, data: Any) -> Any:
        return data.draw(st.sampled_from(self.desk.runs()))

    @rule(
        data=st.data(),
        who=st.sampled_from(WHO),
        outcome=st.sampled_from(("done", "agree", "refuse")),
        both=st.booleans(),
    )
    def decide(self, data: Any, who: str, outcome: str, both: bool) -> None:
        run = self._run(data)
        values = {"both": both} if run.step_key == "a" else {}
        with self._tried():
            self.desk.do(who, commands.decide_step, run_id=run.pk, outcome=outcome, values=values, note="理由")

    @rule(data=st.data(), who=st.sampled_from(WHO), to=st.sampled_from("abcdjz"))
    def send_back(self, data: Any, who: str, to: str) -> None:
        with self._tried():
            self.desk.do(who, commands.return_case, run_id=self._run(data).pk, to=to, reason="补充材料")

    @rule(
        data=st.data(),
        who=st.sampled_from(WHO),
        other=st.sampled_from(("first_5", "first_6", "member", "deputy")),
        command=st.sampled_from((commands.hand_on, commands.add_signer, commands.assign_holder, commands.mark_absent)),
    )
    def about_somebody(self, data: Any, who: str, other: str, command: Any) -> None:
        person = self.world.people[other].pk
        with self._tried():
            self.desk.do(who, command, run_id=self._run(data).pk, person_id=person, reason="理由")

    @rule(who=st.sampled_from(WHO), command=st.sampled_from((commands.pause_case, commands.withdraw_case)))
    def stop(self, who: str, command: Any) -> None:
        with self._tried():
            self.desk.do(who, command, reason="理由")

    @rule(who=st.sampled_from(WHO))
    def resume(self, who: str) -> None:
        with self._tried():
            self.desk.do(who, commands.resume_case)

    @rule()
    def recheck(self) -> None:
        with suppress(Problem):
            self.desk.do("system", commands.recheck_holders)

    @invariant()
    def legal(self) -> None:
        if not hasattr(self, "desk"):
            return
        case, runs = self.desk.case, self.desk.runs()
        open_runs = [run for run in runs if run.state == RunState.OPEN]
        with acting_as(self.world.system()):
            parts = list(Part.objects.filter(case=case))
            lines = CaseEntry.objects.filter(case=case).count()
            assert AuditEntry.objects.filter(target_id=str(case.pk)).exists()
        assert lines >= self.lines, "history only grows"
        self.lines = lines
        if case.state in OVER:
            assert (open_runs, case.arrivals, case.ended_at is not None) == ([], [], True)
        else:
            assert open_runs, "a case that goes on has an open step"
        assert len({run.step_key for run in open_runs}) == len(open_runs), "a step is open once"
        assert all(run.is_current for run in open_runs)
        current = [run for run in runs if run.is_current and run.step_key == "j"]
        assert len(current) <= 1 + sum(run.step_key == "a" for run in runs), "a join is entered once a round"
        assert len({(part.run_id, part.person_id) for part in parts}) == len(parts), "nobody is asked twice"
        by_run = {run.pk: [part for part in parts if part.run_id == run.pk] for run in runs}
        with acting_as(self.world.system()):
            compiled = compiled_of(case.definition_id)
        for run in runs:
            active = [part for part in by_run[run.pk] if part.state in TO_ACT]
            if run.state != RunState.OPEN:
                assert active == [], "nobody is asked about a step that is over"
            elif case.state == CaseState.RUNNING:
                stand = tally(compiled.steps[run.step_key].signing, [part_now(part) for part in by_run[run.pk]])
                assert stand.result == "open", "what is decided is not open any more"
            if run.state == RunState.DONE and run.outcome == "agree":
                agreed = sum(part.state == PartState.AGREED for part in by_run[run.pk])
                assert agreed >= 1, "consent was given by somebody"


def test_sec_in_05_no_sequence_of_moves_leads_to_an_illegal_state(desk: Desk, world: World) -> None:
    desk.publish(DOCUMENT)
    Cases.world = world
    run_state_machine_as_test(
        Cases,
        settings=sequences(40, 14),
    )

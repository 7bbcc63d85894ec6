"""No illegal state: holders try any step, well or badly, on any day; the record never runs ahead of the decisions."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dangjian.directory.members.commands.development import ORDER
from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.members.models import MembershipChange
from dangjian.foundation.process.commands import return_case
from dangjian.foundation.process.enums import CaseState, RunState
from dangjian.foundation.process.reading import held_on
from dangjian.kernel.clock import add_months
from dangjian.kernel.errors import Problem
from dangjian.work.development.commands import stop_admission
from dangjian.work.development.models import NoteKind
from dangjian.work.development.rules.steps import STEP_OF
from tests.machines import sequences
from tests.work.development.walk import ABOVE, VOTES, Walk
from tests.world import World, building

AFTER = {
    PersonCategory.ACTIVIST: "decide_activist",
    PersonCategory.DEVELOPMENT_TARGET: "target_consent",
    PersonCategory.PROBATIONARY_MEMBER: "approve_admission",
    PersonCategory.FULL_MEMBER: "approve_full",
}
"""The decision without which nobody is in a category."""


class Development(RuleBasedStateMachine):
    """One applicant; what is refused changes nothing, what is done leaves a lawful way behind it."""

    world: World

    @initialize(edition=st.sampled_from(("2014", "2026")))
    def begin(self, edition: str) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.day = date(2026, 6, 1)
        self.walk = Walk(self.world, rule=edition, day=self.day)
        self.furthest = 0

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _tried(self, step: str, **more: Any) -> None:
        with suppress(Problem), transaction.atomic():
            self.walk.do(step, self.day, **more)

    @rule(days=st.sampled_from((1, 5, 20, 60, 190, 366)))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    @precondition(lambda self: self.walk.open())
    @rule(data=st.data())
    def do_well(self, data: Any) -> None:
        step = data.draw(st.sampled_from(self.walk.open()))
        self._tried(step)

    @precondition(lambda self: self.walk.open())
    @rule(data=st.data(), flaw=st.sampled_from(("early", "paper", "quorum", "lost", "who")))
    def do_badly(self, data: Any, flaw: str) -> None:
        step = data.draw(st.sampled_from(self.walk.open()))
        if flaw == "paper":
            self._tried(step, documents=[])
        elif flaw == "who":
            self._tried(step, who="secretary" if step in ABOVE else "member")
        elif step in VOTES:
            numbers: dict[str, dict[str, Any]] = {
                "quorum": {"present": 4, "agree": 4, "against": 0},
                "lost": {"agree": 4, "against": 3},
            }
            back = timedelta(days=400 if flaw == "early" else 0)
            self._tried(step, vote=self.walk.hold(step, self.day - back, **numbers.get(flaw, {})))

    @rule(kind=st.sampled_from((NoteKind.HALF_YEAR_REVIEW, NoteKind.PROBATION_REVIEW)))
    def review(self, kind: NoteKind) -> None:
        with suppress(Problem), transaction.atomic():
            self.walk.review(kind, self.day)

    @precondition(lambda self: self.walk.open())
    @rule(data=st.data(), to=st.sampled_from(("first_talk", "assign_mentors", "cultivate", "pre_review")))
    def send_back(self, data: Any, to: str) -> None:
        step = data.draw(st.sampled_from(self.walk.open()))
        with suppress(Problem), transaction.atomic(), self.walk.acting(self.walk.holder(step), self.day):
            return_case(case_id=self.walk.case_id, run_id=self.walk.run(step).pk, to=to, reason="补充材料")

    @rule()
    def stop(self) -> None:
        if self.day < date(2028, 1, 1):
            return  # late enough that most ways go far
        with suppress(Problem), transaction.atomic(), self.walk.acting("secretary", self.day):
            stop_admission(admission_id=self.walk.admission_id, reason="本人撤回", leaves_register=False)

    @invariant()
    def lawful(self) -> None:
        if not hasattr(self, "walk"):
            return
        runs, case, record = self.walk.runs(), self.walk.case, self.walk.record
        done = {run.step_key: run for run in runs if run.state == RunState.DONE}
        place = ORDER.index(PersonCategory(record.person_category))
        assert place >= self.furthest, "nobody falls back in the register"
        self.furthest = place
        for category in ORDER[1 : place + 1]:
            assert AFTER[category] in done, f"{category} without its decision"
        days = [record.applied_on, record.activist_on, record.target_on, record.joined_on, record.confirmed_on]
        known = [day for day in days if day is not None]
        assert known == sorted(known), "dates of the record stand in lawful order"
        if record.target_on and record.activist_on:
            assert record.target_on >= add_months(record.activist_on, 12)
        if record.confirmed_on and record.joined_on:
            assert record.confirmed_on >= add_months(record.joined_on, 12)
        for run in runs:
            if run.state == RunState.DONE and run.earliest_on and run.outcome not in {"failed", "objection"}:
                day = held_on(run) or run.done_on
                assert day is not None
                assert day >= run.earliest_on, "nothing is done before its day"
        beside = {run.step_key for run in runs} - set(STEP_OF) - {"deferral"}
        assert all(key.startswith("mark_") for key in beside)
        if case.state not in {CaseState.RUNNING, CaseState.PAUSED}:
            assert self.walk.open() == []
        with building(self.world.tenant_id):
            gains = MembershipChange.objects.filter(person=self.walk.person, reason="admitted").count()
        assert gains == int(place >= 3), "one gain of strength, when admitted"


def test_sec_in_05_no_sequence_of_steps_leads_to_an_unlawful_member(world: World) -> None:
    Development.world = world
    run_state_machine_as_test(
        Development,
        settings=sequences(25, 40),
    )

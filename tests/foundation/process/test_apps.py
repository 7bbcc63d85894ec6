"""What apps bring to the engine: checks of steps, records of votes with their day, cases that only they start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from dangjian.foundation.process.commands import change_rule, move_case, start_case, stop_case
from dangjian.foundation.process.commands.deciding import VoteGiven
from dangjian.foundation.process.enums import CaseState
from dangjian.foundation.process.ports import Asking, VoteChoice, VoteRecord, register_evidence, register_guard
from dangjian.foundation.process.queries import show_case, startable, vote_choices
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from tests.foundation.process.conftest import Desk, a_definition, a_step
from tests.world import World

HELD_ON = date(2026, 11, 20)


def _guard(asking: Asking) -> Sequence[str]:
    return [] if asking.data.get("ready") else ["尚未就绪（第一条）"]


def _found(asking: Asking, reference: str) -> VoteRecord | None:
    return VoteRecord(10, 8, 7, 1, 0, "支部大会", HELD_ON) if reference == "m1" else None


def _choices(asking: Asking) -> Sequence[VoteChoice]:
    return [VoteChoice("m1", "支部大会", HELD_ON)]


@pytest.fixture(autouse=True)
def _declared() -> None:
    register_guard("tests.ready", _guard)
    register_evidence("tests.held", _found, _choices)


def _published(desk: Desk, *steps: dict[str, Any], **more: Any) -> None:
    desk.publish(a_definition(*steps, **more))


def test_what_an_app_says_against_a_step_is_shown_and_keeps_it_from_being_done(desk: Desk, world: World) -> None:
    field = {"key": "ready", "title": "就绪", "kind": "boolean", "is_required": False}
    _published(desk, a_step("a", "end", guards=["tests.ready"], kind="form", fields=[field]))
    case = desk.start("officer", key="probe")
    with acting_as(world.actor("officer")):
        (step,) = show_case(case_id=case.pk)["steps"]
    assert [item["text"] for item in step["missing"] if item["kind"] == "condition"] == ["尚未就绪（第一条）"]
    with pytest.raises(Conflict, match="第一条"):
        desk.decide("officer", "done")
    assert desk.decide("officer", "done", values={"ready": True}).state == CaseState.DONE


def test_a_check_that_nobody_declares_keeps_a_definition_from_being_published(desk: Desk) -> None:
    with pytest.raises(Conflict, match="tests\\.unknown"):
        _published(desk, a_step("a", "end", guards=["tests.unknown"]))


def test_clocks_run_from_the_day_of_the_vote_and_an_early_vote_counts_for_nothing(desk: Desk, world: World) -> None:
    vote = a_step("v", "z", kind="vote", vote={"evidence": "tests.held"}, earliest="data.not_before", clause="第十三条")
    first = a_step("a", "v", kind="form", fields=[{"key": "not_before", "title": "最早", "kind": "date"}])
    last = a_step("z", "end", earliest='steps.v.held_on + duration("P1M")')
    _published(desk, first, vote, last)
    case = desk.start("officer", key="probe")
    desk.decide("officer", "done", values={"not_before": "2026-11-21"})
    with acting_as(world.actor("officer")):
        (choice,) = vote_choices(case_id=case.pk, run_id=desk.open().pk)
    assert choice["reference"] == "m1"
    with acting_as(world.actor("leader")), pytest.raises(NotAllowed):
        vote_choices(case_id=case.pk, run_id=desk.open().pk)
    with pytest.raises(Conflict, match="第十三条") as early:
        desk.decide("officer", "", vote=VoteGiven(reference="m1"))
    assert early.value.code == "process.too_early"

    desk.start("officer", key="probe")
    desk.decide("officer", "done", values={"not_before": "2026-11-20"})
    desk.decide("officer", "", vote=VoteGiven(reference="m1"))
    assert desk.open("z").earliest_on == date(2026, 12, 20)


def test_a_case_of_an_app_is_neither_offered_nor_started_by_hand(desk: Desk, world: World) -> None:
    _published(desk, a_step("a", "end"), is_started_by_app=True)
    with acting_as(world.actor("secretary")):
        offered = startable(organisation_id=world.orgs["first"].pk)["items"]
        assert "probe" not in {item["key"] for item in offered}
        with pytest.raises(NotAllowed):
            start_case(process_key="probe", organisation_id=world.orgs["first"].pk, title="事项")
        start_case(process_key="probe", organisation_id=world.orgs["first"].pk, title="事项", by_app=True)


def test_by_app_opens_nothing_that_people_start(desk: Desk, world: World) -> None:
    _published(desk, a_step("a", "end"), starters=["leader"])
    with acting_as(world.actor("secretary")), pytest.raises(NotAllowed):
        start_case(process_key="probe", organisation_id=world.orgs["first"].pk, title="事项", by_app=True)


def test_an_app_ends_its_case_moves_it_and_changes_its_rules(desk: Desk, world: World) -> None:
    late = 'if rule = "2" then entered_on + duration("P1M") else entered_on + duration("P1Y")'
    _published(desk, a_step("a", "end", latest=late, clause="第七条"), rules=["1", "2"])
    desk.start("officer", key="probe", rule="1")
    assert desk.open().due_on == date(2027, 11, 21)
    desk.do("system", change_rule, rule="2", reason="组织部门决定")
    assert (desk.case.rule, desk.open().due_on) == ("2", date(2026, 12, 21))
    with pytest.raises(BadInput):
        desk.do("system", change_rule, rule="2", reason="再改")
    desk.do("system", move_case, organisation_id=world.orgs["works"].pk, reason="组织关系转移")
    assert desk.case.org_path == world.orgs["works"].org_path
    assert desk.do("system", stop_case, reason="本人撤回申请").state == CaseState.WITHDRAWN
    with frozen(date(2026, 12, 1)), pytest.raises(Conflict):
        desk.do("system", stop_case, reason="再次")

"""Forks, joins, conditions, waits, votes, notices, ways of signing: small definitions moved through the doors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.foundation.process.commands import (
    assign_holder,
    end_waits,
    mark_absent,
    pause_case,
    resume_case,
    return_case,
    urge_case,
    withdraw_case,
)
from dangjian.foundation.process.commands.deciding import VoteGiven
from dangjian.foundation.process.enums import CaseState, PartState
from dangjian.foundation.process.ports import Asking, VoteRecord, register_evidence
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from tests.foundation.process.conftest import Desk, a_definition, a_step
from tests.world import World

COMMITTEE = {"kind": "post", "codes": ["secretary", "deputy_secretary", "discipline_member"]}


def probe(desk: Desk, *steps: dict[str, Any], who: str = "officer", **more: Any) -> Desk:
    """Publish these steps and start a case of them."""
    desk.publish(a_definition(*steps, **more))
    desk.start(who, key="probe")
    return desk


def test_branches_run_side_by_side_and_join_once(desk: Desk) -> None:
    probe(
        desk,
        a_step("a", "b", "c", "d", forks=True),
        a_step("b", "j"),
        a_step("c", "cc"),
        a_step("cc", "j"),
        a_step("d", "j"),
        a_step("j", "end", joins=True),
    )
    desk.decide("officer", "done")
    assert desk.opened() == {"b", "c", "d"}
    desk.decide("officer", "done", "d")
    desk.decide("officer", "done", "b")
    assert (desk.opened(), desk.case.arrivals) == ({"c"}, ["j"])
    desk.decide("officer", "done", "c")
    assert desk.opened() == {"cc"}
    desk.decide("officer", "done", "cc")
    assert (desk.opened(), desk.case.arrivals) == ({"j"}, [])
    assert desk.decide("officer", "done").state == CaseState.DONE


def test_a_branch_that_is_not_taken_keeps_no_join_waiting(desk: Desk) -> None:
    probe(
        desk,
        a_step("a", "b", {"to": "c", "when": 'rule = "old"'}, forks=True),
        a_step("b", "j"),
        a_step("c", "j"),
        a_step("j", "end", joins=True),
    )
    desk.decide("officer", "done")
    desk.decide("officer", "done", "b")

    assert desk.opened() == {"j"}


def test_a_return_before_the_fork_makes_both_branches_void(desk: Desk) -> None:
    probe(
        desk,
        a_step("a", "b", "c", forks=True),
        a_step("b", "j"),
        a_step("c", "j"),
        a_step("j", "end", joins=True),
    )
    desk.decide("officer", "done")
    desk.decide("officer", "done", "b")
    run = desk.open("c")
    desk.do("officer", return_case, run_id=run.pk, to="a", reason="重来")
    assert (desk.opened(), desk.case.arrivals) == ({"a"}, [])
    desk.decide("officer", "done")
    assert desk.opened() == {"b", "c"}
    assert [run.is_current for run in desk.runs()] == [False, False, False, True, True, True]


def test_a_return_inside_a_branch_leaves_the_other_alone(desk: Desk) -> None:
    probe(
        desk,
        a_step("a", "b", "c", forks=True),
        a_step("b", "b2"),
        a_step("b2", "j"),
        a_step("c", "j"),
        a_step("j", "end", joins=True),
    )
    desk.decide("officer", "done")
    desk.decide("officer", "done", "c")
    desk.decide("officer", "done", "b")
    desk.do("officer", return_case, run_id=desk.open("b2").pk, to="b", reason="重来")

    assert (desk.opened(), desk.case.arrivals) == ({"b"}, ["j"])


def test_all_must_sign_and_an_absent_one_has_to_be_replaced(desk: Desk, world: World) -> None:
    probe(desk, a_step("s", "end", kind="approval", holder=COMMITTEE, signing={"mode": "all"}))
    run = desk.open()
    desk.decide("secretary", "agree")
    desk.decide("deputy", "agree")
    with pytest.raises(NotAllowed):
        desk.do("officer", mark_absent, run_id=run.pk, person_id=world.people["officer"].pk, reason="住院")
    desk.do("secretary", mark_absent, run_id=run.pk, person_id=world.people["officer"].pk, reason="住院")
    assert desk.case.state == CaseState.RUNNING
    assert [part.state for part in desk.parts(run)].count(PartState.ABSENT) == 1
    with pytest.raises(Conflict):
        desk.decide("officer", "agree")


def test_a_percentage_ends_as_soon_as_it_is_reached_or_out_of_reach(desk: Desk) -> None:
    percent = {"mode": "percentage", "percentage": 60}
    probe(desk, a_step("s", "end", kind="approval", holder=COMMITTEE, signing=percent))
    desk.decide("secretary", "agree")
    assert desk.case.state == CaseState.RUNNING
    assert desk.decide("officer", "agree").state == CaseState.DONE
    desk.start("officer", key="probe")
    desk.decide("secretary", "refuse", note="不同意")
    assert desk.case.state == CaseState.RUNNING
    desk.decide("officer", "refuse", note="不同意")
    assert [run.outcome for run in desk.runs()] == ["refuse"]


def test_in_order_each_is_asked_when_the_one_before_has_signed(desk: Desk) -> None:
    probe(desk, a_step("s", "end", kind="approval", holder=COMMITTEE, signing={"mode": "in_order"}))
    with pytest.raises(NotAllowed):
        desk.decide("deputy", "agree")
    for who in ("secretary", "deputy"):
        desk.decide(who, "agree")
    assert desk.case.now_with == "李娜"
    assert desk.decide("officer", "agree").state == CaseState.DONE


def test_a_vote_without_quorum_is_void_and_its_sums_must_fit(desk: Desk) -> None:
    vote = {"quorum": "vote.present * 2 > vote.due", "passes": "vote.agree * 2 > vote.due", "clause": "细则第十九条"}
    ways = [{"to": "end", "on": "passed"}, {"to": "end", "on": "failed", "result": "refused"}]
    probe(desk, a_step("v", *ways, kind="vote", vote=vote))
    for numbers, code in (
        (VoteGiven(10, 5, 5, 0, 0), "process.no_quorum"),
        (VoteGiven(10, 11, 5, 0, 0), "process.vote_sums"),
        (VoteGiven(10, 6, 5, 2, 0), "process.vote_sums"),
        (None, "process.vote"),
    ):
        with pytest.raises((Conflict, BadInput)) as wrong:
            desk.decide("officer", "", vote=numbers)
        assert wrong.value.code == code
    case = desk.decide("officer", "passed", vote=VoteGiven(23, 15, 11, 4, 0))
    assert case.state == CaseState.REFUSED, "23 due: 12 votes are needed, whatever was chosen on the page"
    desk.start("officer", key="probe")
    assert desk.decide("officer", "", vote=VoteGiven(23, 15, 12, 3, 0)).state == CaseState.DONE


def _record(asking: Asking, reference: str) -> VoteRecord | None:
    return VoteRecord(10, 8, 7, 1, 0, "11 月支部大会") if reference == "meeting-1" else None


def test_numbers_of_a_vote_that_come_from_a_record_cannot_be_typed(desk: Desk) -> None:
    register_evidence("tests.ballot", _record)
    probe(desk, a_step("v", "end", kind="vote", vote={"evidence": "tests.ballot"}))
    with pytest.raises(BadInput) as wrong:
        desk.decide("officer", "", vote=VoteGiven(1, 1, 1, 0, 0, "other"))
    assert wrong.value.code == "process.vote_record"
    desk.decide("officer", "", vote=VoteGiven(1, 1, 1, 0, 0, "meeting-1"))
    (run,) = desk.runs()
    assert run.result == {
        "due": 10,
        "present": 8,
        "agree": 7,
        "against": 1,
        "abstain": 0,
        "source": "11 月支部大会",
        "is_passed": True,
        "held_on": "",
        "reference_id": "meeting-1",
    }


def test_a_notice_of_five_working_days_ends_on_the_fifth(desk: Desk) -> None:
    with frozen(date(2026, 11, 23)):  # a Monday
        probe(desk, a_step("n", "end", kind="public_notice", notice_days=5))
        assert desk.open().earliest_on == date(2026, 11, 27)
    with frozen(date(2026, 11, 26)), pytest.raises(Conflict) as early:
        desk.decide("officer", "clear")
    assert early.value.code == "process.too_early"
    with frozen(date(2026, 11, 27)):
        assert desk.decide("officer", "clear").state == CaseState.DONE


def test_an_objection_to_a_notice_need_not_wait_for_its_end(desk: Desk) -> None:
    ways = [{"to": "end", "on": "clear"}, {"to": "end", "on": "objection", "result": "refused"}]
    probe(desk, a_step("n", *ways, kind="public_notice", notice_days=5))

    assert desk.decide("officer", "objection", note="群众反映属实").state == CaseState.REFUSED


def test_a_wait_ends_by_the_clock(desk: Desk) -> None:
    wait = a_step("w", "z", kind="wait", holder=None, earliest='steps.a.done_on + duration("P1M")')
    probe(desk, a_step("a", "w"), wait, a_step("z", "end"))
    with frozen(date(2027, 1, 31)):
        desk.start("officer", key="probe")
        desk.decide("officer", "done")
        assert desk.opened() == {"w"}
    with frozen(date(2027, 2, 27)):
        assert desk.do("system", end_waits) is False
    with frozen(date(2027, 2, 28)):
        assert desk.do("system", end_waits) is True
        assert desk.do("system", end_waits) is False
    assert desk.opened() == {"z"}


def test_a_condition_that_is_not_met_is_told_with_its_clause(desk: Desk) -> None:
    condition = {"when": "full_years(data.born, today) >= 18", "text": "须年满 18 周岁（细则第五条）。"}
    born = {"key": "born", "title": "出生日期", "kind": "date"}
    probe(desk, a_step("a", "end", kind="form", fields=[born], conditions=[condition]))
    with pytest.raises(Conflict) as young:
        desk.decide("officer", "done", values={"born": "2008-11-22"})
    assert "细则第五条" in young.value.text
    assert desk.case.data == {}
    assert desk.decide("officer", "done", values={"born": "2008-11-21"}).state == CaseState.DONE


def test_a_pause_stops_moves_and_moves_dates_only_where_it_is_said(desk: Desk) -> None:
    for stops, due in ((True, date(2026, 12, 31)), (False, date(2026, 12, 21))):
        desk.publish(a_definition(a_step("a", "end", latest='date("2026-12-21")'), pause_stops_clock=stops))
        desk.start("officer", key="probe")
        with pytest.raises(NotAllowed):
            desk.do("officer", pause_case, reason="等待上级答复")
        desk.do("secretary", pause_case, reason="等待上级答复")
        with pytest.raises(Conflict) as paused:
            desk.decide("officer", "done")
        assert "等待上级答复" in paused.value.text
        with frozen(desk.case.paused_on + timedelta(days=10)):
            desk.do("secretary", resume_case)
            assert desk.open().due_on == due
            with pytest.raises(Conflict):
                desk.do("secretary", resume_case)


def test_only_the_starter_withdraws_and_urging_is_once_a_day(desk: Desk) -> None:
    probe(desk, a_step("a", "b"), a_step("b", "end", holder={"kind": "post", "codes": ["secretary"]}))
    desk.decide("officer", "done")
    desk.do("officer", urge_case, note="急")
    with pytest.raises(Conflict):
        desk.do("officer", urge_case, note="急")
    with pytest.raises(NotAllowed):
        desk.do("secretary", withdraw_case, reason="不办了")
    assert desk.do("officer", withdraw_case, reason="不办了").state == CaseState.WITHDRAWN
    with pytest.raises(Conflict):
        desk.decide("secretary", "done") if desk.opened() else desk.do("officer", withdraw_case, reason="再撤")


def test_what_nobody_holds_can_be_assigned(desk: Desk, world: World) -> None:
    probe(desk, a_step("a", "end", holder={"kind": "post", "codes": ["organiser"]}))
    run = desk.open()
    assert run.is_unheld
    desk.do("secretary", assign_holder, run_id=run.pk, person_id=world.people["first_7"].pk, reason="无组织员")
    assert not desk.open().is_unheld
    assert desk.case.now_with == "赵敏"


def test_where_no_way_is_open_nothing_is_changed(desk: Desk) -> None:
    probe(desk, a_step("a", {"to": "end", "when": 'rule = "2"'}))
    with pytest.raises(Conflict) as stuck:
        desk.decide("officer", "done")
    assert stuck.value.code == "process.no_way"
    assert [part.state for part in desk.parts(desk.open())] == [PartState.ASKED]


def test_nothing_is_sent_back_before_a_step_that_seals(desk: Desk) -> None:
    probe(desk, a_step("a", "b"), a_step("b", "c", seals=True), a_step("c", "d"), a_step("d", "end"))
    for _ in range(3):
        desk.decide("officer", "done")
    run = desk.open("d")
    for before in ("a", "b"):
        with pytest.raises(BadInput):
            desk.do("officer", return_case, run_id=run.pk, to=before, reason="补充")
    desk.do("officer", return_case, run_id=run.pk, to="c", reason="补充")
    assert desk.opened() == {"c"}

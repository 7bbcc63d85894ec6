"""The shipped process from beginning to end: ask upward, consent, answer, receipt."""

from __future__ import annotations

import pytest

from dangjian.foundation.process.commands.deciding import add_signer, hand_on, return_case
from dangjian.foundation.process.enums import CaseState, PartState
from dangjian.foundation.process.models import CaseDocument, CaseEntry
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleEdit
from tests.foundation.process.conftest import FILLED, Desk
from tests.world import World


@pytest.mark.usefixtures("works_secretary")
def test_a_request_is_asked_consented_answered_and_received(desk: Desk, world: World) -> None:
    desk.start("officer")
    assert desk.open().step_key == "draft"
    desk.decide("officer", "sent", values=FILLED)
    assert {part.person_name for part in desk.parts(desk.open("consent"))} == {"曾志强", "张伟"}
    desk.decide("secretary", "agree")
    answer = desk.open("answer")
    assert [(part.person_name, part.seat) for part in desk.parts(answer)] == [("林晓燕", "制造公司党总支书记")]
    assert str(answer.due_on) == "2026-12-04"
    desk.decide("office", "agree", values={"reply": "同意购置。"})
    case = desk.decide("officer", "received")

    assert case.state == CaseState.DONE
    with acting_as(world.system()):
        (note,) = CaseDocument.objects.filter(case=case)
        assert "同意购置。" in note.text
        assert "{" not in note.text
        kinds = list(CaseEntry.objects.filter(case=case).order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["started", "decided", "decided", "decided", "decided", "ended"]


@pytest.mark.usefixtures("works_secretary")
def test_a_refusal_is_received_and_ends_the_case_as_refused(desk: Desk) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    desk.decide("secretary", "agree")
    with pytest.raises(BadInput) as wrong:
        desk.decide("office", "refuse")
    assert wrong.value.code == "process.note"
    desk.decide("office", "refuse", note="经费已列入统一采购。")
    case = desk.decide("officer", "received")

    assert case.state == CaseState.REFUSED


def test_without_a_secretary_above_it_is_shown_as_held_by_nobody(desk: Desk) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    case = desk.decide("secretary", "agree")

    assert desk.open("answer").is_unheld
    assert (case.is_unheld, case.now_with) == (True, "无人办理")


def test_wrong_values_are_told_by_field_and_change_nothing(desk: Desk) -> None:
    desk.start("officer")
    with pytest.raises(BadInput) as wrong:
        desk.decide(
            "officer", "sent", values={"subject": "短", "urgency": "tomorrow", "wanted_on": "2026-01-01", "extra": 1}
        )

    assert {item.path for item in wrong.value.fields} == {
        *("values.subject", "values.reason", "values.urgency", "values.wanted_on", "values.extra")
    }
    assert desk.case.data == {}
    assert desk.open().step_key == "draft"


def test_others_do_not_move_it_and_strangers_do_not_see_it(desk: Desk, world: World) -> None:
    desk.start("officer")
    with pytest.raises(NotAllowed):
        desk.decide("secretary", "sent", values=FILLED)
    with pytest.raises(NotFound):
        desk.decide("other_member", "sent", values=FILLED)
    with pytest.raises(NotFound):
        desk.decide("stranger", "sent", values=FILLED)


def test_an_old_version_and_a_second_signature_are_refused(desk: Desk) -> None:
    case = desk.start("officer")
    with pytest.raises(StaleEdit):
        desk.decide("officer", "sent", values=FILLED, expected_version=case.version + 1)
    desk.decide("officer", "sent", values=FILLED, expected_version=case.version)
    run = desk.open("consent")
    desk.decide("secretary", "agree")
    from dangjian.foundation.process.commands.deciding import decide_step

    with pytest.raises(Conflict) as late:
        desk.do("deputy", decide_step, run_id=run.pk, outcome="agree")
    assert late.value.code == "process.step_over"


def test_it_can_be_sent_back_and_comes_again_as_a_second_round(desk: Desk) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    run = desk.open("consent")
    with pytest.raises(BadInput):
        desk.do("secretary", return_case, run_id=run.pk, to="answer", reason="补充")
    desk.do("secretary", return_case, run_id=run.pk, to="draft", reason="请补充经费来源")
    again = desk.open("draft")
    assert (again.round, [r.is_current for r in desk.runs()]) == (2, [False, False, True])
    desk.decide("officer", "sent", values={**FILLED, "reason": "经费由支部活动经费列支，请批准购置。"})
    assert desk.open("consent").round == 2


def test_a_part_can_be_handed_on_and_somebody_added_but_nobody_twice(desk: Desk, world: World) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    run = desk.open("consent")
    with pytest.raises(Conflict):
        desk.do("secretary", hand_on, run_id=run.pk, person_id=world.people["deputy"].pk, reason="出差")
    desk.do("secretary", hand_on, run_id=run.pk, person_id=world.people["first_5"].pk, reason="出差")
    desk.do("deputy", add_signer, run_id=run.pk, person_id=world.people["first_6"].pk, reason="分管")
    states = {part.person_name: part.state for part in desk.parts(run)}
    assert states == {
        "曾志强": PartState.HANDED_ON,
        "张伟": PartState.ASKED,
        "刘洋": PartState.ASKED,
        "陈建国": PartState.ASKED,
    }
    with pytest.raises(BadInput):
        desk.do("deputy", add_signer, run_id=run.pk, person_id=world.there.people["office"].pk, reason="别的单位")

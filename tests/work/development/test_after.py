"""DEV-1: what follows approval: extension, disqualification, the folder; and what ends or moves a development."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest

from dangjian.directory.members.commands import move_people, register_leaving
from dangjian.directory.members.enums import ChangeReason
from dangjian.directory.members.models import OrgRelation
from dangjian.foundation.printing.formats import PrintFormat
from dangjian.foundation.process.commands import end_waits
from dangjian.foundation.process.enums import CaseState
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from dangjian.kernel.files import intake
from dangjian.kernel.http import PageRequest
from dangjian.work.development import printouts, queries
from dangjian.work.development.commands import (
    change_rule,
    hand_in_report,
    register_objection,
    set_plan,
    start_admission,
    stop_admission,
)
from dangjian.work.development.models import AdmissionState, NoteKind
from dangjian.work.development.queries import AdmissionFilter, BoardFilter
from tests.kernel.files.samples import pdf
from tests.work.development.walk import WAY, Walk
from tests.world import World, building

DAYS = dict(WAY)
"""The straight way; what differs is told where it differs."""


def extended(world: World) -> Walk:
    """Probation was extended by half a year."""
    walk = Walk(world).until("full_opinions")
    until = date(2029, 4, 20)
    walk.do("full_opinions", date(2028, 10, 20), values={"proposal": "extend", "extended_until": until.isoformat()})
    walk.do("branch_vote_full", date(2028, 10, 24))
    walk.do("approve_full", date(2028, 11, 10))
    return walk


def test_DEV_1_probation_is_extended_once_and_ends_on_the_day_it_was_extended_to(world: World) -> None:
    walk = extended(world)
    assert (walk.open(), walk.record.confirmation_status) == (["probation_review"], "extended")
    assert walk.run("probation_review").earliest_on == date(2029, 3, 20)
    for _ in range(2):
        walk.review(NoteKind.PROBATION_REVIEW, date(2029, 3, 1))
    walk.do("probation_review", date(2029, 3, 20))
    walk.do("apply_full", date(2029, 4, 10))
    with pytest.raises(Conflict, match="只能延长一次"):
        walk.do("full_opinions", date(2029, 4, 20), values={"proposal": "extend", "extended_until": "2029-10-20"})
    walk.do("full_opinions", date(2029, 4, 20), values={"extended_until": "2029-04-20"})
    early = walk.hold("branch_vote_full", date(2029, 4, 19))
    with pytest.raises(Conflict, match="预备期满"):
        walk.do("branch_vote_full", date(2029, 4, 25), vote=early)
    walk.do("branch_vote_full", date(2029, 4, 25))
    walk.do("approve_full", date(2029, 5, 10))
    assert (walk.record.person_category, walk.record.confirmed_on) == ("full_member", date(2029, 4, 20))
    assert walk.record.confirmation_status == "extended"


def test_DEV_1_discussion_is_put_off_only_for_who_came_during_probation_and_ends_on_the_same_day(world: World) -> None:
    walk = Walk(world).until("full_opinions")
    day, later = date(2028, 10, 20), {"proposal": "defer", "deferred_until": "2029-04-20"}
    with pytest.raises(Conflict, match="预备期内转入"):
        walk.do("full_opinions", day, values=later)
    with building(world.tenant_id):
        OrgRelation.objects.unscoped("test").filter(person_id=walk.person.pk).update(valid_from=date(2028, 2, 1))
    with pytest.raises(Conflict, match="写明推迟到哪一天"):
        walk.do("full_opinions", day, values={**later, "deferred_until": None})
    with pytest.raises(BadInput) as told:
        walk.do("full_opinions", day, values={**later, "deferred_until": "2029-04-21"})
    assert "不超过六个月" in told.value.fields[0].text
    walk.do("full_opinions", day, values=later)
    assert walk.open() == ["deferral"]
    for today, expected in ((date(2029, 4, 19), ["deferral"]), (date(2029, 4, 20), ["full_opinions"])):
        with frozen(today), acting_as(world.system()):
            end_waits(case_id=walk.case_id)
        assert walk.open() == expected
    walk.do("full_opinions", date(2029, 4, 20), values={"deferred_until": None})
    walk.do("branch_vote_full", date(2029, 4, 25))
    walk.do("approve_full", date(2029, 5, 10))
    assert (walk.record.person_category, walk.record.confirmed_on) == ("full_member", day)


def test_DEV_1_who_is_not_recognised_leaves_the_register_and_the_development_ends(world: World) -> None:
    walk = Walk(world).until("probation_review")
    with walk.acting("office", date(2028, 5, 8)):
        register_leaving(person_id=walk.person.pk, reason=ChangeReason.NOT_RECOGNISED, on=date(2028, 5, 1))
    assert walk.admission.state == AdmissionState.WITHDRAWN
    assert (walk.case.state, walk.record.left_reason) == (CaseState.WITHDRAWN, "not_recognised")


def test_DEV_1_a_probationary_member_can_be_disqualified_before_probation_is_over(world: World) -> None:
    walk = Walk(world).until("probation_review")
    day = date(2028, 3, 1)
    walk.do("probation_review", day, outcome="propose_disqualify", note="不履行党员义务")
    with pytest.raises(Conflict, match="只能讨论取消"):
        walk.do("full_opinions", day, values={"proposal": "confirm"})
    walk.do("full_opinions", day, values={"proposal": "disqualify"})
    walk.do("branch_vote_full", day + timedelta(days=2))
    case = walk.do("approve_full", day + timedelta(days=9))
    assert case.state == CaseState.REFUSED
    record = walk.record
    assert (record.register_state, record.left_reason, record.left_on) == ("left", "disqualified", date(2028, 3, 3))
    assert walk.admission.state == AdmissionState.REFUSED


def test_DEV_1_before_admission_it_is_stopped_with_a_reason_afterwards_only_by_a_vote(world: World) -> None:
    walk = Walk(world).until("cultivate")
    with walk.acting("officer", date(2026, 9, 1)), pytest.raises(NotAllowed):
        stop_admission(admission_id=walk.admission_id, reason="本人撤回申请", leaves_register=False)
    with walk.acting("secretary", date(2026, 9, 1)):
        stop_admission(admission_id=walk.admission_id, reason="本人撤回申请", leaves_register=True)
    assert (walk.case.state, walk.admission.state) == (CaseState.WITHDRAWN, AdmissionState.WITHDRAWN)
    assert (walk.record.register_state, walk.record.left_reason) == ("left", "withdrawn")

    member = Walk(world).until("probation_review")
    with member.acting("secretary", date(2028, 1, 1)), pytest.raises(Conflict, match="第三十一条"):
        stop_admission(admission_id=member.admission_id, reason="取消", leaves_register=False)


def test_DEV_1_who_was_stopped_can_be_started_again(world: World) -> None:
    walk = Walk(world)
    with walk.acting("secretary", date(2026, 7, 1)):
        stop_admission(admission_id=walk.admission_id, reason="本人撤回申请", leaves_register=False)
        start_admission(person_id=walk.person.pk, applied_on=date(2026, 7, 1))


def test_DEV_1_the_organisation_department_chooses_the_edition_for_a_running_case(world: World) -> None:
    walk = Walk(world, rule="2014").until("target_consent")
    with walk.acting("secretary", DAYS["target_consent"]), pytest.raises(NotAllowed):
        change_rule(admission_id=walk.admission_id, rule="2026", reason="按新细则办理")
    with walk.acting("office", DAYS["target_consent"]):
        change_rule(admission_id=walk.admission_id, rule="2026", reason="按新细则办理")
        with pytest.raises(BadInput):
            change_rule(admission_id=walk.admission_id, rule="2026", reason="再次")
    walk.do("target_consent", DAYS["target_consent"])
    assert walk.open() == ["target_notice"]


@pytest.mark.parametrize(("day", "rule"), [(date(2026, 5, 17), "2014"), (date(2026, 5, 18), "2026")])
def test_DEV_1_the_edition_in_force_when_the_application_came(world: World, day: date, rule: str) -> None:
    assert Walk(world, day=day).case.rule == rule


def test_DEV_1_a_candidate_who_moves_takes_the_development_along(world: World) -> None:
    walk = Walk(world).until("cultivate")
    walk.review(NoteKind.HALF_YEAR_REVIEW, date(2026, 8, 1))
    with walk.acting("chief", date(2026, 9, 1)):
        move_people(person_ids=[walk.person.pk], to_organisation_id=world.orgs["second"].pk, on=date(2026, 9, 1))
    second = world.orgs["second"].org_path
    assert (walk.admission.org_path, walk.case.org_path) == (second, second)
    with walk.acting("secretary", date(2026, 9, 2)), pytest.raises(NotFound):
        queries.show_admission(admission_id=walk.admission_id)
    with walk.acting("second_secretary", date(2026, 9, 2)):
        shown = queries.kept_notes(admission_id=walk.admission_id)
    assert len(shown["notes"]) == 1


def test_DEV_1_who_leaves_the_register_is_developed_no_further(world: World) -> None:
    walk = Walk(world).until("cultivate")
    with walk.acting("chief", date(2026, 9, 1)):
        register_leaving(person_id=walk.person.pk, reason="transferred_out", on=date(2026, 9, 1))
    assert (walk.admission.state, walk.case.state) == (AdmissionState.WITHDRAWN, CaseState.WITHDRAWN)


def test_DEV_1_board_and_list_show_stages_dates_and_what_is_late(world: World) -> None:
    walk = Walk(world).until("cultivate")
    walk.deliver()
    late = Walk(world).until("first_talk")
    late.deliver()
    with walk.acting("secretary", date(2026, 7, 20)):
        found = queries.board(filters=BoardFilter())
        page = queries.list_admissions(filters=AdmissionFilter(show="late"), page=PageRequest())
    assert [(stage["count"], stage["late"]) for stage in found["stages"]] == [(1, 1), (1, 0), (0, 0), (0, 0), (0, 0)]
    (card,) = found["stages"][1]["items"]
    assert (card["step_number"], card["earliest_on"], card["is_waiting"]) == (6, date(2027, 7, 10), True)
    assert card["admit_from"] == date(2027, 7, 16), "five working days of notice after a year, all else on the same day"
    assert [row["id"] for row in page["items"]] == [late.admission_id]
    with walk.acting("other_member", date(2026, 7, 20)):
        assert all(stage["count"] == 0 for stage in queries.board(filters=BoardFilter())["stages"])


def test_DEV_1_the_person_page_shows_the_25_steps_with_clauses_and_what_is_missing(world: World) -> None:
    walk = Walk(world).until("cultivate")
    walk.deliver()
    with walk.acting("secretary", date(2027, 7, 1)):
        shown = queries.show_admission(admission_id=walk.admission_id)
    steps = {step["number"]: step for step in shown["steps"]}
    assert list(steps) == list(range(1, 26))
    assert [steps[n]["state"] for n in (1, 5, 6, 7, 25)] == ["done", "done", "open", "later", "later"]
    assert all(
        "条" in step["clause"] or "章" in step["clause"] or "党委会" in step["clause"] for step in steps.values()
    )
    assert any("2027-07-10" in text for text in steps[6]["missing"])
    assert any("半年考察" in text for text in steps[6]["missing"])
    assert steps[3]["vote"].startswith("应到 8，到会 7，赞成 6")
    assert steps[23]["earliest_on"] == date(2028, 7, 16), "a year of probation after the earliest vote"


def test_DEV_1_somebody_sees_the_own_way_without_names_votes_and_objections(world: World) -> None:
    with frozen(date(2026, 6, 1)), acting_as(world.actor("member")):
        assert queries.my_development() is None
    walk = Walk(world).until("target_notice")
    day = DAYS["target_notice"]
    with walk.acting("secretary", day):
        register_objection(admission_id=walk.admission_id, received_on=day, text="有群众反映")
    actor = world.actor("member")
    own = type(actor)(kind="person", tenant_id=actor.tenant_id, name=walk.person.name, person_id=walk.person.pk)
    walk.deliver()
    with frozen(day), acting_as(own):
        hand_in_report(text="近期学习了党章和有关文件，汇报如下。")
        mine = queries.my_development()
        with pytest.raises(NotAllowed):
            queries.show_admission(admission_id=walk.admission_id)
    assert mine is not None
    assert len(mine["reports"]) == 1
    for step in mine["steps"]:
        assert (step["people"], step["missing"], step["vote"], step["documents"]) == ([], [], "", [])
    assert "群众反映" not in str(mine)


def test_DEV_1_plans_keep_to_the_plan_above_and_count_what_is_used(world: World) -> None:
    walk = Walk(world).until("file_admission")
    walk.deliver()
    orgs = world.orgs
    with walk.acting("chief", date(2027, 12, 1)):
        set_plan(organisation_id=orgs["works"].pk, year=2027, quota=2)
        set_plan(organisation_id=orgs["first"].pk, year=2027, quota=1)
        with pytest.raises(Conflict, match="还可分配 1 名"):
            set_plan(organisation_id=orgs["second"].pk, year=2027, quota=2)
        with pytest.raises(Conflict, match="不能少于"):
            set_plan(organisation_id=orgs["works"].pk, year=2027, quota=0)
        found = queries.year_plans(year=2027)
    numbers = {item["organisation_name"]: (item["quota"], item["admitted"], item["left"]) for item in found["items"]}
    assert numbers == {"制造公司党总支": (2, 1, 1), "一车间党支部": (1, 1, 0)}
    with walk.acting("secretary", date(2027, 12, 1)), pytest.raises(NotAllowed):
        set_plan(organisation_id=orgs["first"].pk, year=2027, quota=9)


def test_DEV_1_papers_are_filled_in_and_the_folder_is_one_package_with_an_index(world: World) -> None:
    walk = Walk(world)
    for step, day in WAY:
        if step == "archive_case":
            break
        walk.prepare(step, day)
        given = walk.documents(step)
        if given:
            with walk.acting(walk.holder(step), day):
                stored = intake(io.BytesIO(pdf()), name="扫描.pdf", purpose="foundation.process.case_file")
            given = [type(one)(stored.pk, one.title, one.key) for one in given[:1]]
        walk.do(step, day, documents=given)
    walk.deliver()
    with walk.acting("secretary", DAYS["archive_case"]):
        word = printouts.print_paper(
            admission_id=walk.admission_id, key="admission_resolution", file_format=PrintFormat.WORD
        )
        package = printouts.archive_package(admission_id=walk.admission_id)
    with zipfile.ZipFile(io.BytesIO(word.data)) as opened:
        text = opened.read("word/document.xml").decode()
    assert walk.person.name in text
    assert "2027年10月20日" in text
    assert "应到会有表决权的正式党员8名，实到会7名" in text
    with zipfile.ZipFile(io.BytesIO(package.data)) as opened:
        names = opened.namelist()
        index = list(csv.reader(io.StringIO(opened.read("目录.csv").decode("utf-8-sig"))))
    assert sum(name.startswith("文书/") for name in names) == 14
    assert sum(name.startswith("扫描件/") for name in names) == 7
    assert [row[4] for row in index if row[1] == "归档清单"] == ["有"] * 5
    assert {row[2] for row in index[1:] if row[0]} == set(names) - {"目录.csv"}


def test_DEV_1_only_those_who_keep_it_print_papers_and_only_some_take_the_folder(world: World) -> None:
    walk = Walk(world)
    with walk.acting("leader", date(2026, 7, 1)), pytest.raises(NotAllowed):
        printouts.print_paper(admission_id=walk.admission_id, key="catalogue", file_format=PrintFormat.WORD)
    with walk.acting("officer", date(2026, 7, 1)), pytest.raises(NotAllowed):
        printouts.archive_package(admission_id=walk.admission_id)
    with walk.acting("other_member", date(2026, 7, 1)), pytest.raises(NotFound):
        printouts.print_paper(admission_id=walk.admission_id, key="catalogue", file_format=PrintFormat.WORD)
    with walk.acting("secretary", date(2026, 7, 1)), pytest.raises(NotFound):
        printouts.print_paper(admission_id=walk.admission_id, key="unknown", file_format=PrintFormat.WORD)

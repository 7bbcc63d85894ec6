"""DEV-1: what is early, late, unqualified or incomplete is refused, and the refusal names its clause."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.members.enums import ChangeReason, MembershipStatus, PersonCategory
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.process.enums import CaseState
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound, Problem
from dangjian.work.development.commands import close_objection, register_objection, start_admission
from dangjian.work.development.models import NoteKind
from dangjian.work.life.rules.kinds import MeetingKind, MeetingState, VoteMatter
from tests.work.development.walk import WAY, Walk
from tests.world import World, add_people, building

DAYS = dict(WAY)


def said(problem: Problem) -> str:
    """Everything that a refusal tells."""
    return " ".join([str(problem), *(item.text for item in problem.fields)])


def refused(walk: Walk, step: str, day: date, text: str, **more: Any) -> None:
    """The step is refused with this text, and is still open."""
    with pytest.raises((BadInput, Conflict)) as found:
        walk.do(step, day, **more)
    assert text in said(found.value)
    assert step in walk.open()


@pytest.mark.parametrize(
    ("step", "day", "clause"),
    [
        ("cultivate", date(2027, 7, 9), "第十三条"),
        ("target_notice", date(2027, 7, 15), "不少于五个工作日"),
        ("probation_review", date(2028, 9, 19), "预备期为一年"),
        ("branch_vote_full", date(2028, 10, 19), "预备期满才能讨论转正"),
    ],
)
def test_DEV_1_a_step_a_day_early_is_refused_with_its_clause(world: World, step: str, day: date, clause: str) -> None:
    way = WAY
    if step == "branch_vote_full":
        days = {
            "probation_review": date(2028, 9, 20),
            "apply_full": date(2028, 10, 1),
            "full_opinions": date(2028, 10, 1),
        }
        way = tuple((key, days.get(key, on)) for key, on in WAY)
    walk = Walk(world).until(step, way=way)
    walk.prepare(step, day)
    refused(walk, step, day, clause)


@pytest.mark.parametrize(
    ("step", "day", "early", "text"),
    [
        ("decide_activist", date(2026, 7, 10), date(2026, 6, 19), "早于最早日期 2026-06-20"),
        ("decide_target", date(2027, 7, 10), date(2027, 7, 9), "早于最早日期 2027-07-10"),
        ("committee_review", date(2027, 9, 20), date(2027, 9, 9), "早于最早日期 2027-09-10"),
        ("branch_vote_admit", date(2027, 10, 20), date(2027, 10, 10), "早于最早日期 2027-10-11"),
        ("approve_admission", date(2027, 11, 20), date(2027, 10, 31), "早于最早日期 2027-11-01"),
        ("branch_vote_full", date(2028, 10, 24), date(2028, 10, 19), "早于最早日期 2028-10-20"),
        ("approve_full", date(2028, 11, 10), date(2028, 10, 23), "早于最早日期 2028-10-24"),
    ],
)
def test_DEV_1_a_vote_taken_too_early_is_no_evidence_whenever_it_is_entered(
    world: World, step: str, day: date, early: date, text: str
) -> None:
    walk = Walk(world).until(step)
    refused(walk, step, day, text, vote=walk.hold(step, early))
    walk.do(step, day)


def test_DEV_1_an_approval_after_six_months_goes_back_to_the_branch_meeting(world: World) -> None:
    walk = Walk(world).until("approve_admission")
    assert walk.run("approve_admission").due_on == date(2028, 1, 20)
    late = date(2028, 4, 21)
    refused(walk, "approve_admission", late, "2026年细则第二十五条", vote=walk.hold("approve_admission", late))
    walk.do("approve_admission", late, vote=walk.hold("approve_admission", date(2028, 4, 20)))


@pytest.mark.parametrize(("rule", "due"), [("2026", date(2027, 10, 30)), ("2014", None)])
def test_DEV_1_a_month_from_pre_review_to_the_meeting_only_since_2026(
    world: World, rule: str, due: date | None
) -> None:
    walk = Walk(world, rule=rule).until("branch_vote_admit")
    assert walk.run("branch_vote_admit").due_on == due


@pytest.mark.parametrize(
    ("step", "values", "text"),
    [
        ("submit_application", {"is_citizen": False}, "第五条"),
        ("submit_application", {"applied_on": "2026-06-02"}, "不能晚于今天"),
        ("first_talk", {"talk_on": "2026-05-31"}, "应在收到申请书之后"),
        ("file_activist", {"activist_filed_on": "2026-07-09"}, "支委会决定之后"),
        ("target_consent", {"consent_on": "2027-07-09"}, "支委会讨论之后"),
        ("target_notice", {"notice_from": "2027-07-13"}, "不少于五个工作日"),
        ("target_notice", {"notice_from": "2027-07-11"}, "2026年细则第十三条"),
        ("target_training", {"training_days": 2, "training_hours": 23}, "第十七条"),
        ("political_review", {"political_reviewed_on": "2027-07-09"}, "讨论确定发展对象之后"),
        ("pre_review", {"leaves_soon": True}, "2014年细则第十九条"),
        ("pre_review", {"form_number": ""}, "编号"),
        ("fill_membership_form", {"filled_on": "2027-09-29"}, "预审通过之后"),
        ("pre_approval_talk", {"approval_talk_on": "2027-10-19"}, "支部大会之后"),
        ("oath", {"oath_on": "2027-11-19"}, "批准之后"),
        ("full_opinions", {"proposal": "extend"}, "第三十一条"),
        ("full_opinions", {"proposal": "extend", "extended_until": "2029-04-19"}, "不少于半年"),
        ("full_opinions", {"proposal": "extend", "extended_until": "2029-10-21"}, "不超过一年"),
    ],
)
def test_DEV_1_a_value_that_the_rules_forbid_is_refused_with_its_clause(
    world: World, step: str, values: dict[str, Any], text: str
) -> None:
    refused(Walk(world).until(step), step, DAYS[step], text, values=values)


@pytest.mark.parametrize(
    "step",
    [
        *("submit_application", "decide_activist", "cultivate", "political_review", "target_training"),
        *("fill_membership_form", "apply_full"),
    ],
)
def test_DEV_1_a_step_without_its_paper_is_refused(world: World, step: str) -> None:
    walk = Walk(world).until(step)
    walk.prepare(step, DAYS[step])
    refused(walk, step, DAYS[step], "请先上传材料", documents=[])


@pytest.mark.parametrize(
    ("kind", "step", "text"),
    [
        (NoteKind.HALF_YEAR_REVIEW, "cultivate", "还缺 1 次（发展党员工作细则第十一条）"),
        (NoteKind.PROBATION_REVIEW, "probation_review", "还缺 1 次"),
    ],
)
def test_DEV_1_missing_reviews_keep_a_candidate_back(world: World, kind: NoteKind, step: str, text: str) -> None:
    walk = Walk(world).until(step)
    if kind is NoteKind.HALF_YEAR_REVIEW:
        walk.review(kind, date(2027, 1, 10))
    refused(walk, step, DAYS[step], text)
    walk.review(kind, DAYS[step])
    walk.do(step, DAYS[step])


def _change(world: World, who: str, **changes: Any) -> None:
    with building(world.tenant_id):
        Person.objects.filter(pk=world.people[who].pk).update(**changes)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"mentor_1": "probationary"}, "不是正式党员，不能作培养联系人（发展党员工作细则第九条）"),
        ({"mentor_1": "second_3"}, "不在本党支部"),
        ({"mentor_2": "member"}, "不能是同一个人"),
        ({"mentor_1": "first_7"}, "已停止党籍"),
        ({"mentor_1": ""}, "培养联系人"),
    ],
)
def test_DEV_1_who_may_not_be_a_mentor(world: World, values: dict[str, str], text: str) -> None:
    _change(world, "first_7", membership_status=MembershipStatus.SUSPENDED)
    walk = Walk(world).until("assign_mentors")
    chosen = {key: str(world.people[who].pk) if who else None for key, who in values.items()}
    refused(walk, "assign_mentors", DAYS["assign_mentors"], text, values=chosen)


def test_DEV_1_nobody_is_the_own_mentor(world: World) -> None:
    walk = Walk(world).until("assign_mentors")
    values = {"mentor_2": str(walk.person.pk)}
    refused(walk, "assign_mentors", DAYS["assign_mentors"], "不能是本人", values=values)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"introducer_2": "probationary"}, "不是正式党员，不能作入党介绍人（发展党员工作细则第十四条）"),
        ({"introducer_2": "first_6"}, "留党察看"),
        ({"introducer_2": "member"}, "不能是同一个人"),
        ({"introducer_2": ""}, "入党介绍人（第二名）"),
    ],
)
def test_DEV_1_who_may_not_introduce(world: World, values: dict[str, str], text: str) -> None:
    _change(world, "first_6", vote_suspended=True)
    walk = Walk(world).until("assign_introducers")
    chosen = {key: str(world.people[who].pk) if who else None for key, who in values.items()}
    refused(walk, "assign_introducers", DAYS["assign_introducers"], text, values=chosen)


@pytest.mark.parametrize(
    ("step", "given", "text"),
    [
        ("branch_vote_admit", {"state": MeetingState.RECORDED}, "还没有签字"),
        ("branch_vote_admit", {"state": MeetingState.CANCELLED}, "没有找到这次表决"),
        ("branch_vote_admit", {"present": 4, "agree": 4, "against": 0}, "到会人数不足"),
        ("branch_vote_admit", {"matter": VoteMatter.DECISION}, "没有找到这次表决"),
        ("branch_vote_admit", {"kind": MeetingKind.BRANCH_COMMITTEE_MEETING}, "没有找到这次表决"),
        ("branch_vote_admit", {"org": "second"}, "没有找到这次表决"),
        ("branch_vote_admit", {"title": "讨论他人入党"}, "没有找到这次表决"),
        ("approve_admission", {"org": "works"}, "没有找到这次表决"),
        ("approve_admission", {"kind": MeetingKind.BRANCH_GENERAL_MEETING}, "没有找到这次表决"),
    ],
)
def test_DEV_1_only_a_vote_of_the_right_body_that_was_held_is_evidence(
    world: World, step: str, given: dict[str, Any], text: str
) -> None:
    walk = Walk(world).until(step)
    refused(walk, step, DAYS[step], text, vote=walk.hold(step, DAYS[step], **given))


def test_DEV_1_a_vote_that_nobody_took_cannot_be_typed(world: World) -> None:
    walk = Walk(world).until("branch_vote_admit")
    for reference in ("", "12 票赞成", str(walk.case_id)):
        refused(walk, "branch_vote_admit", DAYS["branch_vote_admit"], "没有找到这次表决", vote=reference)


def test_DEV_1_one_vote_decides_one_step(world: World) -> None:
    walk = Walk(world).until("decide_target")
    vote = walk.hold("decide_target", DAYS["decide_target"])
    walk.do("decide_target", DAYS["decide_target"], vote=vote)
    for step, day in WAY[7:12]:
        walk.do(step, day)
    refused(
        walk,
        "committee_review",
        DAYS["committee_review"],
        "早于最早日期",
        vote=walk.hold("decide_target", date(2027, 8, 1)),
    )
    used = walk.hold("committee_review", DAYS["committee_review"])
    walk.do("committee_review", DAYS["committee_review"], vote=used)
    other = Walk(world).until("decide_activist")
    refused(other, "decide_activist", DAYS["decide_activist"], "没有找到这次表决", vote=vote)


def test_DEV_1_twelve_of_23_are_needed_and_eleven_refuse_the_candidate(world: World) -> None:
    walk = Walk(world).until("branch_vote_admit")
    day = DAYS["branch_vote_admit"]
    vote = walk.hold("branch_vote_admit", day, due=23, present=15, agree=11, against=4)
    assert walk.do("branch_vote_admit", day, vote=vote).state == CaseState.REFUSED
    assert walk.record.joined_on is None


def test_DEV_1_an_objection_stands_in_the_way_until_it_is_checked(world: World) -> None:
    walk = Walk(world).until("target_notice")
    day = DAYS["target_notice"]
    with walk.acting("secretary", date(2027, 7, 14)):
        objection = register_objection(admission_id=walk.admission_id, received_on=date(2027, 7, 14), text="有群众反映")
    refused(walk, "target_notice", day, "还有 1 条公示异议没有核查完（2026年细则第十三条）")
    with walk.acting("secretary", day):
        close_objection(objection_id=objection.pk, is_upheld=True, finding="反映属实")
        with pytest.raises(Conflict):
            close_objection(objection_id=objection.pk, is_upheld=False, finding="再次")
    refused(walk, "target_notice", day, "影响列为发展对象")
    walk.do("target_notice", day, outcome="objection", note="反映属实，继续培养")
    assert walk.open() == ["cultivate"]
    assert walk.record.person_category == PersonCategory.ACTIVIST


def test_DEV_1_no_objection_without_a_notice(world: World) -> None:
    walk = Walk(world).until("target_consent")
    with walk.acting("secretary", date(2027, 7, 12)), pytest.raises(Conflict, match="第十三条"):
        register_objection(admission_id=walk.admission_id, received_on=date(2027, 7, 12), text="有群众反映")


def test_DEV_1_a_failed_political_review_ends_it(world: World) -> None:
    walk = Walk(world).until("political_review")
    day = DAYS["political_review"]
    assert walk.do("political_review", day, outcome="failed", note="审查不合格").state == CaseState.REFUSED
    assert walk.open() == []


def test_DEV_1_the_committee_reviews_when_introducers_review_and_training_are_there(world: World) -> None:
    walk = Walk(world).until("target_training")
    assert walk.open() == ["target_training"]
    walk.do("target_training", DAYS["target_training"], values={"training_days": 0, "training_hours": 24})
    assert walk.open() == ["committee_review"]


def _start(world: World, who: str, person: Person, applied_on: date) -> None:
    with frozen(date(2026, 11, 21)), acting_as(world.actor(who)):
        start_admission(person_id=person.pk, applied_on=applied_on)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"birth_date": date(2008, 11, 2)}, "最早 2026-11-02（发展党员工作细则第五条）"),
        ({"birth_date": None}, "出生日期"),
        ({"person_category": PersonCategory.PROBATIONARY_MEMBER}, "已是党员"),
        ({"register_state": "left"}, "不在册"),
    ],
)
def test_DEV_1_who_may_not_apply(world: World, changes: dict[str, Any], text: str) -> None:
    (person,) = add_people(world.here, "first", 1, PersonCategory.APPLICANT)
    with building(world.tenant_id):
        Person.objects.filter(pk=person.pk).update(**changes)
    with pytest.raises(BadInput, match=text):
        _start(world, "secretary", person, date(2026, 11, 1))


@pytest.mark.parametrize(("left_on", "is_free"), [(date(2021, 11, 1), True), (date(2021, 11, 2), False)])
def test_DEV_1_five_years_after_a_removal(world: World, left_on: date, is_free: bool) -> None:
    (person, before) = add_people(world.here, "first", 2, PersonCategory.APPLICANT)
    with building(world.tenant_id):
        Person.objects.filter(pk=before.pk).update(
            register_state="left", left_on=left_on, left_reason=ChangeReason.EXPELLED
        )
        again = Person.objects.unscoped("test").get(pk=before.pk)
        again.id_number = person.id_number.reveal()
        again.save(update_fields=["id_number", "id_number_index"])
    if is_free:
        _start(world, "secretary", person, date(2026, 11, 1))
    else:
        with pytest.raises(BadInput, match="五年内不得重新入党，最早 2026-11-02"):
            _start(world, "secretary", person, date(2026, 11, 1))


def test_DEV_1_nobody_is_developed_twice_at_once_nor_by_a_temporary_branch_nor_from_elsewhere(world: World) -> None:
    walk = Walk(world)
    with pytest.raises(Conflict):
        _start(world, "secretary", walk.person, date(2026, 6, 1))
    (person,) = add_people(world.here, "first", 1, PersonCategory.APPLICANT)
    with pytest.raises(NotFound):
        _start(world, "operations_secretary", person, date(2026, 6, 1))
    with building(world.tenant_id):
        Organisation.objects.filter(pk=world.orgs["first"].pk).update(branch_kind="temporary")
    with pytest.raises(Conflict, match="临时"):
        _start(world, "secretary", person, date(2026, 6, 1))

"""Branches x duties: LIFE-2."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.rulebook.models import RuleParameter
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, NotAllowed, NotFound
from dangjian.kernel.ids import new_id
from dangjian.kernel.scope import child_path
from dangjian.kernel.testing import exactly_queries
from dangjian.work.board import queries
from dangjian.work.duties.rules.kinds import BRANCH_DUTIES, DutyKind
from dangjian.work.life import commands
from dangjian.work.life.models import DutyCredit
from dangjian.work.life.rules.kinds import MeetingKind
from tests.work.life import held
from tests.world import World, building


def matrix(world: World, key: str = "chief", **arguments: Any) -> dict[str, Any]:
    with acting_as(world.actor(key)):
        return queries.duty_matrix(**arguments)


def statuses(shown: dict[str, Any], name: str) -> dict[str, str]:
    row = next(row for row in shown["rows"] if row["name"] == name)
    return {cell["duty"]: cell["status"] for cell in row["cells"]}


def add_branches(world: World, count: int) -> list[Organisation]:
    works = world.orgs["works"]
    with building(world.tenant_id):
        return list(
            Organisation.objects.bulk_create(
                Organisation(
                    id=new_id(),
                    tenant_id=world.tenant_id,
                    created_at=clock.now(),
                    parent=works,
                    org_path=child_path(works.org_path, 100 + number),
                    org_kind="branch",
                    branch_kind="ordinary",
                    short_name=f"第{number}支部",
                    full_name=f"第{number}支部",
                    established_on=date(2020, 1, 1),
                )
                for number in range(count)
            )
        )


def test_LIFE_2_a_month_of_the_first_branch(world: World) -> None:
    held.archived(world, held.running(world))
    shown = matrix(world, period="2026-11")
    assert statuses(shown, "一车间党支部") == {
        "branch_general_meeting": "due",
        "branch_committee_meeting": "due",
        "cell_meeting": "due",
        "party_lecture": "due",
        "theme_party_day": "done",
        "organisational_life_meeting": "due",
        "democratic_evaluation": "due",
        "heart_to_heart_talk": "late",
    }
    assert statuses(shown, "二车间党支部")["branch_committee_meeting"] == "not_owed"
    assert [head["duty"] for head in shown["duties"]] == list(BRANCH_DUTIES)
    theme = shown["duties"][4]
    assert theme["totals"] == {"done": 1, "due": 3, "late": 0, "missing": 0, "not_owed": 0, "upcoming": 0}


def test_LIFE_2_each_role_sees_its_own_places(world: World) -> None:
    names = {key: [row["name"] for row in matrix(world, key)["rows"]] for key in ("secretary", "office", "leader")}
    assert names == {
        "secretary": ["一车间党支部"],
        "office": ["一车间党支部", "二车间党支部"],
        "leader": ["机关党支部", "一车间党支部", "二车间党支部", "运行党支部"],
    }
    assert [row["name"] for row in matrix(world, "chief", organisation_id=world.orgs["energy"].pk)["rows"]] == [
        "运行党支部"
    ]


@pytest.mark.parametrize("key", ["member", "administrator"])
def test_the_board_is_for_those_who_look_after_branches(world: World, key: str) -> None:
    with pytest.raises(NotAllowed):
        matrix(world, key)


def test_a_stranger_sees_none_of_our_branches(world: World) -> None:
    ours = {str(org.pk) for org in world.orgs.values()}
    assert not {str(row["organisation_id"]) for row in matrix(world, "stranger")["rows"]} & ours
    with pytest.raises(NotFound):
        matrix(world, "stranger", organisation_id=world.orgs["group"].pk)


def test_PERF_the_board_takes_ten_statements_whatever_its_size(world: World) -> None:
    with acting_as(world.actor("chief")):
        with exactly_queries(9):
            queries.duty_matrix(period="2026-11")
        add_branches(world, 40)
        with exactly_queries(9):
            shown = queries.duty_matrix(period="2026-11")
        with exactly_queries(10):
            queries.duty_matrix(period="2026", organisation_id=world.orgs["group"].pk)
    assert len(shown["rows"]) == 44


def test_the_board_is_read_page_by_page(world: World) -> None:
    first = matrix(world, limit=3)
    second = matrix(world, limit=3, after=first["next_after"])
    assert [row["name"] for row in first["rows"]] == ["机关党支部", "一车间党支部", "二车间党支部"]
    assert ([row["name"] for row in second["rows"]], second["next_after"]) == (["运行党支部"], None)


@pytest.mark.parametrize("key", ["2026-13", "x", "1999", "2040"])
def test_a_period_that_cannot_be_shown_is_refused(world: World, key: str) -> None:
    with pytest.raises(BadInput):
        matrix(world, period=key)


def test_LIFE_2_a_quarter_adds_its_months_up(world: World) -> None:
    held.archived(world, held.running(world))
    shown = matrix(world, "secretary", period="2026Q4")
    theme = next(cell for cell in shown["rows"][0]["cells"] if cell["duty"] == "theme_party_day")
    assert (theme["status"], theme["done"], theme["required"]) == ("missing", 1, 3)


def test_a_planned_meeting_shows_its_day(world: World) -> None:
    start = held.START + timedelta(days=5)
    held.planned(world, starts_at=start, ends_at=start + timedelta(hours=1))
    with frozen(date(2026, 11, 25)):
        shown = matrix(world, "secretary", period="2026-11")
    theme = next(cell for cell in shown["rows"][0]["cells"] if cell["duty"] == "theme_party_day")
    assert (theme["status"], theme["planned_on"]) == ("due", date(2026, 11, 26))


def test_an_exempted_duty_is_not_owed(world: World) -> None:
    with acting_as(world.actor("office")):
        commands.exempt_duty(
            organisation_id=world.orgs["first"].pk,
            duty=DutyKind.THEME_PARTY_DAY,
            period_key="2026-11",
            reason="大修期间",
        )
    assert statuses(matrix(world, "secretary"), "一车间党支部")["theme_party_day"] == "not_owed"


def test_article_19_talks_are_complete_when_every_member_and_pair_has_talked(world: World) -> None:
    members = [
        p
        for p in world.people.values()
        if p.organisation_id == world.orgs["first"].pk and p.person_category != "activist"
    ]
    secretary = world.people["secretary"]
    with acting_as(world.actor("secretary")):
        for person in members:
            if person.pk != secretary.pk:
                commands.record_talk(
                    organisation_id=world.orgs["first"].pk,
                    talker_id=secretary.pk,
                    talked_to_id=person.pk,
                    talked_on=date(2026, 11, 10),
                    gist="谈了近期思想和工作情况",
                )
        half = queries.duty_states(organisation_id=world.orgs["first"].pk, duty=DutyKind.HEART_TO_HEART_TALK)
        commands.record_talk(
            organisation_id=world.orgs["first"].pk,
            talker_id=world.people["deputy"].pk,
            talked_to_id=world.people["officer"].pk,
            talked_on=date(2026, 11, 11),
            gist="交换意见",
        )
        cell = statuses(queries.duty_matrix(), "一车间党支部")["heart_to_heart_talk"]
        full = queries.duty_states(organisation_id=world.orgs["first"].pk, duty=DutyKind.HEART_TO_HEART_TALK)
    [state] = half["states"]
    assert (state["status"], state["done"], state["required"]) == ("late", 10, 11)
    assert [set(name.split("—")) for name in state["open_subjects"]] == [{"张伟", "李娜"}]
    assert (cell, full["states"][0]["status"]) == ("done", "done")


def test_a_member_who_left_is_not_counted_among_the_talks(world: World) -> None:
    with acting_as(world.actor("secretary")):
        commands.record_talk(
            organisation_id=world.orgs["first"].pk,
            talker_id=world.people["secretary"].pk,
            talked_to_id=world.people["member"].pk,
            talked_on=date(2026, 11, 10),
            gist="谈话",
        )
    with building(world.tenant_id):
        type(world.people["member"]).objects.filter(pk=world.people["member"].pk).update(register_state="left")
    shown = matrix(world, "secretary")
    talk = next(cell for cell in shown["rows"][0]["cells"] if cell["duty"] == "heart_to_heart_talk")
    assert (talk["done"], talk["required"]) == (0, 10)


def test_BEY_3_drill_down_leads_back_to_the_record(world: World) -> None:
    done = held.archived(world, held.running(world))
    with acting_as(world.actor("office")):
        shown = queries.duty_states(organisation_id=world.orgs["first"].pk, duty=DutyKind.THEME_PARTY_DAY)
    [state], [record] = shown["states"], shown["records"]
    assert state["status"] == "done"
    assert state["text"] == (
        "2026年11月主题党日：每月相对固定1天开展，每月1次。已完成1次，最近一次2026-11-21。"
        "（《中国共产党党员教育管理工作条例》第十六条）"
    )
    assert (record["meeting_id"], record["meeting_title"], record["satisfies"]) == (done.pk, "11月主题党日", True)


def test_LIFE_2_the_secretarys_month_puts_the_worst_first(world: World) -> None:
    held.running(world)
    with acting_as(world.actor("secretary")):
        shown = queries.branch_month(organisation_id=world.orgs["first"].pk)
    assert next(state["status"] for state in shown["states"]) == "late"
    assert [(m["title"], m["state"]) for m in shown["unfinished"]] == [("11月主题党日", "in_progress")]
    assert shown["not_owed"] == []


def test_committees_have_a_board_of_their_own(world: World) -> None:
    shown = matrix(world, committees=True)
    assert [row["name"] for row in shown["rows"]] == ["集团党委"]
    assert statuses(shown, "集团党委")["leader_lecture"] == "late"


def test_the_board_added_up_by_the_organisations_below(world: World) -> None:
    with acting_as(world.actor("chief")):
        top = queries.matrix_summary(period="2026-11")
        below = queries.matrix_summary(period="2026-11", organisation_id=world.orgs["works"].pk)
    assert [(row["name"], row["branches"]) for row in top["rows"]] == [
        ("机关党支部", 1),
        ("制造公司党总支", 2),
        ("能源公司党总支", 1),
    ]
    assert [(row["name"], row["branches"]) for row in below["rows"]] == [("一车间党支部", 1), ("二车间党支部", 1)]
    talks = top["duties"][-1]["totals"]
    assert (talks["late"], sum(talks.values())) == (4, 4)


def test_violations_name_the_clause_and_doubtful_records(world: World) -> None:
    meeting = held.complete(world, held.running(world))
    with frozen(meeting.ends_at + timedelta(days=8)):
        with acting_as(world.actor("officer")):
            commands.submit_record(meeting_id=meeting.pk, expected_version=meeting.version)
            commands.sign_as_recorder(meeting_id=meeting.pk)
        with acting_as(world.actor("secretary")):
            commands.sign_as_chair(meeting_id=meeting.pk)
            commands.archive_meeting(meeting_id=meeting.pk)
            shown = queries.list_violations(period="2026-11")
    assert {(row["duty"], row["status"]) for row in shown["duties"]} == {
        ("heart_to_heart_talk", "late"),
        ("branch_committee_meeting", "late"),
        ("cell_meeting", "late"),
    }
    assert [row["text"] for row in shown["records"]] == ["补录：活动结束后超过规定天数才登记。"]


def test_BEY_7_an_old_period_is_judged_by_its_own_rules(world: World) -> None:
    with building(world.tenant_id):
        RuleParameter.objects.create(
            tenant_id=world.tenant_id,
            created_at=clock.now(),
            rule_key="life.duty.theme_party_day",
            value={"period": "month", "times": 2, "late_on_day": 25, "waived_branch_kinds": []},
            effective_from=date(2026, 11, 1),
            source_article="本单位规定",
            explanation="每月{times}次。",
            reason="试行",
            entered_by="平台管理员",
        )
    required = {
        key: next(
            cell["required"]
            for cell in matrix(world, "secretary", period=key)["rows"][0]["cells"]
            if cell["duty"] == "theme_party_day"
        )
        for key in ("2026-10", "2026-11")
    }
    assert required == {"2026-10": 1, "2026-11": 2}


def test_a_dissolved_branch_leaves_the_board_of_later_months(world: World) -> None:
    with building(world.tenant_id):
        Organisation.objects.filter(pk=world.orgs["second"].pk).update(dissolved_on=date(2026, 10, 15))
    october, november = matrix(world, period="2026-10"), matrix(world, period="2026-11")
    assert statuses(october, "二车间党支部")["theme_party_day"] == "not_owed"
    assert "二车间党支部" not in {row["name"] for row in november["rows"]}


def test_PERF_500_branches_times_8_duties_take_nine_statements(world: World) -> None:
    """One credit for each branch and monthly or quarterly duty; `make bench` tells the time it takes."""
    branches = add_branches(world, 500)
    with building(world.tenant_id):
        DutyCredit.objects.bulk_create(
            DutyCredit(
                id=new_id(),
                tenant_id=world.tenant_id,
                created_at=clock.now(),
                organisation=org,
                org_path=org.org_path,
                duty=duty,
                period_key=key,
                happened_on=date(2026, 11, 9),
                satisfies=True,
            )
            for org in branches
            for duty, key in (
                ("theme_party_day", "2026-11"),
                ("party_lecture", "2026Q4"),
                ("branch_general_meeting", "2026Q4"),
            )
        )
    with acting_as(world.actor("chief")), exactly_queries(9):
        shown = queries.duty_matrix(period="2026-11", limit=1000)
    assert len(shown["rows"]) == 504


def test_kinds_of_meetings_and_duties_share_their_names() -> None:
    named = {kind.value: kind.label for kind in MeetingKind}
    assert {duty.value for duty in DutyKind if duty.value in named and named[duty.value] != duty.label} == set()

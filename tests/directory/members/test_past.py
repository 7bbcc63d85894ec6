"""MEM-1, PRV-1: the record as of a day, changes of repeating parts, who looked; the list sorted and written out."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dangjian.directory.members import commands, queries
from dangjian.directory.members.models import Person
from dangjian.directory.members.queries import MemberFilter
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.testing import assert_command_contract
from tests.world import SignedInClient, World, building

URL = "/api/v1/directory/members"


def test_MEM_1_the_record_as_it_was_on_a_day(
    world: World, chief_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    person = world.people["member"]
    body = {"department": "工艺部", "effective_on": "2026-11-10"}
    assert chief_client.call("PATCH", f"{URL}/{person.pk}", body, version=1).status_code == 200
    move = {
        "person_ids": [str(person.pk)],
        "to_organisation_id": str(world.orgs["operations"].pk),
        "on": "2026-11-20",
        "note": "岗位调动",
    }
    assert chief_client.call("POST", f"{URL}/move", move).status_code == 200

    before = chief_client.fetch(f"{URL}/{person.pk}/past", day="2026-11-09").json()
    between = chief_client.fetch(f"{URL}/{person.pk}/past", day="2026-11-19").json()
    now = chief_client.fetch(f"{URL}/{person.pk}/past", day="2026-11-21").json()

    assert [row["organisation_name"] for row in (before, between, now)] == [
        "一车间党支部",
        "一车间党支部",
        "运行党支部",
    ]
    assert ("department" in before["record"], between["record"]["department"]) == (False, "工艺部")
    assert chief_client.fetch(f"{URL}/{person.pk}/past", day="2027-01-01").status_code == 422
    assert other_member_client.fetch(f"{URL}/{world.people['first_5'].pk}/past", day="2026-11-09").status_code == 404


def test_MEM_1_sealed_fields_stay_masked_in_the_past(world: World, secretary_client: SignedInClient) -> None:
    person = world.people["member"]
    body = {"mobile_phone": "13800138000"}
    assert secretary_client.call("PATCH", f"{URL}/{person.pk}", body, version=1).status_code == 200
    text = secretary_client.fetch(f"{URL}/{person.pk}/past", day="2026-11-21").content.decode()
    assert "138****8000" in text
    assert "13800138000" not in text


def test_MEM_1_changes_of_education_awards_and_family_are_kept(world: World, secretary_client: SignedInClient) -> None:
    url = f"{URL}/{world.people['member'].pk}"
    school = secretary_client.call("POST", f"{url}/educations", {"school": "旧大学"}).json()
    relative = {"relation": "配偶", "name": "张三", "unit_and_post": "一厂"}
    family = secretary_client.call("POST", f"{url}/family", relative).json()

    changed = secretary_client.call("PUT", f"{url}/educations/{school['id']}", {"school": "新大学"})
    moved = secretary_client.call("PUT", f"{url}/family/{family['id']}", {**relative, "unit_and_post": "二厂"})

    assert (changed.status_code, moved.status_code) == (200, 200)
    rows = secretary_client.fetch(f"{url}/history").json()
    found = {row["title"]: (row["old_value"], row["new_value"]) for row in rows}
    assert found == {"学历经历·毕业院校": ("旧大学", "新大学"), "家庭成员·工作单位及职务": ("一厂", "二厂")}


def test_PRV_1_a_person_sees_who_looked_and_what_for(
    world: World, secretary_client: SignedInClient, member_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    url = f"{URL}/{world.people['member'].pk}"
    secretary_client.call("POST", f"{url}/reveal", {"purpose": "走访慰问"})
    secretary_client.call("POST", f"{URL}/{world.people['first_5'].pk}/reveal", {"purpose": "信息核对（别人）"})

    looks = member_client.fetch(f"{url}/looks").json()["items"]

    assert [(row["actor_name"], row["purpose"]) for row in looks] == [("曾志强", "走访慰问")]
    assert other_member_client.fetch(f"{url}/looks").status_code == 404


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"age_min": "60", "age_max": "30"}, "年龄的下限大于上限"),
        ({"joined_from": "2026-01-02", "joined_to": "2026-01-01"}, "入党日期的起始晚于结束"),
        ({"age_min": "老"}, ""),
    ],
)
def test_impossible_filters_are_refused_in_words(
    world: World, secretary_client: SignedInClient, query: dict[str, str], text: str
) -> None:
    answer = secretary_client.fetch(URL, **query)
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_MEM_3_the_list_sorts_by_dates_with_the_undated_last(world: World, secretary_client: SignedInClient) -> None:
    with building(world.tenant_id):
        Person.objects.filter(pk=world.people["member"].pk).update(joined_on=date(1990, 7, 1))
        Person.objects.filter(pk=world.people["officer"].pk).update(joined_on=None)
    names: list[str] = []
    cursor: Any = None
    for _ in range(10):
        more = {"cursor": cursor} if cursor else {}
        page = secretary_client.fetch(URL, sort="joined", limit=2, members_only="true", **more).json()
        names += [row["name"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert (names[0], names[-1], len(names)) == ("王芳", "李娜", 8)


def test_MEM_3_the_filtered_list_is_written_out_with_the_chosen_columns(
    world: World, secretary_client: SignedInClient, member_client: SignedInClient
) -> None:
    query = {"person_category": "probationary_member", "columns": ["name", "person_category"], "form": "csv"}
    answer = secretary_client.fetch("/api/v1/directory/member-export", **query)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["姓名", "人员类别"], ["周涛", "预备党员"]]
    book = secretary_client.fetch("/api/v1/directory/member-export")
    assert book.content[:2] == b"PK"
    unknown = secretary_client.fetch("/api/v1/directory/member-export", columns=["id_number"])
    assert (unknown.status_code, unknown.json()["code"]) == (422, "directory.member.export_column")
    assert member_client.fetch("/api/v1/directory/member-export").status_code == 403
    assert AuditEntry.objects.filter(note__startswith="导出党员列表：1 人").exists()


def test_MEM_3_exporting_keeps_the_command_contract(
    world: World, secretary: Actor, member: Actor, stranger: Actor
) -> None:
    text = assert_command_contract(
        commands.export_members,
        {"filters": MemberFilter(organisation_id=world.orgs["first"].pk), "columns": ["name"], "form": "csv"},
        allowed=secretary,
        without_right=member,
        elsewhere=None,
        stranger=None,
        events=[],
        bad=[({"columns": ["id_number"]}, "directory.member.export_column")],
    )
    assert "王芳" in text.decode("utf-8-sig")


def test_MEM_3_counts_by_post_and_unit(world: World, chief: Actor) -> None:
    with acting_as(chief):
        found = queries.count_members(filters=MemberFilter(), rows="post", columns="unit")
    assert {row["label"]: number for row, number in zip(found["rows"], found["row_sums"], strict=True)} == {
        "担任党内职务": 7,
        "未担任": 18,
    }


def test_MEM_3_counts_are_written_out_as_a_workbook_with_numbers_and_sums(
    world: World, chief_client: SignedInClient, member_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    url = "/api/v1/directory/member-counts/workbook"
    answer = chief_client.fetch(url, rows="post", columns="person_category")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    assert "filename" in answer["Content-Disposition"]
    assert (sheet[0][0], sheet[0][-1], sheet[-1][0]) == ("党内职务", "合计", "合计")
    assert [(line[0], line[-1]) for line in sheet[1:]] == [("担任党内职务", 7), ("未担任", 18), ("合计", 25)]
    assert all(sum(map(float, map(str, line[1:-1]))) == line[-1] for line in sheet[1:])
    assert member_client.fetch(url, rows="post").status_code == 403
    assert chief_client.fetch(url, rows="shoe_size").status_code == 422
    elsewhere = stranger_client.fetch(url, rows="post", organisation_id=world.orgs["first"].pk)
    assert elsewhere.status_code == 422

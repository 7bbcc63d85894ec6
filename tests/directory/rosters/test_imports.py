"""The way of a roster: check, correct, commit, import again, take back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.columns.layouts import understand
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.models import ImportBatch, ImportChunk
from dangjian.directory.rosters.previews import build_preview
from dangjian.foundation.tabular.workbook import open_book
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, Conflict, NotFound, Problem
from dangjian.kernel.jobs import run_pending
from tests.directory.rosters.sheets import HEAD, checked, codes_of, committed, member_row, rows_of, upload, workbook
from tests.world import World, building


def _total(batch: ImportBatch) -> dict[str, int]:
    return {name: batch.counts["total"][name] for name in ("new", "changed", "same", "faulty", "skipped")}


def _people(world: World) -> dict[str, Person]:
    with acting_as(world.here.system()):
        return {person.name: person for person in Person.objects.unscoped("test")}


def test_new_people_are_registered_with_relation_change_and_sealed_numbers(world: World, chief: Actor) -> None:
    rows = [
        member_row(201, "欧阳建国"),
        member_row(202, "古丽·买买提", "集团党委/制造公司党总支/二车间党支部", 民族="维吾尔族"),
    ]
    batch = committed(chief, checked(chief, workbook(("党员", [HEAD, *rows]))))
    assert (batch.state, _total(batch)) == ("committed", {"new": 2, "changed": 0, "same": 0, "faulty": 0, "skipped": 0})
    person = _people(world)["古丽·买买提"]
    assert person.organisation_id == world.orgs["second"].pk
    assert person.id_number.reveal() == rows[1][2]
    assert (person.ethnic_group, person.education_level, person.sex) == ("05", "21", "female")
    with acting_as(chief):
        relation = OrgRelation.objects.unscoped("test").get(person=person)
        change = MembershipChange.objects.unscoped("test").get(person=person)
    assert (relation.organisation_id, relation.valid_to, change.reason) == (world.orgs["second"].pk, None, "registered")


def test_nothing_is_written_by_a_preview(world: World, chief: Actor) -> None:
    before = len(_people(world))
    checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国")])))
    assert len(_people(world)) == before


def test_the_same_file_again_changes_nothing(world: World, chief: Actor) -> None:
    content = workbook(
        ("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", 手机号码="13911112222、13988887777")])
    )
    committed(chief, checked(chief, content))
    people = _people(world)
    versions = {name: person.version for name, person in people.items()}
    again = checked(chief, content)
    assert _total(again) == {"new": 0, "changed": 0, "same": 2, "faulty": 0, "skipped": 0}
    committed(chief, again)
    assert {name: person.version for name, person in _people(world).items()} == versions


def test_second_import_updates_shows_differences_and_never_deletes(world: World, chief: Actor) -> None:
    committed(chief, checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国")]))))
    row = member_row(201, "欧阳建国", 学历="硕士研究生", 民族="", 手机号码="13700000001")
    batch = checked(chief, workbook(("党员", [HEAD, row])))
    [shown] = rows_of(chief, batch)
    assert (shown["status"], shown["changes"]) == (
        "changed",
        [
            {"field": "education_level", "title": "学历", "old": "大学本科毕业", "new": "硕士研究生毕业"},
            {"field": "mobile_phone", "title": "手机号码", "old": "139****0201", "new": "137****0001"},
        ],
    )
    committed(chief, batch)
    person = _people(world)["欧阳建国"]
    assert (person.education_level, person.ethnic_group, person.mobile_phone.reveal(), person.version) == (
        "14",
        "01",
        "13700000001",
        2,
    )


def test_without_numbers_name_and_joining_date_match_as_suggestion(world: World, chief: Actor) -> None:
    head = ["姓名", "性别", "所在党支部", "入党日期", "转正日期", "学历"]
    batch = checked(
        chief, workbook(("党员", [head, ["王芳", "", "一车间党支部", "2012-07-01", "2013-07-01", "研究生"]]))
    )
    [row] = rows_of(chief, batch)
    assert (row["status"], row["target_id"], [p["code"] for p in row["problems"]]) == (
        "changed",
        str(world.people["member"].pk),
        ["member.matched_by_name"],
    )
    with acting_as(chief):
        changed = commands.decide_row(batch_id=batch.pk, part=0, row=2, decision="new")
    assert changed.target_id == ""


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"出生日期": "1980-01-01"}, ["DAT-R01"]),
        ({"性别": "女"}, ["member.sex_differs"]),
        ({"公民身份号码": "110105194912310020"}, ["id.check_digit"]),
        ({"入党日期": "1990-07-01", "转正日期": "1991-07-01"}, ["DAT-R02"]),
        ({"转正日期": "2012-12-01"}, ["DAT-R03"]),
        ({"人员类别": "预备党员"}, ["DAT-R04"]),
        ({"转正日期": ""}, ["DAT-R04"]),
        ({"转正日期": "2011-07-01"}, ["DAT-R05"]),
        ({"入党日期": "2030-07-01", "转正日期": ""}, ["member.date_in_future", "DAT-R04"]),
        ({"民族": "火星族"}, ["ethnic_group.unknown"]),
        ({"所在党支部": "不存在的支部"}, ["roster.branch_unknown"]),
        ({"所在党支部": "制造公司党总支"}, ["roster.branch_not_a_branch"]),
        ({"所在党支部": ""}, ["roster.branch_missing"]),
        ({"姓名": ""}, ["cell.required"]),
    ],
)
def test_each_problem_stands_at_its_row_with_its_code(
    world: World, chief: Actor, changes: dict[str, str], codes: list[str]
) -> None:
    row = member_row(201, "欧阳建国", **changes)
    batch = checked(chief, workbook(("党员", [HEAD, row])))
    assert codes_of(chief, batch) == {2: codes}


def test_dat_r07_repeated_number_in_the_file_is_an_error_until_corrected(world: World, chief: Actor) -> None:
    first, second = member_row(201, "欧阳建国"), member_row(202, "上官云")
    second[2] = first[2]
    second[1], second[4] = first[1], first[4]
    batch = checked(chief, workbook(("党员", [HEAD, first, second])))
    assert codes_of(chief, batch) == {3: ["DAT-R07"]}
    right = member_row(202, "上官云")
    with acting_as(chief):
        for field, text in (("id_number", right[2]), ("sex", right[1]), ("birth_date", right[4])):
            row = commands.correct_cell(batch_id=batch.pk, part=0, row=3, field=field, text=text)
        assert (row.status.value, row.problems) == ("N", [])
        assert queries.get_batch(batch_id=batch.pk).counts["total"]["faulty"] == 0
        commands.correct_cell(batch_id=batch.pk, part=0, row=3, field="id_number", text=first[2])
    assert "DAT-R07" in codes_of(chief, batch)[3]


def test_repetition_is_lifted_from_the_other_row(world: World, chief: Actor) -> None:
    first, second = member_row(201, "欧阳建国"), member_row(201, "欧阳建国")
    batch = checked(chief, workbook(("党员", [HEAD, first, second])))
    assert codes_of(chief, batch) == {3: ["DAT-R07"]}
    with acting_as(chief):
        commands.decide_row(batch_id=batch.pk, part=0, row=3, decision="skip")
    final = committed(chief, batch)
    assert (final.state, final.counts["written"]["people_new"]) == ("committed", 1)


def test_faulty_rows_stop_the_commit_unless_skipped_on_purpose(world: World, chief: Actor) -> None:
    content = workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", 民族="火星族")]))
    batch = checked(chief, content)
    with acting_as(chief), pytest.raises(Conflict, match="1 行"):
        commands.begin_commit(batch_id=batch.pk, expected_version=batch.version)
    batch = committed(chief, batch, skip_faulty=True)
    assert batch.counts["written"]["people_new"] == 1
    assert "上官云" not in _people(world)


def test_correction_survives_a_second_check(world: World, chief: Actor) -> None:
    batch = checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国", 民族="火星族")])))
    with acting_as(chief):
        commands.correct_cell(batch_id=batch.pk, part=0, row=2, field="ethnic_group", text="回族")
        commands.request_preview(batch_id=batch.pk)
        run_pending()
    assert codes_of(chief, batch) == {}


def test_people_missing_from_the_file_are_listed_and_stay(world: World, chief: Actor) -> None:
    batch = checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国", "二车间党支部")])))
    assert batch.counts["total"]["not_in_file"] == 5
    with acting_as(chief):
        names = {each["name"] for each in queries.list_missing(batch_id=batch.pk)}
    assert names == {"林晓燕", "郭凯", "何静", "罗勇", "仇丽华"}
    committed(chief, batch)
    assert names <= set(_people(world))


def test_other_branch_in_the_file_moves_the_person(world: World, chief: Actor) -> None:
    member = world.people["member"]
    head = ["姓名", "公民身份号码", "所在党支部"]
    content = workbook(("党员", [head, ["王芳", member.id_number.reveal(), "二车间党支部"]]))
    batch = checked(chief, content)
    assert codes_of(chief, batch) == {2: ["member.moves"]}
    committed(chief, batch)
    moved = _people(world)["王芳"]
    assert moved.organisation_id == world.orgs["second"].pk
    with acting_as(chief):
        assert OrgRelation.objects.unscoped("test").filter(person=member).count() == 2


def test_office_of_a_subtree_cannot_reach_beyond_it(world: World, office: Actor) -> None:
    other = world.people["operations_3"]
    rows = [
        member_row(201, "欧阳建国", "运行党支部"),
        member_row(202, "上官云", "一车间党支部"),
    ]
    taken = member_row(203, other.name, "一车间党支部")
    taken[2], taken[1], taken[4] = other.id_number.reveal(), "", ""
    batch = checked(office, workbook(("党员", [HEAD, *rows, taken])))
    assert codes_of(office, batch) == {2: ["roster.branch_unknown"], 4: ["member.registered_elsewhere"]}


def test_batches_of_others_are_not_found(
    world: World, chief: Actor, office: Actor, stranger: Actor, secretary: Actor
) -> None:
    batch = checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国")])))
    for actor, status in ((office, 404), (stranger, 404), (secretary, 403)):
        with acting_as(actor), pytest.raises(Problem) as caught:
            queries.get_batch(batch_id=batch.pk)
        assert caught.value.status == status


def test_mapping_is_remembered_for_the_same_headings(world: World, chief: Actor) -> None:
    head = ["同志", "证照", "归口"]
    rows = [["欧阳建国", member_row(201, "")[2], "一车间党支部"]]
    content = workbook(("表一", [head, *rows]))
    first = upload(chief, content)
    with acting_as(chief):
        choice = commands.batches.PartMapping(0, True, RosterKind.MEMBER, {0: "name", 1: "id_number", 2: "branch"})
        commands.set_mapping(batch_id=first.pk, expected_version=first.version, choices=[choice])
    second = upload(chief, content)
    with acting_as(chief):
        from dangjian.directory.columns import layouts

        [part] = layouts.load(queries.get_batch(batch_id=second.pk).layout.reveal())
    assert (part.remembered, part.mapping) == (True, {0: "name", 1: "id_number", 2: "branch"})


def test_undo_takes_everything_back(world: World, chief: Actor) -> None:
    member = world.people["member"]
    update = ["王芳", "", member.id_number.reveal(), "", "", "硕士研究生", "", "二车间党支部", "", "", ""]
    batch = committed(chief, checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国"), update]))))
    assert _people(world)["王芳"].education_level == "14"
    _undo(chief, batch)
    people = _people(world)
    assert "欧阳建国" not in people
    assert (people["王芳"].education_level, people["王芳"].organisation_id) == ("21", world.orgs["first"].pk)


def _undo(actor: Actor, batch: ImportBatch) -> ImportBatch:
    with acting_as(actor):
        now = queries.get_batch(batch_id=batch.pk)
        commands.request_undo(batch_id=batch.pk, expected_version=now.version)
        run_pending()
        return queries.get_batch(batch_id=batch.pk)


def test_undo_is_refused_whole_once_somebody_was_worked_with(world: World, chief: Actor) -> None:
    batch = committed(
        chief, checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云")])))
    )
    person = _people(world)["上官云"]
    with acting_as(chief):
        from dangjian.directory.members.commands import update_person

        update_person(person_id=person.pk, expected_version=person.version, values={"native_place": "湖北"})
    after = _undo(chief, batch)
    assert (after.state, after.error_code) == ("committed", "roster.depended_on")
    assert {"欧阳建国", "上官云"} <= set(_people(world))


def test_change_between_check_and_commit_stops_the_commit(world: World, chief: Actor) -> None:
    content = workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", "二车间党支部")]))
    batch = checked(chief, content)
    with acting_as(world.here.system()):
        from dangjian.kernel.writing import allow_writing

        with allow_writing():
            type(world.orgs["second"]).objects.unscoped("test").filter(pk=world.orgs["second"].pk).update(
                dissolved_on="2026-11-20"
            )
    after = committed(chief, batch)
    assert (after.state, after.error_code) == ("previewed", "roster.changed_meanwhile")
    assert "欧阳建国" not in _people(world)


def test_staged_rows_are_sealed_and_purged(world: World, chief: Actor) -> None:
    row = member_row(201, "欧阳建国")
    batch = checked(chief, workbook(("党员", [HEAD, row])))
    with acting_as(chief):
        raw = b"".join(bytes(each) for each in ImportChunk.objects.filter(batch=batch).values_list("rows", flat=True))
        assert row[2].encode() not in raw
        commands.discard_batch(batch_id=batch.pk)
        assert ImportChunk.objects.filter(batch=batch).count() == 0
        with pytest.raises((Conflict, NotFound)):
            queries.list_rows(batch_id=batch.pk, part=0)


def test_result_file_names_what_became_of_each_row(world: World, chief: Actor, tmp_path: Any) -> None:
    from dangjian.foundation.tabular.workbook import open_book, read_rows

    content = workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", 民族="火星族")]))
    batch = committed(chief, checked(chief, content), skip_faulty=True)
    with acting_as(chief):
        name, result = queries.write_result_file(batch_id=batch.pk)
    path = tmp_path / "r.xlsx"
    path.write_bytes(result)
    book = open_book(path, name)
    assert [row[:3] for row in read_rows(book, book.sheets[0])] == [
        ["原行号", "处理结果", "姓名"],
        [2.0, "已新增", "欧阳建国"],
        [3.0, "有错误，未导入", "上官云"],
    ]
    assert [row[0] for row in read_rows(book, book.sheets[1])] == ["单元格", "D3"]


@pytest.mark.parametrize(
    ("sheet", "title"),
    [("一车间党支部", "党员花名册"), ("Sheet1", "一车间党支部党员花名册"), ("Sheet1", "填报单位：一车间党支部")],
)
def test_sheet_of_one_branch_needs_no_column_for_it(world: World, chief: Actor, sheet: str, title: str) -> None:
    kept = [position for position, name in enumerate(HEAD) if name != "所在党支部"]
    rows = [[title], *([row[position] for position in kept] for row in (HEAD, member_row(201, "欧阳建国")))]
    batch = committed(chief, checked(chief, workbook((sheet, rows))))
    assert (batch.state, _people(world)["欧阳建国"].organisation_id) == ("committed", world.orgs["first"].pk)


def test_one_row_of_data_too_many_is_refused_while_titles_totals_and_blanks_do_not_count(
    world: World, tmp_path: Path
) -> None:
    rows = [member_row(number, "欧阳建国") for number in (201, 202, 203)]
    sheet = [["党员名册"], [], HEAD, rows[0], [], *rows[1:], ["合计", "3人"]]
    path = tmp_path / "名册.xlsx"
    path.write_bytes(workbook(("一支部", sheet), ("二支部", [HEAD, member_row(204, "上官云")])))
    book = open_book(path, path.name)
    with building(world.tenant_id):
        read = build_preview(book, understand(book.sheets), {}, date(2026, 11, 21), _nobody, most_rows=4)
        with pytest.raises(BadInput) as caught:
            build_preview(book, understand(book.sheets), {}, date(2026, 11, 21), _nobody, most_rows=3)
    assert read.counts["total"]["rows"] == 4
    assert (caught.value.code, caught.value.text[:9]) == ("roster.too_many_rows", "名册超过 3 行，")


def _nobody(_done: int, _total: int, _text: str) -> None:
    """Progress that nobody watches."""

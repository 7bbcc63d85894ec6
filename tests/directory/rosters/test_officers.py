"""Lists of officers: who is meant, which posts, predecessors, roles, a whole workbook at once, and taking it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dangjian.directory.columns import layouts
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.models import ImportBatch
from dangjian.foundation.tabular.workbook import open_book, read_rows
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.jobs import run_pending
from tests.directory.rosters.sheets import HEAD, checked, codes_of, committed, member_row, rows_of, workbook
from tests.world import World

POSTS = ["党组织名称", "姓名", "党内职务", "任职时间", "免职时间", "产生方式"]
ORGS = ["党组织名称", "党组织简称", "上级党组织", "党组织类别", "成立日期", "党员人数"]
NEW_BRANCH = "中共测试集团三车间支部委员会"


def _statuses(actor: Actor, batch: ImportBatch, part: int = 0) -> list[str]:
    return [row["status"] for row in rows_of(actor, batch, part)]


def _posts(world: World, place: str) -> list[tuple[str, str, str, str]]:
    with acting_as(world.here.system()):
        rows = PostHolding.objects.unscoped("test").filter(organisation__short_name=place).order_by("started_on")
        return [(row.person_name, row.post_kind, str(row.started_on), str(row.ended_on or "")) for row in rows]


def _undo(actor: Actor, batch: ImportBatch) -> ImportBatch:
    with acting_as(actor):
        now = queries.get_batch(batch_id=batch.pk)
        commands.request_undo(batch_id=batch.pk, expected_version=now.version)
        run_pending()
        return queries.get_batch(batch_id=batch.pk)


@pytest.mark.parametrize("post", ["组织委员、宣传委员", "支部组织委员兼宣传委员", "一车间党支部组织委员/宣传委员"])
def test_list_of_officers_is_recognised_and_registered_with_its_roles(world: World, chief: Actor, post: str) -> None:
    content = workbook(("支委", [POSTS, ["一车间党支部", "王芳", post, "2024.03", "", "选举产生"]]))
    batch = checked(chief, content)
    with acting_as(chief):
        [part] = layouts.load(queries.get_batch(batch_id=batch.pk).layout.reveal())
    assert (part.kind, codes_of(chief, batch), _statuses(chief, batch)) == ("officer", {}, ["new"])
    before = _posts(world, "一车间党支部")
    done = committed(chief, batch)
    assert (done.state, done.counts["written"]["posts_new"]) == ("committed", 2)
    fresh = sorted(set(_posts(world, "一车间党支部")) - set(before))
    assert fresh == [
        ("王芳", "organisation_member", "2024-03-01", ""),
        ("王芳", "publicity_member", "2024-03-01", ""),
    ]
    with acting_as(world.here.system()):
        grants = RoleGrant.objects.unscoped("test").filter(person_id=world.people["member"].pk, source="post")
        assert {grant.role for grant in grants} == {"branch_officer"}
    again = checked(chief, content)
    assert (_statuses(chief, again), codes_of(chief, again)) == (["same"], {})
    assert _undo(chief, done).state == "undone"
    assert _posts(world, "一车间党支部") == before
    with acting_as(world.here.system()):
        assert (
            not RoleGrant.objects.unscoped("test").filter(person_id=world.people["member"].pk, source="post").exists()
        )


def test_list_of_officers_in_words_of_its_own_is_not_taken_for_a_roster_of_members(world: World, chief: Actor) -> None:
    head = ["序", "支部（全称或简称）", "干部姓名", "在支部中担任的职务", "何时当选（任命）", "手机", "选举还是任命"]
    rows = [["支部支委干部一览表"], head, ["1", "一车间党支部", "王芳", "组织委员", "2024.3", "19900000042", "选举"]]
    batch = checked(chief, workbook(("Sheet1", rows)))
    with acting_as(chief):
        [part] = layouts.load(queries.get_batch(batch_id=batch.pk).layout.reveal())
    found = {"organisation", "name", "post_kind", "started_on"}
    assert (part.kind, found <= set(part.mapping.values())) == ("officer", True)
    assert (codes_of(chief, batch), _statuses(chief, batch)) == ({}, ["new"])


def test_second_secretary_is_an_error_until_the_list_ends_the_first(world: World, chief: Actor) -> None:
    [first] = [row for row in _posts(world, "一车间党支部") if row[1] == "secretary"]
    successor = ["一车间党支部", "王芳", "书记", "2026-03-15", "", ""]
    batch = checked(chief, workbook(("书记名册", [POSTS, successor])))
    assert codes_of(chief, batch) == {2: ["post.overlap"]}
    [row] = rows_of(chief, batch)
    assert "在本表中列出原任并填写免职日期" in row["problems"][0]["text"]
    predecessor = ["一车间党支部", first[0], "书记", first[2], "2026-03-15", ""]
    batch = checked(chief, workbook(("书记名册", [POSTS, successor, predecessor])))
    assert (codes_of(chief, batch), _statuses(chief, batch)) == ({}, ["new", "changed"])
    assert rows_of(chief, batch)[1]["changes"] == [
        {"field": "ended_on", "title": "免职日期", "old": "", "new": "2026-03-15"}
    ]
    done = committed(chief, batch)
    secretaries = [row for row in _posts(world, "一车间党支部") if row[1] == "secretary"]
    assert secretaries == [(*first[:3], "2026-03-15"), ("王芳", "secretary", "2026-03-15", "")]
    assert _undo(chief, done).state == "undone"
    assert [row for row in _posts(world, "一车间党支部") if row[1] == "secretary"] == [first]


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (["不存在的支部", "王芳", "委员", "2024-03-15", "", ""], ["roster.organisation_unknown"]),
        (["一车间党支部", "查无此人", "委员", "2024-03-15", "", ""], ["post.person_unknown"]),
        (["一车间党支部", "王芳", "车间主任", "2024-03-15", "", ""], ["post.kind_unknown"]),
        (["一车间党支部", "王芳", "常务委员", "2024-03-15", "", ""], ["post.not_there"]),
        (["二车间党支部", "王芳", "委员", "2024-03-15", "", ""], ["post.other_branch"]),
        (["一车间党支部", "王芳", "委员", "2030-03-15", "", ""], ["post.dates"]),
        (["一车间党支部", "王芳", "委员", "2001-03-15", "", ""], ["post.dates"]),
        (["一车间党支部", "王芳", "委员", "2024-03-15", "2023-03-15", ""], ["post.dates"]),
        (["一车间党支部", "王芳", "", "2024-03-15", "", ""], ["post.none"]),
        (["", "王芳", "委员", "2024-03-15", "", ""], ["roster.organisation_missing"]),
    ],
)
def test_each_problem_of_an_officer_is_told_with_its_cure(
    world: World, chief: Actor, row: list[str], codes: list[str]
) -> None:
    batch = checked(chief, workbook(("班子成员", [POSTS, row])))
    assert codes_of(chief, batch) == {2: codes}
    [shown] = rows_of(chief, batch)
    assert all(problem["text"].endswith(("。", "？")) for problem in shown["problems"])


def test_probationary_member_cannot_hold_a_post(world: World, chief: Actor) -> None:
    rows = [HEAD, member_row(301, "司马青", 人员类别="预备党员", 入党日期="2026-05-01", 转正日期="")]
    book = workbook(("党员", rows), ("班子成员", [POSTS, ["一车间党支部", "司马青", "委员", "2026-06-01", "", ""]]))
    batch = checked(chief, book)
    assert codes_of(chief, batch, 1) == {2: ["post.person"]}


def _whole_workbook() -> bytes:
    officers = [
        ["第三支部班子"],
        POSTS,
        ["三车间党支部", "欧阳建国", "书记", "2025-07-01", "", "选举产生"],
        ["三车间党支部", "上官云", "组织委员", "2025-07-01", "", "选举产生"],
    ]
    members = [
        HEAD,
        member_row(301, "欧阳建国", "三车间党支部"),
        member_row(302, "上官云", "三车间党支部", 民族="火星"),
    ]
    # Officers stand first and organisations last on purpose: the order of sheets must not matter.
    return workbook(
        ("班子", officers),
        ("党员", members),
        ("党组织", [ORGS, [NEW_BRANCH, "三车间党支部", "制造公司党总支", "党支部", "2025-06-01", "3"]]),
    )


def test_one_workbook_sets_up_a_branch_its_members_and_its_officers(world: World, chief: Actor, tmp_path: Path) -> None:
    batch = checked(chief, _whole_workbook())
    assert {part: codes_of(chief, batch, part) for part in (0, 1, 2)} == {
        0: {4: ["post.person_unknown"]},
        1: {3: ["ethnic_group.unknown"]},
        2: {2: ["DAT-R13"]},
    }
    with acting_as(chief):
        row = commands.correct_cell(batch_id=batch.pk, part=1, row=3, field="ethnic_group", text="回族")
        assert (row.problems, row.status.value) == ([], "N")
        officer = commands.correct_cell(batch_id=batch.pk, part=0, row=4, field="post_kind", text="宣传委员")
        assert (officer.problems, officer.status.value) == ([], "N")
        commands.request_preview(batch_id=batch.pk)
        run_pending()
        assert queries.get_batch(batch_id=batch.pk).counts["total"]["faulty"] == 0
    done = committed(chief, batch)
    assert (done.state, done.error_text) == ("committed", "")
    with acting_as(chief):
        _, content = queries.write_result_file(batch_id=done.pk)
    path = tmp_path / "r.xlsx"
    path.write_bytes(content)
    book = open_book(path, "r.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["班子", "党员", "党组织", "问题清单"]
    assert list(read_rows(book, book.sheets[0]))[1][:4] == [3.0, "已新增", "三车间党支部", "欧阳建国"]
    assert done.counts["written"] == {
        "people_new": 2,
        "people_changed": 0,
        "organisations_new": 1,
        "organisations_changed": 0,
        "posts_new": 2,
        "posts_changed": 0,
    }
    place = "三车间党支部"
    assert [row[:2] for row in _posts(world, place)] == [("欧阳建国", "secretary"), ("上官云", "publicity_member")]
    after = _undo(chief, done)
    assert (after.state, after.error_text) == ("undone", "")
    with acting_as(world.here.system()):
        assert not Organisation.objects.unscoped("test").filter(full_name=NEW_BRANCH).exists()


def test_undo_is_refused_once_a_post_was_worked_with(world: World, chief: Actor) -> None:
    done = committed(
        chief, checked(chief, workbook(("班子", [POSTS, ["一车间党支部", "王芳", "委员", "2024-03-15", "", ""]])))
    )
    from datetime import date

    from dangjian.directory.posts.commands import end_post

    with acting_as(world.here.system()):
        post = PostHolding.objects.unscoped("test").get(person_name="王芳", post_kind="member")
    with acting_as(chief):
        end_post(post_id=post.pk, expected_version=post.version, ended_on=date(2026, 11, 1), reason="调离")
    after = _undo(chief, done)
    assert (after.state, after.error_code) == ("committed", "roster.depended_on")
    assert "任职在导入之后又有变动" in after.error_text


def test_secretary_columns_of_an_organisation_list_are_read_when_it_is_chosen_as_officers(
    world: World, chief: Actor
) -> None:
    from dangjian.directory.columns.enums import RosterKind
    from tests.directory.rosters.sheets import upload

    head = ["党组织全称", "党组织编码", "党组织书记", "党组织副书记", "本届班子当选日期", "联系人"]
    row = ["二车间党支部", "", "林晓燕", "郭凯、何静", "2024-03-15", ""]
    batch = upload(chief, workbook(("组织", [head, row])))
    with acting_as(chief):
        [part] = layouts.load(batch.layout.reveal())
        assert part.kind == "organisation"
        mapping = {0: "organisation", 1: "org_code", 2: "secretary", 3: "deputy_secretary", 4: "term_start"}
        choice = commands.batches.PartMapping(0, True, RosterKind.OFFICER, mapping)
        commands.set_mapping(batch_id=batch.pk, expected_version=batch.version, choices=[choice])
        commands.request_preview(batch_id=batch.pk)
        run_pending()
    problems = codes_of(chief, batch)
    shown: list[dict[str, Any]] = rows_of(chief, batch)
    assert shown[0]["status"] in {"new", "faulty"}, shown
    assert all(code.startswith("post.") for codes in problems.values() for code in codes)

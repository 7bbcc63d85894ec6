"""Corrections for many rows at once, exact days that stay, and what stands against taking an import back."""

from __future__ import annotations

from dangjian.directory.members.commands import update_person
from dangjian.directory.members.models import Person
from dangjian.directory.rosters import commands, queries
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.jobs import run_pending
from tests.directory.rosters.sheets import HEAD, checked, committed, member_row, workbook
from tests.world import World


def test_one_correction_cures_all_rows_with_the_same_text(world: World, chief: Actor) -> None:
    rows = [
        member_row(201, "欧阳建国", "装配党支部"),
        member_row(202, "上官云", "装配党支部"),
        member_row(203, "司马青", 民族="汗族"),
    ]
    batch = checked(chief, workbook(("党员", [HEAD, *rows])))
    assert batch.counts["total"]["faulty"] == 3
    with acting_as(chief):
        count = commands.replace_text(batch_id=batch.pk, part=0, field="branch", old="装配党支部", text="二车间党支部")
        run_pending()
        after = queries.get_batch(batch_id=batch.pk)
        left = queries.list_rows(batch_id=batch.pk, part=0, code="ethnic_group.unknown")
        none = queries.list_rows(batch_id=batch.pk, part=0, code="roster.branch_unknown")
    total = after.counts["total"]
    assert (count, total["new"], total["faulty"]) == (2, 2, 1)
    assert ([row["number"] for row in left["items"]], none["items"]) == ([4], [])


def test_a_month_does_not_overwrite_the_day_on_record(world: World, chief: Actor) -> None:
    exact = member_row(201, "欧阳建国", 入党日期="2012-07-11", 转正日期="2013-07-11")
    committed(chief, checked(chief, workbook(("党员", [HEAD, exact]))))
    vague = member_row(201, "欧阳建国", 入党日期="2012.07", 转正日期="2013年7月")
    batch = checked(chief, workbook(("党员", [HEAD, vague])))
    other = checked(chief, workbook(("党员", [HEAD, member_row(201, "欧阳建国", 入党日期="2012.06")])))
    assert (batch.counts["total"]["same"], other.counts["total"]["changed"]) == (1, 1)


def test_blockers_of_undoing_are_named(world: World, chief: Actor) -> None:
    rows = [member_row(201, "欧阳建国"), member_row(202, "上官云")]
    batch = committed(chief, checked(chief, workbook(("党员", [HEAD, *rows]))))
    with acting_as(chief):
        free = queries.check_undo(batch_id=batch.pk)
        person = Person.objects.unscoped("test").get(name="上官云")
        update_person(person_id=person.pk, expected_version=person.version, values={"native_place": "湖北"})
        held = queries.check_undo(batch_id=batch.pk)
    assert free == {"blockers": [], "has_more": False}
    assert held["blockers"] == [
        {"kind": "member", "id": str(person.pk), "name": "上官云", "text": "信息在导入之后又有修改"}
    ]

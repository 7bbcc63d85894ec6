"""Exports: in the layout of the template, masked unless allowed, and read in again without any change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.columns.templates import template_file
from dangjian.directory.rosters import commands
from dangjian.foundation.tabular.workbook import open_book, read_rows
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, NotAllowed
from tests.directory.rosters.sheets import HEAD, checked, committed, member_row, workbook
from tests.world import World


def _table(path: Path, content: bytes, name: str = "a.xlsx") -> list[list[Any]]:
    target = path / name
    target.write_bytes(content)
    book = open_book(target, name)
    return list(read_rows(book, book.sheets[0]))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_and_import_again_changes_nothing(world: World, chief: Actor, form: str) -> None:
    rows = [
        member_row(201, "欧阳建国", 入党日期="2012-07", 转正日期="2013-07"),
        member_row(202, "古丽·买买提", 民族="维吾尔族", 学历="中央党校研究生"),
    ]
    committed(chief, checked(chief, workbook(("党员", [HEAD, *rows]))))
    with acting_as(chief):
        content = commands.export_roster(
            kind=RosterKind.MEMBER,
            full_columns=True,
            reveal=True,
            purpose="核对",
            form=form,  # type: ignore[arg-type]
        )
    batch = checked(chief, content, f"名册.{form}")
    counts = {name: batch.counts["total"][name] for name in ("new", "changed", "faulty", "same", "not_in_file")}
    assert counts == {"new": 0, "changed": 0, "faulty": 0, "same": 27, "not_in_file": 0}


def test_export_of_organisations_and_import_again_changes_nothing(world: World, chief: Actor) -> None:
    with acting_as(chief):
        content = commands.export_roster(kind=RosterKind.ORGANISATION, full_columns=True, reveal=True, purpose="核对")
    batch = checked(chief, content)
    counts = {name: batch.counts["total"][name] for name in ("new", "changed", "faulty", "same")}
    assert counts == {"new": 0, "changed": 0, "faulty": 0, "same": 7}


@pytest.mark.parametrize("reveal", [True, False])
def test_export_of_officers_and_import_again_changes_nothing(world: World, chief: Actor, reveal: bool) -> None:
    with acting_as(chief):
        content = commands.export_roster(
            kind=RosterKind.OFFICER, full_columns=True, reveal=reveal, purpose="核对" if reveal else ""
        )
    batch = checked(chief, content)
    counts = {name: batch.counts["total"][name] for name in ("new", "changed", "faulty", "same")}
    assert counts == {"new": 0, "changed": 0, "faulty": 0, "same": 7}


def test_sensitive_columns_are_masked_without_purpose_and_right(world: World, chief: Actor, tmp_path: Path) -> None:
    with acting_as(chief):
        table = _table(tmp_path, commands.export_roster(kind=RosterKind.MEMBER))
        with pytest.raises(BadInput, match="用途"):
            commands.export_roster(kind=RosterKind.MEMBER, reveal=True)
    column = table[0].index("公民身份号码")
    assert all("*" in row[column] for row in table[1:])
    number = world.people["member"].id_number.reveal()
    assert not any(number in str(cell) for row in table for cell in row)


def test_secretary_exports_the_own_branch_only(world: World, secretary: Actor, member: Actor, tmp_path: Path) -> None:
    with acting_as(secretary):
        table = _table(tmp_path, commands.export_roster(kind=RosterKind.MEMBER))
    names = {row[table[0].index("姓名*")] for row in table[1:]}
    assert names == {
        person.name for person in world.people.values() if person.organisation_id == world.orgs["first"].pk
    }
    with acting_as(member), pytest.raises(NotAllowed):
        commands.export_roster(kind=RosterKind.MEMBER)


def test_filled_template_is_read_without_any_correction(world: World, chief: Actor, tmp_path: Path) -> None:
    content = template_file([RosterKind.MEMBER, RosterKind.ORGANISATION])
    table = _table(tmp_path, content)
    assert "姓名*" in table[0]
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    book = open_book(path, "t.xlsx")
    assert [(sheet.name, sheet.visible) for sheet in book.sheets] == [
        ("党员名册", True),
        ("党组织名册", True),
        ("填写说明", True),
        ("选项", False),
    ]
    batch = checked(
        chief,
        workbook(
            (
                "党员名册",
                [
                    table[0],
                    [
                        {"姓名*": "欧阳建国", "所在党支部": "一车间党支部", "公民身份号码": member_row(201, "")[2]}.get(
                            title, ""
                        )
                        for title in table[0]
                    ],
                ],
            )
        ),
    )
    assert (batch.counts["total"]["new"], batch.counts["total"]["faulty"]) == (1, 0)

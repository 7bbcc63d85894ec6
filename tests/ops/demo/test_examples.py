"""The example files: the same bytes each time, recognised by the import, as messy as promised."""

from __future__ import annotations

from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from dangjian.directory.columns.fields_member import MEMBER_FIELDS
from dangjian.directory.columns.fields_officer import OFFICER_FIELDS
from dangjian.directory.columns.fields_organisation import ORGANISATION_FIELDS
from dangjian.directory.columns.layouts import understand
from dangjian.foundation.tabular.parse import RowParser
from dangjian.foundation.tabular.recognise import Recognised, choose_sheet
from dangjian.foundation.tabular.workbook import open_book, read_rows
from dangjian.ops.demo.rosters.files import Example, example_files, readme

FOLDER = Path(settings.BASE_DIR) / "examples"


@cache
def files() -> dict[str, Example]:
    return {file.name: file for file in example_files()}


def _recognised(name: str) -> Recognised:
    catalogue = {"0": ORGANISATION_FIELDS, "1": MEMBER_FIELDS, "2": OFFICER_FIELDS}[name[0]]
    path = FOLDER / name
    return choose_sheet(open_book(path, name).sheets, catalogue)


def test_the_files_in_the_repository_are_the_generated_ones() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*files(), "README.md"}
    for name, file in files().items():
        assert (FOLDER / name).read_bytes() == file.data, name
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == readme(list(files().values()))


def test_the_files_are_small() -> None:
    assert sum(len(file.data) for file in files().values()) < 2_000_000


@pytest.mark.parametrize("name", sorted(files()))
def test_every_column_is_recognised(name: str) -> None:
    found = _recognised(name)

    unknown = [match.title for match in found.columns if not match.field]
    assert found.missing == ()
    assert unknown == (["血型", "错在哪里"] if name.startswith("18") else [])


def test_a_list_of_officers_is_taken_for_one_with_its_branches_and_without_its_notes() -> None:
    name = "21-建工公司党支部班子成员名册.xlsx"
    book = open_book(FOLDER / name, name)
    [part] = understand(book.sheets)
    parser = RowParser(part.catalogue, part.mapping, part.heading)
    rows = list(parser.parse(read_rows(book, book.sheets[0])))

    assert part.kind == "officer"
    assert [row.problems for row in rows if row.problems] == []
    assert {"organisation", "name", "post_kind", "started_on", "origin", "id_number"} <= set(rows[-1].values)
    assert len(rows) == 65
    assert [row.text[:3] for row in parser.skipped] == ["说明：", "填表人"]


def test_plain_lists_hold_six_forms_of_dates_and_broken_numbers() -> None:
    name = "15-集团机关党员花名册.xlsx"
    book = open_book(FOLDER / name, name)
    rows = [row for sheet in book.sheets for row in read_rows(book, sheet)]

    dates = {type(row[10]).__name__: row[10] for row in rows[2:] if len(row) > 10}
    texts = {str(row[10]) for row in rows if len(row) > 10}
    assert {"str", "float"} >= set(dates)
    assert any("年" in text for text in texts)
    assert any("/" in text for text in texts)
    assert any("-" in text for text in texts)
    assert any(text.count(".") == 2 for text in texts)
    assert any(isinstance(row[5], float) and row[5] > 1e17 for row in rows if len(row) > 5)


def test_the_csv_is_gb18030() -> None:
    data = files()["14-物流公司党员接口表.csv"].data

    assert data.decode("gb18030").startswith("集团党员唯一标识,")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


def test_write_examples_writes_them_all(tmp_path: Path) -> None:
    said = StringIO()

    call_command("write_examples", folder=tmp_path, stdout=said)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".md"} == {
        name: file.data for name, file in files().items()
    }
    assert f"共 {len(files())} 个文件" in said.getvalue()
